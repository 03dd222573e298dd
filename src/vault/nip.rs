//! Numbers of people: NIP, NIK, telephone. `domain.md` §6.4 is the source of every rule.
//!
//! None of them has a check digit, so a number that fits may still be wrong: doubts are warnings and never block.

use chrono::{Datelike, Months, NaiveDate};
use std::fmt;
use zeroize::Zeroizing;

/// Why a number cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing was typed.
    #[error("no number was typed")]
    Empty,
    /// Something other than digits and separators.
    #[error("the number holds something other than digits")]
    NotDigits,
    /// Too few or too many digits.
    #[error("the number has {got} digits")]
    Length {
        /// How many digits were typed.
        got: usize,
    },
    /// The birth date in it does not exist.
    #[error("the birth date in the number does not exist")]
    BirthDate,
    /// The month of appointment (NIP digits 13 and 14) is neither a month nor a PPPK contract number.
    #[error("the month of appointment in the number does not exist")]
    Appointment,
    /// The appointment lies in the future.
    #[error("the appointment in the number lies in the future")]
    Future,
    /// NIP digit 15 is neither 1 nor 2.
    #[error("the fifteenth digit is neither 1 nor 2")]
    Sex,
    /// The sequence at the end is zero.
    #[error("the sequence at the end is zero")]
    Sequence,
    /// Not an Indonesian mobile number.
    #[error("not an Indonesian mobile number")]
    NotMobile,
}

/// What looks odd about a number that is accepted all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Younger than 17 or older than 60 at the appointment.
    AgeAtAppointment,
    /// Born before 1940 or after 2010.
    BirthYear,
    /// No province has this code, now or before.
    Province,
}

/// Which kind of civil servant a NIP belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NipKind {
    /// Permanent (PNS, CPNS).
    Pns,
    /// On contract (NI PPPK; digits 13 and 14 are 21 or more).
    Pppk,
}

/// A civil servant's number of 18 digits. Birth date and sex in it are never shown or stored apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Nip {
    digits: Zeroizing<String>,
    kind: NipKind,
    doubts: Vec<Doubt>,
}

impl Nip {
    /// Reads a NIP as people type it; spaces, dots and dashes do not matter. `today` is the day in the office's zone.
    pub fn parse(typed: &str, today: NaiveDate) -> Result<Self, NumberError> {
        let digits = digits(typed, 18)?;
        let birth =
            date(number(&digits[..4]), number(&digits[4..6]), number(&digits[6..8])).ok_or(NumberError::BirthDate)?;
        let year = number(&digits[8..12]);
        let (kind, appointed) = match number(&digits[12..14]) {
            month @ 1..=12 => (NipKind::Pns, date(year, month, 1)),
            21.. => (NipKind::Pppk, date(year, 1, 1)),
            _ => return Err(NumberError::Appointment),
        };
        let appointed = appointed.ok_or(NumberError::Appointment)?;
        if !matches!(&digits[14..15], "1" | "2") {
            return Err(NumberError::Sex);
        }
        if &digits[15..] == "000" {
            return Err(NumberError::Sequence);
        }
        if appointed > today {
            return Err(NumberError::Future);
        }
        Ok(Self { kind, doubts: nip_doubts(birth, appointed), digits })
    }

    /// The 18 digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// Permanent or on contract.
    #[must_use]
    pub fn kind(&self) -> NipKind {
        self.kind
    }

    /// What looks odd.
    #[must_use]
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }
}

fn nip_doubts(birth: NaiveDate, appointed: NaiveDate) -> Vec<Doubt> {
    let at_age = |years: u32| birth.checked_add_months(Months::new(years * 12));
    let mut doubts = Vec::new();
    if at_age(17).is_none_or(|day| appointed < day) || at_age(61).is_none_or(|day| appointed >= day) {
        doubts.push(Doubt::AgeAtAppointment);
    }
    if !(1940..=2010).contains(&birth.year()) {
        doubts.push(Doubt::BirthYear);
    }
    doubts
}

/// A resident's number of 16 digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Nik {
    digits: Zeroizing<String>,
    doubts: Vec<Doubt>,
}

