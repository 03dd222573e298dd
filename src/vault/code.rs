//! Codes that people type: receipt, draft, case number, campaign. `design.md` ("Receipt code") is the source.

use super::{crockford, keys::Keys};
use std::fmt;
use zeroize::Zeroize;

const SYMBOLS: usize = 24;
/// Start values of the check sum; different ones keep a draft code from passing as a receipt code.
const RECEIPT: u8 = 0;
const DRAFT: u8 = 13;

/// Why a typed code cannot be one. Nothing has been looked up yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing was typed.
    #[error("no code was typed")]
    Empty,
    /// Too few or too many symbols.
    #[error("the code has {got} symbols")]
    Length {
        /// How many symbols were typed, separators left out.
        got: usize,
    },
    /// A symbol that no code contains.
    #[error("the code holds a symbol that no code has")]
    Letter,
    /// The check symbol does not fit: a typing error.
    #[error("the check symbol does not fit")]
    Check,
}

/// 23 random symbols (115 bits) and a check symbol, ASCII. Wiped when dropped; shown only on purpose.
#[derive(Clone, PartialEq, Eq)]
struct Secret([u8; SYMBOLS]);

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Secret {
    fn generate(kind: u8) -> Self {
        let mut values: [u8; SYMBOLS] = crockford::random();
        values[SYMBOLS - 1] = crockford::check(kind, &values[..SYMBOLS - 1]);
        Self(values)
    }

    fn parse(kind: u8, typed: &str) -> Result<Self, CodeError> {
        // Long enough for any code with separators; what is longer is a pasted text, not a code.
        let typed = typed.get(..400).unwrap_or(typed);
        let mut secret = Self([0; SYMBOLS]);
        let mut got = 0;
        for symbol in typed.chars().filter(|&symbol| !crockford::separates(symbol)) {
            let value = crockford::value(symbol).ok_or(CodeError::Letter)?;
            if let Some(slot) = secret.0.get_mut(got) {
                *slot = value;
            }
            got += 1;
        }
        match got {
            0 => Err(CodeError::Empty),
            SYMBOLS if crockford::check(kind, &secret.0[..SYMBOLS - 1]) == secret.0[SYMBOLS - 1] => Ok(secret),
            SYMBOLS => Err(CodeError::Check),
            got => Err(CodeError::Length { got }),
        }
    }
}

/// The code that opens a case for its reporter.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptCode(Secret);

impl ReceiptCode {
    /// A new code with 115 random bits.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::generate(RECEIPT))
    }

    /// The code that replaces an old one, made from the one-use key of the form, so that a second press of the same
    /// form shows the same code. As unguessable as the key.
    #[must_use]
    pub fn from_one_use_key(keys: &Keys, one_use_key: &[u8; 32]) -> Self {
        let mac = keys.receipt().mac("new receipt code", &[one_use_key]);
        let mut values = [0; SYMBOLS];
        for (value, byte) in values.iter_mut().zip(mac) {
            *value = byte % 32;
        }
        values[SYMBOLS - 1] = crockford::check(RECEIPT, &values[..SYMBOLS - 1]);
        Self(Secret(values))
    }

    /// Reads a code as people type it: any case, spaces and dashes anywhere, O for 0, I or L for 1. A pasted address
    /// from the receipt's QR (`…/lacak#CODE`) works too.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let typed = typed.rsplit_once('#').map_or(typed, |(_, fragment)| fragment);
        Secret::parse(RECEIPT, typed).map(Self)
    }

    /// The code for its owner's eyes: six groups of four, as on the receipt. The only way to get at the text.
    #[must_use]
    pub fn show(&self) -> String {
        crockford::grouped(&self.0.0)
    }

    /// What the database keeps: a keyed hash, found by one index look-up.
    #[must_use]
    pub fn lookup(&self, keys: &Keys) -> [u8; 32] {
        keys.receipt().mac("receipt code", &[self.bytes()])
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0.0
    }
}

impl fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptCode")
    }
}

/// The code that opens a saved draft. Shown as `D-` and six groups.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftCode(Secret);

