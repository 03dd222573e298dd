//! Passwords: Argon2id, one at a time. What is too weak for one is too weak for a custodian's passphrase.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{Semaphore, SemaphorePermit};
use zxcvbn::{Score, zxcvbn};

use crate::error::Error;

/// Memory of one check in KiB (OWASP's m=46 MiB, t=1, p=1).
const MEMORY_KIB: u32 = 46 * 1024;
/// The shortest password, in letters (security.md §2.6: 12 where a second step follows, as it does for every officer).
pub const SHORTEST: usize = 12;
/// The longest password, in letters.
pub const LONGEST: usize = 256;
/// Checked when the name is unknown, so that this takes as long as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=47104,t=1,p=1$a2VudG9uZ2FuLW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static GATE: Semaphore = Semaphore::const_new(1);
static ARGON: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(MEMORY_KIB, 1, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// The right to check one password. While somebody holds it nobody else checks, so the memory of one check is all that
/// sign-ins can ever cost, and failures are counted before the next try is judged. Work that has begun holds it too: it
/// goes on when whoever asked for it has hung up.
pub struct Turn(Arc<SemaphorePermit<'static>>);

impl Turn {
    /// Waits for the turn, at most ten seconds.
    pub async fn take() -> Result<Self, Error> {
        let permit =
            tokio::time::timeout(Duration::from_secs(10), GATE.acquire()).await.map_err(|_| Error::TimedOut)?;
        permit.map(|permit| Self(Arc::new(permit))).map_err(Error::internal)
    }

    /// Whether this is the password of `hash`. Without a hash the work is the same and the answer no.
    pub async fn check(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let right = self.run(move || ARGON.verify_password(password.as_bytes(), hash.as_str()).is_ok()).await?;
        Ok(right && known)
    }

    /// Other work of the same weight: opening or locking a key with a passphrase.
    pub async fn run<T: Send + 'static>(&self, task: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let permit = Arc::clone(&self.0);
        let held = move || {
            let done = task();
            drop(permit);
            done
        };
        // off the threads that answer requests
        tokio::task::spawn_blocking(held).await.map_err(Error::internal)
    }

    /// The hash to store for a new password.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        debug_assert_eq!(GATE.available_permits(), 0, "the turn is held");
        let hash = self.run(move || ARGON.hash_password(password.as_bytes()).map(|hash| hash.to_string())).await?;
        hash.map_err(Error::internal)
    }
}

/// What is wrong with a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer letters than [`SHORTEST`].
    Short,
    /// More letters than [`LONGEST`].
    Long,
    /// Common words, a pattern, or little more than what everybody knows of the officer.
    Guessable,
}

/// Words that people here take first: common ones, names, places, the civil service. Besides those that zxcvbn knows.
const WORDS: &str = include_str!("kata.txt");

/// So many letters must be left without what everybody knows of the officer.
const REST: usize = 8;

/// Judges a new password. No rules of composition: length counts, and how many tries somebody needs who knows common words,
/// patterns, and `known` of the officer: sign-in name, name, the office (ASVS 6.2.4, 6.2.11).
pub fn judge(password: &str, known: &[&str]) -> Result<(), Weak> {
    let letters = password.chars().count();
    if letters < SHORTEST {
        return Err(Weak::Short);
    }
    if letters > LONGEST {
        return Err(Weak::Long);
    }
    let parts = known.iter().flat_map(|text| std::iter::once(*text).chain(text.split(|c: char| !c.is_alphanumeric())));
    let own: Vec<String> = parts.filter(|part| part.len() > 3).map(str::to_lowercase).collect();
    let rest = own.iter().fold(password.to_lowercase(), |rest, part| rest.replace(part.as_str(), ""));
    let words: Vec<&str> = own.iter().map(String::as_str).chain(WORDS.split_whitespace()).collect();
    let weak = rest.chars().count() < REST || zxcvbn(password, &words).score() < Score::Three;
    if weak { Err(Weak::Guessable) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_opens_and_nobody_s_opens_never() {
        let turn = Turn::take().await.unwrap();
        let hash = turn.hash("kuda laut makan pisang".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
        assert!(turn.check("kuda laut makan pisang".into(), Some(hash.clone())).await.unwrap());
        assert!(!turn.check("kuda laut makan pepaya".into(), Some(hash)).await.unwrap());
        assert!(!turn.check("kuda laut makan pisang".into(), None).await.unwrap());
    }

    /// Whoever hangs up frees no memory: the hash is worked out to its end.
    #[tokio::test]
    async fn work_that_nobody_waits_for_any_more_still_holds_the_turn() {
        let (free, wait) = std::sync::mpsc::channel::<()>();
        let turn = Turn::take().await.unwrap();
        let asked = tokio::spawn(async move { turn.run(move || wait.recv().is_ok()).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        asked.abort();
        assert!(asked.await.is_err_and(|error| error.is_cancelled()), "hung up");
        let next = tokio::spawn(Turn::take());
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(!next.is_finished(), "two at once");
        free.send(()).unwrap();
        assert!(next.await.unwrap().is_ok());
    }

    #[test]
    fn the_hash_of_nobody_costs_the_same() {
        use argon2::password_hash::phc::PasswordHash;
        let parsed = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(Params::try_from(&parsed).unwrap().m_cost(), MEMORY_KIB);
    }

    /// An officer of an office, as its pages know them.
    const KNOWN: [&str; 4] = ["verifikator", "Rara Umpamani", "Sahabat Aparatur", "Dinas Kepegawaian Kota Andaikata"];

    #[test]
    fn a_new_password_is_long_and_nothing_that_people_take_first() {
        for good in
            ["dua belas hrf", "kuda laut makan pisang", "payung teduh di beranda", "x7Qv pm2L k9Rt", " spasi itu ikut "]
        {
            assert_eq!(judge(good, &KNOWN), Ok(()), "{good}");
        }
        assert_eq!(judge("sebelashuru", &KNOWN), Err(Weak::Short));
        assert_eq!(judge(&"kuda laut ".repeat(26), &KNOWN), Err(Weak::Long));
        assert_eq!(judge(&"kuda laut makan ".repeat(16), &KNOWN), Ok(()), "256 letters");
        for weak in [
            "aaaaaaaaaaaaaaaaaaaa",
            "123456789012",
            "qwertyuiop123",
            "password1234",
            "P@ssw0rd1234",
            "indonesia1945",
            "Indonesia2026!",
            "rahasia12345",
            "bismillah123",
            "sayangku1234",
            "merdeka17081945",
            "verifikator123",
            "verifikator-12345",
            "RaraUmpamani1",
            "umpamani2026",
            "sahabat aparatur",
            "andaikata2026",
            "kepegawaian1",
        ] {
            assert_eq!(judge(weak, &KNOWN), Err(Weak::Guessable), "{weak}");
        }
    }
}