impl Nik {
    /// Reads a NIK as people type it; spaces, dots and dashes do not matter.
    pub fn parse(typed: &str) -> Result<Self, NumberError> {
        let digits = digits(typed, 16)?;
        let day = match number(&digits[6..8]) {
            day @ 1..=31 => day,
            // Women's days count from 41.
            day @ 41..=71 => day - 40,
            _ => return Err(NumberError::BirthDate),
        };
        let (month, year) = (number(&digits[8..10]), number(&digits[10..12]));
        if date(1900 + year, month, day).or_else(|| date(2000 + year, month, day)).is_none() {
            return Err(NumberError::BirthDate);
        }
        if &digits[12..] == "0000" {
            return Err(NumberError::Sequence);
        }
        let known = matches!(number(&digits[..2]), 11..=21 | 31..=36 | 51..=54 | 61..=65 | 71..=76 | 81..=82 | 91..=97);
        Ok(Self { digits, doubts: if known { Vec::new() } else { vec![Doubt::Province] } })
    }

    /// The 16 digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// Safe to show to its owner: `3273********0009`.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}********{}", &self.digits[..4], &self.digits[12..])
    }

    /// What looks odd.
    #[must_use]
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }
}

/// An Indonesian mobile number, kept as `+62…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(Zeroizing<String>);

impl Phone {
    /// Reads a number as people type it: `08…`, `62 8…`, `+62 8…`; spaces, dots, dashes and brackets do not matter.
    pub fn parse(typed: &str) -> Result<Self, NumberError> {
        let bare: Zeroizing<String> =
            Zeroizing::new(typed.chars().take(60).filter(|&symbol| !" .-()\u{a0}\u{2013}".contains(symbol)).collect());
        if bare.is_empty() {
            return Err(NumberError::Empty);
        }
        let digits = bare.strip_prefix('+').unwrap_or(&bare);
        if !digits.chars().all(|symbol| symbol.is_ascii_digit()) {
            return Err(NumberError::NotDigits);
        }
        let national = match bare.strip_prefix('+') {
            Some(_) => digits.strip_prefix("62"),
            None => digits.strip_prefix('0').or_else(|| digits.strip_prefix("62")),
        };
        let mobile = national.filter(|rest| {
            let mut start = rest.bytes();
            start.next() == Some(b'8')
                && start.next().is_some_and(|digit| digit != b'0')
                && (8..=13).contains(&rest.len())
        });
        mobile.map(|rest| Self(Zeroizing::new(format!("+62{rest}")))).ok_or(NumberError::NotMobile)
    }

    /// The number in international form (E.164).
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! opaque {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )+};
}

// Personal data: a stray `{:?}` in a log must not show it.
opaque!(Nip, Nik, Phone);

fn digits(typed: &str, wanted: usize) -> Result<Zeroizing<String>, NumberError> {
    let bare: Zeroizing<String> = Zeroizing::new(
        typed.chars().take(200).filter(|symbol| !symbol.is_whitespace() && !".-\u{2013}".contains(*symbol)).collect(),
    );
    match bare.chars().count() {
        0 => Err(NumberError::Empty),
        _ if !bare.chars().all(|symbol| symbol.is_ascii_digit()) => Err(NumberError::NotDigits),
        got if got != wanted => Err(NumberError::Length { got }),
        _ => Ok(bare),
    }
}

