//! The second step of signing in: a code of an authenticator app (RFC 6238), or one of ten recovery codes
//! (security.md §2.6).

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use super::db;
use crate::app::App;
use crate::error::Error;
use crate::vault::Place;
use crate::vault::recovery::RecoveryCode;
use crate::vault::token;
use crate::web::session::Factor;

/// Recovery codes that an officer gets.
const CODES: usize = 10;
/// After the password there is so long to type the code.
const HALF_WAY: Duration = Duration::minutes(5);

/// The secret that the app and this server share: 160 bits, as RFC 4226 recommends.
pub(super) struct Seed([u8; 20]);

impl Seed {
    pub(super) fn generate() -> Self {
        let mut bytes = [0; 20];
        bytes.copy_from_slice(&token::random_token()[..20]);
        Self(bytes)
    }

    pub(super) fn seal(&self, app: &App, officer: Uuid) -> Vec<u8> {
        app.keys.content().seal(place(officer), &self.0)
    }

    fn open(app: &App, officer: Uuid, sealed: &[u8]) -> Result<Self, Error> {
        let plain = app.keys.content().open(place(officer), sealed).map_err(Error::internal)?;
        plain.try_into().map(Self).map_err(|_| Error::internal("a seed has another length"))
    }

    /// As it is typed into an app.
    pub(super) fn text(&self) -> String {
        Secret::from(self.0).to_base32()
    }

    /// As an app scans it.
    pub(super) fn address(&self, office: &str, sign_in: &str) -> String {
        let coded = |pairs: &[(&str, &str)]| serde_html_form::to_string(pairs).unwrap_or_default().replace('+', "%20");
        let label = coded(&[("", &format!("{office}:{sign_in}"))]);
        let query = coded(&[("secret", &self.text()), ("issuer", office)]);
        format!("otpauth://totp/{}?{query}", label.trim_start_matches('='))
    }

    /// Six digits every thirty seconds; one step early or late is taken, because clocks differ.
    fn codes(&self) -> Result<Totp, Error> {
        Builder::new().with_secret(Secret::from(self.0)).build().map_err(Error::internal)
    }

    /// The step that a code belongs to.
    fn step(&self, typed: &str, now: DateTime<Utc>) -> Result<Option<i64>, Error> {
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(None);
        }
        Ok(self.codes()?.check(&digits, seconds).and_then(|step| i64::try_from(step).ok()))
    }
}

const fn place(officer: Uuid) -> Place {
    Place { table: "second_step", column: "seed", row: officer, case: Uuid::nil() }
}

/// Takes the first code of a new seed; false for a wrong one.
pub(super) async fn confirm(
    app: &App,
    tx: &mut PgConnection,
    officer: Uuid,
    typed: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let Some(row) = db::second_step(tx, officer).await? else { return Ok(false) };
    let seed = Seed::open(app, officer, &row.seed)?;
    let Some(step) = seed.step(typed, now)?.filter(|_| row.confirmed_at.is_none()) else { return Ok(false) };
    db::confirm_second_step(tx, officer, step, now).await?;
    Ok(true)
}

/// Ten new recovery codes in place of earlier ones.
pub(super) async fn new_codes(app: &App, tx: &mut PgConnection, officer: Uuid) -> Result<Vec<RecoveryCode>, Error> {
    let codes: Vec<RecoveryCode> = (0..CODES).map(|_| RecoveryCode::generate()).collect();
    let macs: Vec<Vec<u8>> = codes.iter().map(|code| code.mac(&app.keys, officer).to_vec()).collect();
    db::keep_recovery_codes(tx, officer, &macs).await?;
    Ok(codes)
}

/// With what a typed code opens the account, if it does. It works once: a step is used up, a recovery code burns.
pub(super) async fn check(
    app: &App,
    tx: &mut PgConnection,
    officer: Uuid,
    typed: &str,
    now: DateTime<Utc>,
) -> Result<Option<Factor>, Error> {
    if let Some(row) = db::second_step(tx, officer).await?.filter(|row| row.confirmed_at.is_some())
        && let Some(step) = Seed::open(app, officer, &row.seed)?.step(typed, now)?
    {
        return Ok(db::use_step(tx, officer, step).await?.then_some(Factor::Code));
    }
    let Some(code) = RecoveryCode::parse(typed) else { return Ok(None) };
    let burnt = db::burn_recovery_code(tx, officer, &code.mac(&app.keys, officer)).await?;
    Ok(burnt.then_some(Factor::Recovery))
}

/// The seed of an officer who is installing the app.
pub(super) async fn installing(app: &App, tx: &mut PgConnection, officer: Uuid) -> Result<Option<Seed>, Error> {
    match db::second_step(tx, officer).await?.filter(|row| row.confirmed_at.is_none()) {
        Some(row) => Seed::open(app, officer, &row.seed).map(Some),
        None => Ok(None),
    }
}

/// What the page between the two steps carries: the password was right a moment ago. A new password makes it void.
pub(super) fn half_way(app: &App, account: &db::Account, now: DateTime<Utc>) -> String {
    let until = (now + HALF_WAY).timestamp().to_be_bytes();
    token::base64url(&[&until[..], account.id.as_bytes(), &mac(app, &until, account)].concat())
}

/// The officer in what [`half_way`] made and its end, before anything is believed of it.
pub(super) fn claimed(proof: &str) -> Option<(Uuid, DateTime<Utc>)> {
    let bytes = token::from_base64url(proof)?;
    let until = i64::from_be_bytes(bytes.get(..8)?.try_into().ok()?);
    Some((Uuid::from_slice(bytes.get(8..24)?).ok()?, DateTime::from_timestamp(until, 0)?))
}

/// Whether it is ours, of this account as it is now, and young enough.
pub(super) fn holds(app: &App, proof: &str, account: &db::Account, now: DateTime<Utc>) -> bool {
    let Some((officer, until)) = claimed(proof) else { return false };
    let given = token::from_base64url(proof).unwrap_or_default();
    let real = mac(app, &until.timestamp().to_be_bytes(), account);
    officer == account.id && now < until && token::same(given.get(24..).unwrap_or_default(), &real)
}

fn mac(app: &App, until: &[u8], account: &db::Account) -> [u8; 32] {
    let hash = account.password_hash.as_deref().unwrap_or_default();
    app.keys.session_mac(&[b"half way|", until, account.id.as_bytes(), hash.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of the eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let seed = Seed(*b"12345678901234567890");
        let at = |second| DateTime::from_timestamp(second, 0).unwrap();
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(seed.step(code, at(second)).unwrap(), Some(second / 30));
            assert_eq!(seed.step(code, at(second + 61)).unwrap(), None, "two steps later it is no code any more");
        }
        assert_eq!(seed.step(" 287 082", at(59)).unwrap(), Some(1), "as apps show it");
        assert_eq!(seed.step("28708", at(59)).unwrap(), None);
    }

    #[test]
    fn an_app_reads_the_address() {
        let seed = Seed(*b"12345678901234567890");
        assert_eq!(
            seed.address("Meja Umpama", "rara"),
            "otpauth://totp/Meja%20Umpama%3Arara?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Meja%20Umpama"
        );
    }
}
