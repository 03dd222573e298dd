//! The recovery ceremony at the console: `kentongan admin recovery split` and `open`. People type what stands on their
//! papers; nothing of it is kept.

use std::fs::File;
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use crate::app::App;
use crate::case::act::{self, ActError, Export, Recovered};
use crate::clock;
use crate::db::{Actor, Db, log_act};
use crate::files::Store;
use crate::vault::custody::IdentityKey;
use crate::vault::identity::{self, IdentityError, IdentityRecipient};
use crate::vault::paper::{self, Paper, PaperError};
use crate::vault::{KeyPlace, Keys};

/// Tries for each thing that is typed.
const TRIES: usize = 3;

/// Why a ceremony ended without a result; one sentence for the people at the console.
#[derive(Debug, thiserror::Error)]
pub enum CeremonyError {
    /// The recovery key is on paper already.
    #[error(
        "there is no identity.age here: the recovery key was split before, or this is not the server's data directory"
    )]
    AlreadySplit,
    /// Wrong passphrase, too often.
    #[error("the passphrase does not open identity.age; nothing was changed")]
    Passphrase,
    /// The key in identity.age is not that of identity.pub.
    #[error("identity.age does not belong to identity.pub; nothing was changed")]
    Mismatch,
    /// A paper was not typed rightly.
    #[error("{0}; nothing was changed")]
    Paper(#[from] PaperError),
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The vault.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The key files.
    #[error(transparent)]
    Keys(#[from] crate::vault::KeyError),
    /// A case.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The database.
    #[error(transparent)]
    Db(#[from] sqlx::Error),
    /// A case without an identity, or one that has not been through the ceremony.
    #[error("this case holds no identity that has a key of its own: run the ceremony without --case first")]
    Nothing,
}

/// What is printed with the three shares: who keeps them and what they do.
pub const GUIDE: &str = "\
Three papers open the identities of reporters when custodians cannot: any TWO of them, never one alone.
Copy each line by hand, or print it, on a paper of its own, with its number. Give the three papers to three people in
three different bodies who do not handle cases, in sealed envelopes, and write down who has which. They are shown once;
no copy stays on this machine. What to do with them: docs/keys.md, \"Recovery\".";

/// The three shares as they are printed.
#[must_use]
pub fn printed(shares: &str) -> String {
    let mut text = format!("{GUIDE}\n");
    for (n, share) in shares.lines().enumerate() {
        let groups: Vec<&str> = share.split('-').collect();
        text.push_str(&format!("\n  PAPER {} OF 3\n", n + 1));
        for line in groups.chunks(4) {
            text.push_str(&format!("    {}\n", line.join("-")));
        }
    }
    text
}

/// Puts the recovery key of an office from before on three papers: asks the passphrase, prints the shares, has two of them
/// typed back, and only then removes `identity.age`.
pub fn split(keys: &Keys, place: &KeyPlace, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<(), CeremonyError> {
    if !identity::has_passphrase(place) {
        return Err(CeremonyError::AlreadySplit);
    }
    let passphrase = ask(input, out, "Passphrase of identity.age: ")?;
    let key = identity::unlock_with(&passphrase, place).map_err(|_| CeremonyError::Passphrase)?;
    if key.recipient() != *keys.identity() {
        return Err(CeremonyError::Mismatch);
    }
    writeln!(out, "\n{}", printed(&paper::split(&key)?.join("\n")))?;
    writeln!(out, "Now type two of the papers back, to be sure that they can be read.")?;
    two_papers(keys.identity(), input, out)?;
    identity::remove_passphrase(place)?;
    writeln!(out, "\nBoth fit. identity.age has been removed; remove it from your copies of keys/ too.")?;
    Ok(())
}

/// Asks for two papers and puts them together. Without `expected`, the papers alone say which key they are.
pub fn two_papers<'a>(
    expected: impl Into<Option<&'a IdentityRecipient>>,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<IdentityKey, CeremonyError> {
    let (expected, mut wrong) = (expected.into(), PaperError::Typing);
    for _ in 0..TRIES {
        let first = one_paper(input, out, "First paper: ")?;
        let second = one_paper(input, out, "Second paper: ")?;
        match paper::join(&first, &second, expected) {
            Ok(key) => return Ok(key),
            Err(error) => wrong = error,
        }
        writeln!(out, "  {wrong}.")?;
    }
    Err(wrong.into())
}

fn one_paper(input: &mut dyn BufRead, out: &mut dyn Write, prompt: &str) -> Result<Paper, CeremonyError> {
    let mut wrong = PaperError::Typing;
    for _ in 0..TRIES {
        match Paper::parse(&ask(input, out, prompt)?) {
            Ok(paper) => {
                if std::io::stdout().is_terminal() {
                    // who holds another paper does not read this one: the screen and what scrolled away
                    write!(out, "\x1b[H\x1b[2J\x1b[3J")?;
                }
                return Ok(paper);
            }
            Err(error) => wrong = error,
        }
        writeln!(out, "  {wrong}. Type all 16 groups in one line.")?;
    }
    Err(wrong.into())
}

fn ask(
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    prompt: &str,
) -> Result<zeroize::Zeroizing<String>, CeremonyError> {
    write!(out, "{prompt}")?;
    out.flush()?;
    let mut line = zeroize::Zeroizing::new(String::new());
    if input.read_line(&mut line)? == 0 {
        return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
    }
    Ok(zeroize::Zeroizing::new(line.trim_end_matches(['\n', '\r']).to_owned()))
}

/// Opens with two papers: deals every case to the present custodians, and seals identities from before to a key of their
/// case.
pub async fn open(app: &App, key: &IdentityKey, out: &mut (dyn Write + Send)) -> Result<Recovered, CeremonyError> {
    note(&app.db, "recovery_held", "").await?;
    let done = act::recover(app, key).await?;
    writeln!(
        out,
        "{} cases dealt to the present custodians, {} identities from before sealed to a key of their case, {} wait for \
         two custodians, {} could not be opened.",
        done.dealt,
        done.sealed_anew,
        done.waiting,
        done.failed.len()
    )?;
    if !done.failed.is_empty() {
        writeln!(out, "Not opened, so look at them one by one (docs/keys.md, Recovery): {}.", done.failed.join(", "))?;
    }
    Ok(done)
}

/// Says in the log of the office that papers were used, whatever comes of it.
async fn note(db: &Db, what: &'static str, object: &str) -> Result<(), CeremonyError> {
    let mut tx = db.begin(Actor::Anonymous).await?;
    log_act(&mut tx, None, what, object, clock::now()).await?;
    Ok(tx.commit().await?)
}

/// Takes what one case keeps sealed out: the sealed identity goes to the file `to`, made new for its owner only; keys, and
/// where the originals lie, go to `out`.
pub async fn export(
    app: &App,
    key: &IdentityKey,
    number: &str,
    to: &Path,
    out: &mut (dyn Write + Send),
) -> Result<(), CeremonyError> {
    let file = empty(to)?;
    let taken = kept(act::export(app, key, number).await, to)?;
    note(&app.db, "recovery_taken", if taken.recorded { "" } else { number }).await?;
    tell(&taken, (file, to), &app.store, out)
}

/// The same with the papers alone, on a machine that has lost keys of the server. The log of the office says which case it
/// was, because the case's record cannot.
pub async fn salvage(
    (db, store): (&Db, &Store),
    key: &IdentityKey,
    number: &str,
    to: &Path,
    out: &mut (dyn Write + Send),
) -> Result<(), CeremonyError> {
    let file = empty(to)?;
    let taken = kept(act::salvage(db, key, number).await, to)?;
    note(db, "recovery_taken", number).await?;
    tell(&taken, (file, to), store, out)
}

/// The file, before anything says that the identity was taken out.
fn empty(to: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)
}

/// What was taken; the file goes when there is nothing to be put into it.
fn kept(taken: Result<Option<Export>, ActError>, to: &Path) -> Result<Export, CeremonyError> {
    if !matches!(&taken, Ok(Some(taken)) if taken.sealed.is_some()) {
        std::fs::remove_file(to)?;
    }
    taken?.ok_or(CeremonyError::Nothing)
}

fn tell(
    taken: &Export,
    (mut file, to): (File, &Path),
    store: &Store,
    out: &mut dyn Write,
) -> Result<(), CeremonyError> {
    if !taken.recorded {
        writeln!(out, "The record of this case cannot be written with the keys that are here: tell the reporter.")?;
    }
    if let Some(sealed) = &taken.sealed {
        file.write_all(sealed)?;
        file.sync_all()?;
        let to = to.display();
        writeln!(out, "The key of this case alone; save it as key.txt, and run age --decrypt -i key.txt {to}")?;
        writeln!(out, "\n{}", *taken.key)?;
    }
    for (id, secret) in &taken.originals {
        writeln!(out, "\nAn original, {}, with a key of its own:\n{}", store.place(*id), **secret)?;
    }
    Ok(())
}