/// The value of a run of digits; the callers have checked that they are digits.
fn number(digits: &str) -> u32 {
    digits.bytes().fold(0, |sum, digit| sum * 10 + u32::from(digit.wrapping_sub(b'0')))
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
    }

    fn nip(typed: &str) -> Result<NipKind, NumberError> {
        Nip::parse(typed, today()).map(|nip| nip.kind())
    }

    #[test]
    fn the_worked_examples_of_the_domain_study_hold() {
        assert_eq!(nip("198609262015051001"), Ok(NipKind::Pns));
        assert_eq!(nip("19680411 199303 1 009"), Ok(NipKind::Pns));
        assert_eq!(nip("198613262015051001"), Err(NumberError::BirthDate));
        assert_eq!(nip("198609262015053001"), Err(NumberError::Sex));
        let nik = Nik::parse("3273056010900009").unwrap();
        assert_eq!((nik.masked().as_str(), nik.doubts()), ("3273********0009", &[][..]));
        assert_eq!(Nik::parse("3602047211870001").map(|_| ()), Err(NumberError::BirthDate));
    }

    #[test]
    fn each_rule_of_the_nip_has_its_own_answer() {
        assert_eq!(nip(" "), Err(NumberError::Empty));
        assert_eq!(nip("19860926201505100A"), Err(NumberError::NotDigits));
        assert_eq!(nip("131234567"), Err(NumberError::Length { got: 9 }));
        assert_eq!(nip("198609262015001001"), Err(NumberError::Appointment));
        assert_eq!(nip("198609262015131001"), Err(NumberError::Appointment));
        assert_eq!(nip("198609262015201001"), Err(NumberError::Appointment));
        assert_eq!(nip("198609262023211001"), Ok(NipKind::Pppk));
        assert_eq!(nip("198609262015051000"), Err(NumberError::Sequence));
        assert_eq!(nip("198609262026121001"), Err(NumberError::Future));
        assert_eq!(nip("198609262026111001"), Ok(NipKind::Pns));
        assert_eq!(nip("198609262027211001"), Err(NumberError::Future));
    }

    #[test]
    fn odd_numbers_are_accepted_with_a_doubt() {
        let doubts = |typed: &str| Nip::parse(typed, today()).unwrap().doubts().to_vec();
        assert_eq!(doubts("198609262015051001"), []);
        assert_eq!(doubts("200609262022051001"), [Doubt::AgeAtAppointment]);
        assert_eq!(doubts("193909261965051001"), [Doubt::BirthYear]);
        assert_eq!(doubts("193909262015051001"), [Doubt::AgeAtAppointment, Doubt::BirthYear]);
        assert_eq!(Nik::parse("9905056010900009").unwrap().doubts(), [Doubt::Province]);
    }

    #[test]
    fn a_nik_may_be_of_either_century() {
        assert!(Nik::parse("3273052902000001").is_ok(), "29 February 2000");
        assert_eq!(Nik::parse("3273052902990001"), Err(NumberError::BirthDate));
        assert_eq!(Nik::parse("3273050010900009"), Err(NumberError::BirthDate));
        assert_eq!(Nik::parse("3273053210900009"), Err(NumberError::BirthDate));
        assert_eq!(Nik::parse("3273056010900000"), Err(NumberError::Sequence));
    }

    #[test]
    fn a_phone_number_is_kept_in_international_form() {
        for typed in ["0812-3456-7890", "62 812 3456 7890", "+62 (812) 34567890"] {
            assert_eq!(Phone::parse(typed).unwrap().as_str(), "+6281234567890", "{typed}");
        }
        for typed in ["021 5551234", "+1 555 123 4567", "080123456789", "0812345", "081234567890123", "+0812345678"] {
            assert_eq!(Phone::parse(typed), Err(NumberError::NotMobile), "{typed}");
        }
        assert_eq!(Phone::parse("0812 abc"), Err(NumberError::NotDigits));
        assert_eq!(Phone::parse(""), Err(NumberError::Empty));
    }

    #[test]
    fn no_number_shows_in_a_log() {
        let shown = format!(
            "{:?} {:?} {:?}",
            Nip::parse("198609262015051001", today()),
            Nik::parse("3273056010900009"),
            Phone::parse("081234567890")
        );
        assert_eq!(shown, "Ok(Nip) Ok(Nik) Ok(Phone)");
    }

    proptest! {
        #[test]
        fn no_typed_text_panics(typed in "\\PC{0,40}") {
            let _ = (Nip::parse(&typed, today()), Nik::parse(&typed), Phone::parse(&typed));
        }

        #[test]
        fn eighteen_digits_never_panic(typed in "[0-9]{18}") {
            let _ = Nip::parse(&typed, today());
        }
    }
}