impl DraftCode {
    /// A new code with 115 random bits.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::generate(DRAFT))
    }

    /// Reads a draft code as people type it, with or without its `D-`.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let typed = typed.trim_start_matches(crockford::separates);
        let symbols = typed.chars().filter(|&symbol| !crockford::separates(symbol)).count();
        let mut rest = typed.chars();
        let prefixed = matches!(rest.next(), Some('D' | 'd'))
            && (symbols == SYMBOLS + 1 || rest.clone().next().is_some_and(crockford::separates));
        Secret::parse(DRAFT, if prefixed { rest.as_str() } else { typed }).map(Self)
    }

    /// The code for its owner's eyes.
    #[must_use]
    pub fn show(&self) -> String {
        format!("D-{}", crockford::grouped(&self.0.0))
    }

    /// What the database keeps of the code.
    #[must_use]
    pub fn lookup(&self, keys: &Keys) -> [u8; 32] {
        keys.receipt().mac("draft code", &[self.bytes()])
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0.0
    }
}

impl fmt::Debug for DraftCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DraftCode")
    }
}

/// The number of a case: no sequence, safe to say aloud, opens nothing. `KTG-7K2M9Q`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CaseNumber(String);

impl CaseNumber {
    /// A random number, the same form for complaints and consultations. 30 bits: the caller retries on the unique index.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_values(&crockford::random::<6>())
    }

    /// Reads a number as people type it, with or without `KTG-`; `None` when it cannot be one.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let typed: String = typed.chars().take(40).filter(|&symbol| !crockford::separates(symbol)).collect();
        let digits = match typed.get(..3) {
            Some(prefix) if prefix.eq_ignore_ascii_case("KTG") && typed.len() > 6 => &typed[3..],
            _ => &typed,
        };
        let values: Vec<u8> = digits.chars().map(crockford::value).collect::<Option<_>>()?;
        (values.len() == 6).then(|| Self::from_values(&values))
    }

    fn from_values(values: &[u8]) -> Self {
        Self(format!("KTG-{}", crockford::text(values)))
    }

    /// The number as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The short public code of a QR campaign: 4 to 12 of A–Z and 0–9. Not a secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CampaignCode(String);

impl CampaignCode {
    /// A random code of eight Crockford symbols (`domain.md` §6.4).
    #[must_use]
    pub fn generate() -> Self {
        Self(crockford::text(&crockford::random::<8>()))
    }

    /// Reads a code from an address or a form: any case, separators dropped. `None` when it cannot be one. O and I stay
    /// what they are, because an office may choose words such as `POSKO1`.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let code: String = typed
            .chars()
            .take(60)
            .filter(|&symbol| !crockford::separates(symbol))
            .map(|symbol| symbol.to_ascii_uppercase())
            .collect();
        ((4..=12).contains(&code.len()) && code.chars().all(|symbol| symbol.is_ascii_alphanumeric()))
            .then_some(Self(code))
    }

    /// The code as it is stored and printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CampaignCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(code: &ReceiptCode) -> Vec<char> {
        code.show().chars().filter(|symbol| *symbol != '-').collect()
    }

    fn parse(symbols: &[char]) -> Result<ReceiptCode, CodeError> {
        ReceiptCode::parse(&symbols.iter().collect::<String>())
    }

    #[test]
    fn every_single_wrong_symbol_and_every_exchange_of_two_is_caught() {
        for _ in 0..20 {
            let good = plain(&ReceiptCode::generate());
            for at in 0..SYMBOLS {
                for other in crockford::ALPHABET.iter().map(|&symbol| char::from(symbol)) {
                    let mut typed = good.clone();
                    typed[at] = other;
                    assert_eq!(parse(&typed).is_ok(), other == good[at]);
                }
                for with in at + 1..SYMBOLS {
                    let mut typed = good.clone();
                    typed.swap(at, with);
                    assert_eq!(parse(&typed).is_ok(), good[at] == good[with]);
                }
            }
        }
    }

    #[test]
    fn a_code_is_read_however_a_person_types_it() {
        let code = ReceiptCode::parse("0111 0111 0111 0111 0111 011").unwrap_err();
        assert_eq!(code, CodeError::Length { got: 23 });
        let code = ReceiptCode::generate();
        let shown = code.show();
        assert_eq!((shown.len(), shown.matches('-').count()), (29, 5));
        for typed in [
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('-', " \u{2013} "),
            shown.replace('0', "O").replace('1', "l"),
            shown.replace('0', "o").replace('1', "I"),
            format!("  {shown}\n"),
            format!("https://lapor.example/lacak#{shown}"),
        ] {
            assert_eq!(ReceiptCode::parse(&typed).as_ref(), Ok(&code));
        }
    }

    #[test]
    fn each_mistake_has_its_own_answer() {
        assert_eq!(ReceiptCode::parse(" - "), Err(CodeError::Empty));
        assert_eq!(ReceiptCode::parse("7KQ4-M2XD-9TRH"), Err(CodeError::Length { got: 12 }));
        assert_eq!(ReceiptCode::parse("7KQ4-M2XD-9TRU"), Err(CodeError::Letter));
        assert_eq!(ReceiptCode::parse(&"7".repeat(999)), Err(CodeError::Length { got: 400 }));
        assert_eq!(ReceiptCode::parse(&"é".repeat(999)), Err(CodeError::Letter));
        assert!(matches!(ReceiptCode::parse("7KQ4-M2XD-9TRH-C5WB-8N3P-JV6E"), Ok(_) | Err(CodeError::Check)));
    }

    #[test]
    fn a_draft_code_is_no_receipt_code_and_its_prefix_may_be_left_out() {
        for _ in 0..200 {
            let code = DraftCode::generate();
            let shown = code.show();
            let bare = &shown[2..];
            assert_eq!(ReceiptCode::parse(bare), Err(CodeError::Check));
            for typed in
                [shown.clone(), shown.to_lowercase(), bare.to_owned(), shown.replace('-', ""), shown.replace('-', " ")]
            {
                assert_eq!(DraftCode::parse(&typed).as_ref(), Ok(&code), "a typed form of a draft code");
            }
        }
        assert_eq!(DraftCode::parse("D-"), Err(CodeError::Empty));
        assert_eq!(DraftCode::parse("D-7KQ4"), Err(CodeError::Length { got: 4 }));
    }

    #[test]
    fn one_press_gives_one_code_however_often_it_arrives() {
        let (one, two) = (Keys::ephemeral_for_tests(), Keys::ephemeral_for_tests());
        let code = ReceiptCode::from_one_use_key(&one, &[7; 32]);
        assert_eq!(code, ReceiptCode::from_one_use_key(&one, &[7; 32]));
        assert_ne!(code, ReceiptCode::from_one_use_key(&one, &[8; 32]));
        assert_ne!(code, ReceiptCode::from_one_use_key(&two, &[7; 32]));
        assert_eq!(ReceiptCode::parse(&code.show()), Ok(code));
    }

    #[test]
    fn the_database_sees_a_different_hash_per_key_and_per_kind_and_debug_shows_nothing() {
        let (one, two) = (Keys::ephemeral_for_tests(), Keys::ephemeral_for_tests());
        let code = ReceiptCode::generate();
        assert_eq!(code.lookup(&one), ReceiptCode::parse(&code.show()).unwrap().lookup(&one));
        assert_ne!(code.lookup(&one), code.lookup(&two));
        assert_ne!(code.lookup(&one), DraftCode(code.0.clone()).lookup(&one));
        assert_eq!(format!("{code:?} {:?}", DraftCode::generate()), "ReceiptCode DraftCode");
    }

    #[test]
    fn a_code_made_from_a_one_use_key_uses_every_symbol() {
        let keys = Keys::ephemeral_for_tests();
        let codes: Vec<_> = (0..64).map(|n| ReceiptCode::from_one_use_key(&keys, &[n; 32]).0.0).collect();
        let used: std::collections::BTreeSet<u8> =
            codes.iter().flat_map(|code| &code[..SYMBOLS - 1]).copied().collect();
        assert_eq!(used, (0..32).collect(), "115 random bits, not fewer");
    }

    #[test]
    fn numbers_and_campaign_codes_are_forgiving_too() {
        let number = CaseNumber::generate();
        assert_eq!(CaseNumber::parse(&number.to_string().to_lowercase().replace('-', " ")), Some(number.clone()));
        assert_eq!(CaseNumber::parse(&number.as_str()[4..]), Some(number));
        assert_eq!(CaseNumber::parse("ktg7k2moi").unwrap().as_str(), "KTG-7K2M01");
        assert_eq!(CaseNumber::parse("KTG7K2").unwrap().as_str(), "KTG-KTG7K2");
        for bad in ["", "KTG-7K2M9", "KTG-7K2M9QQ", "KTG-7K2M9U", "ééé"] {
            assert_eq!(CaseNumber::parse(bad), None, "{bad}");
        }
        assert_eq!(CampaignCode::parse(" posko-1 ").unwrap().as_str(), "POSKO1");
        assert_eq!(CampaignCode::parse(CampaignCode::generate().as_str()).map(|code| code.as_str().len()), Some(8));
        for bad in ["", "abc", "abcdefghijklm", "pos/ko", "pöskö"] {
            assert_eq!(CampaignCode::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_typed_text_panics(typed in "\\PC{0,60}") {
            let _ = (ReceiptCode::parse(&typed), DraftCode::parse(&typed), CaseNumber::parse(&typed), CampaignCode::parse(&typed));
        }
    }
}
