//! The server's keys: secret files, the public halves of the identity and contact pairs, and proofs that notice a swapped
//! one.
//!
//! They live in `keys/` under the data directory (0700, files 0600), never in the database and never in its backups. A
//! directory given by systemd (`CREDENTIALS_DIRECTORY`) is looked in first. The first key of a name lies in a file of that
//! name, each later one in `NAME.PRINT`, where `PRINT` is its fingerprint. `docs/keys.md` tells the operator.

/// Reading, making and setting aside key files.
mod files;
#[cfg(test)]
mod tests;

pub(super) use files::later;

use super::{
    contact::{self, ContactKey, ContactRecipient},
    identity::IdentityRecipient,
    mac::{self, MacKey},
    ring::Ring,
    seal::FieldKey,
    token,
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
use zeroize::Zeroizing;

/// Names of the keys that are 32 random bytes.
const NAMES: [&str; 7] = ["content", "receipt", "idempotency", "index", "session", "checkpoint", "custody"];
const CONTENT: &str = "content";
const CONTACT: &str = "contact";
const IDENTITY: &str = "identity";
/// Keys that a newer one may take over from.
pub const ROTATED: [&str; 2] = [CONTENT, CONTACT];

/// Where key files are looked for.
#[derive(Debug, Clone)]
pub struct KeyPlace {
    /// The key directory itself, `keys/` under the data directory.
    pub dir: PathBuf,
    /// A directory with some or all of the secret keys, given by systemd.
    pub credentials: Option<PathBuf>,
}

impl KeyPlace {
    /// `keys/` under the data directory, and systemd's directory when there is one.
    #[must_use]
    pub fn under(data: &Path) -> Self {
        Self { dir: data.join("keys"), credentials: std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from) }
    }

    fn find(&self, name: &str) -> PathBuf {
        let given = self.credentials.as_ref().map(|dir| dir.join(name)).filter(|path| path.exists());
        given.unwrap_or_else(|| self.dir.join(name))
    }

    /// A short secret text beside the keys, such as the mail server's password; none when there is no such file.
    pub fn secret_text(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeyError> {
        let path = self.find(name);
        if path.exists() { self.read_text(&path).map(Some) } else { Ok(None) }
    }

    /// Whether no key was ever made or put here.
    pub fn is_empty(&self) -> Result<bool, KeyError> {
        files::is_empty(&self.dir)
    }

    /// The keys are their account's alone: another one, root included, would leave files that the server cannot read.
    pub fn check_owner(&self) -> Result<(), KeyError> {
        files::check_owner(&self.dir)
    }

    /// Makes another key of this name, which nothing uses yet.
    pub fn add(&self, name: &str) -> Result<Canary, KeyError> {
        files::add(self, name)
    }

    /// Moves a key that nothing carries any more into `keys/retired/`; the new place comes back, none when the file is
    /// systemd's, where only the operator can take it away.
    pub fn set_aside(&self, id: &str) -> Result<Option<PathBuf>, KeyError> {
        files::set_aside(self, id)
    }

    /// The secret half of a contact key, for the mailer.
    pub fn contact_key(&self, id: &str) -> Result<ContactKey, KeyError> {
        files::contact_key(self, id)
    }
}

/// What to do when there are no keys at all.
pub enum Fresh<'a> {
    /// The database already holds something: refuse, because new keys could not open it.
    Refuse,
    /// First start: make them.
    Create {
        /// A passphrase for the recovery key, which then stays in `identity.age`; `None` splits it for three papers and
        /// keeps nothing here.
        passphrase: Option<&'a str>,
        /// Called once with the passphrase or the three shares, one on each line, after the files are on disk but before
        /// they count. If the process dies in between, the next start makes other keys, so what nobody saw never guards anything.
        announce: &'a mut dyn FnMut(&str),
    },
}

/// Why the server must not start. Each is one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// No keys, and making new ones is not allowed.
    #[error("there are no keys in {0}, but the database is not new: put the key directory back from its backup")]
    Missing(PathBuf),
    /// One file is not there.
    #[error("the key file {0} is missing: put it back from its backup")]
    FileMissing(PathBuf),
    /// A key is not 32 bytes long.
    #[error(
        "the key file {path} has {size} bytes instead of 32: put it back from its backup; one that `keys add` began and \
         never named may be removed"
    )]
    Size {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: usize,
    },
    /// Other accounts of this machine could have read it.
    #[error("{0} is open to other accounts: `chmod go= {0}`, and think of who may have read it")]
    Open(PathBuf),
    /// The office is another account's.
    #[error(
        "{dir} belongs to the account {owner}: run this as that account and with the settings of the service \
         (docs/install.md, Commands)"
    )]
    Foreign {
        /// The key directory.
        dir: PathBuf,
        /// Number of its account.
        owner: u32,
    },
    /// An age key cannot be read.
    #[error("the file {0} is not an age key: put it back from its backup")]
    Recipient(PathBuf),
    /// The keys are not the ones that this data was written with.
    #[error("the key \"{0}\" is not the one that this data was written with: put the right one back")]
    Swapped(String),
    /// A later key is not there: the key directory is older than the data.
    #[error("the key {id}, with which this data was written, is missing: put the file {path} back from its backup")]
    Absent {
        /// Name and fingerprint.
        id: String,
        /// Where it should be.
        path: PathBuf,
    },
    /// No key of this name can be added.
    #[error("a key named \"{0}\" cannot be added; content and contact can (docs/keys.md)")]
    NotRotated(String),
    /// The recovery key could not be made.
    #[error("the recovery key could not be made: {0}")]
    Identity(String),
    /// The disk said no.
    #[error("the key directory {path} cannot be used: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What proves a key and gives nothing of it away; the database keeps one for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canary {
    /// Name of the key.
    pub name: String,
    /// Name and fingerprint: `content-1a2b3c4d`.
    pub id: String,
    /// Only this key gives this text.
    pub proof: String,
}

impl Canary {
    fn new(name: &str, print: u32, proof: [u8; 32]) -> Self {
        Self { name: name.to_owned(), id: key_id(name, print), proof: token::base64url(&proof) }
    }

    fn of_secret(name: &str, bytes: &Zeroizing<[u8; 32]>) -> Self {
        let key = FieldKey::new(bytes.clone());
        // the content key seals, so its proof comes from a key of its own
        let mac =
            if name == CONTENT { MacKey::new(mac::derive(key.bytes(), "canary")) } else { MacKey::new(bytes.clone()) };
        Self::new(name, key.print(), mac.mac("canary", &[name.as_bytes()]))
    }

    fn of_public(name: &str, recipient: &str) -> Self {
        let proof = token::sha256(recipient.as_bytes());
        Self::new(name, print_of(recipient), proof)
    }
}

/// How a key is named to people.
#[must_use]
pub fn key_id(name: &str, print: u32) -> String {
    format!("{name}-{print:08x}")
}

/// The fingerprint in the id of a content key, which stands in every blob that the key sealed.
#[must_use]
pub fn print_in(id: &str) -> Option<u32> {
    u32::from_str_radix(id.rsplit_once('-')?.1, 16).ok()
}

/// How a pair is named to people.
pub(super) fn public_id(name: &str, recipient: &str) -> String {
    key_id(name, print_of(recipient))
}

/// The fingerprint of a public key.
fn print_of(recipient: &str) -> u32 {
    let hash = token::sha256(recipient.as_bytes());
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// All keys that the running server holds. Wiped when dropped.
pub struct Keys {
    content: Ring,
    receipt: MacKey,
    idempotency: MacKey,
    index: MacKey,
    session: MacKey,
    custody: MacKey,
    contact: RwLock<Arc<ContactRecipient>>,
    identity: IdentityRecipient,
    canaries: Vec<Canary>,
    place: Option<KeyPlace>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// Loads the keys, or makes them when there are none and `fresh` says so. Making them is atomic: they are written
    /// and fsynced beside the key directory, which then appears whole or not at all.
    pub fn load_or_create(place: &KeyPlace, fresh: Fresh<'_>) -> Result<Self, KeyError> {
        if files::is_empty(&place.dir)? {
            match fresh {
                Fresh::Refuse => return Err(KeyError::Missing(place.dir.clone())),
                Fresh::Create { passphrase, announce } => files::create(place, passphrase, announce)?,
            }
        }
        Self::load(place)
    }

    /// Makes the keys of names that this release brought, for an office that is older than they are. A name that the
    /// database `knows` is never made anew.
    pub fn make_missing(place: &KeyPlace, knows: impl Fn(&str) -> bool) -> Result<(), KeyError> {
        files::make_missing(place, knows)
    }

    /// Keys that live only in memory; nobody can open the identities sealed to them.
    #[must_use]
    pub fn ephemeral_for_tests() -> Self {
        let secrets = [(); 7].map(|()| mac::random32());
        let content = vec![FieldKey::new(secrets[0].clone())];
        let contact = vec![contact::generate().1];
        let identity = IdentityRecipient::of(&age::x25519::Identity::generate());
        Self::new(content, secrets, contact, identity, None)
    }

    fn load(place: &KeyPlace) -> Result<Self, KeyError> {
        place.check_modes()?;
        let mut secrets = [(); 7].map(|()| Zeroizing::new([0; 32]));
        let content = files::all(place, CONTENT)?;
        for (slot, name) in secrets.iter_mut().zip(NAMES).skip(1) {
            *slot = place.read_key(&place.find(name))?;
        }
        secrets[0].clone_from(&content[0].1);
        let contact = files::recipients(place)?;
        let path = place.dir.join(files::IDENTITY_PUBLIC);
        let identity = IdentityRecipient::parse(&place.read_text(&path)?).ok_or(KeyError::Recipient(path))?;
        let content = content.into_iter().map(|(_, bytes)| FieldKey::new(bytes)).collect();
        Ok(Self::new(content, secrets, contact, identity, Some(place.clone())))
    }

    fn new(
        content: Vec<FieldKey>,
        secrets: [Zeroizing<[u8; 32]>; 7],
        contact: Vec<ContactRecipient>,
        identity: IdentityRecipient,
        place: Option<KeyPlace>,
    ) -> Self {
        let mut canaries: Vec<Canary> = content
            .iter()
            .map(|key| Canary::of_secret(CONTENT, &Zeroizing::new(*key.bytes())))
            .chain(NAMES.iter().zip(&secrets).skip(1).map(|(name, bytes)| Canary::of_secret(name, bytes)))
            .collect();
        canaries.extend(contact.iter().map(|key| Canary::of_public(CONTACT, key.as_str())));
        canaries.push(Canary::of_public(IDENTITY, identity.as_str()));
        let [_, receipt, idempotency, index, session, _, custody] = secrets.map(MacKey::new);
        let contact = contact.into_iter().next().unwrap_or_else(|| contact::generate().1);
        Self {
            content: Ring::new(content, place.clone()),
            receipt,
            idempotency,
            index,
            session,
            custody,
            contact: RwLock::new(Arc::new(contact)),
            identity,
            canaries,
            place,
        }
    }

    /// A proof of every key that was there at the start.
    #[must_use]
    pub fn canaries(&self) -> &[Canary] {
        &self.canaries
    }

    /// Compares these keys with what the database knows: every key that it knows must be here. The error names the first
    /// that is not. `retired` keys may be missing.
    pub fn check(&self, known: &[Canary], retired: &[Canary]) -> Result<(), KeyError> {
        for want in known {
            let mut mine = self.canaries.iter().filter(|mine| mine.name == want.name).peekable();
            if mine.peek().is_none() {
                continue; // of a name that this release does not know
            }
            let is = |mine: &Canary, other: &Canary| mine.id == other.id;
            match mine.clone().find(|mine| is(mine, want)) {
                Some(same) if token::same(same.proof.as_bytes(), want.proof.as_bytes()) => {}
                Some(_) => return Err(KeyError::Swapped(want.name.clone())),
                None if mine.all(|mine| known.iter().chain(retired).any(|other| is(mine, other))) => {
                    return Err(self.absent(want));
                }
                None => return Err(KeyError::Swapped(want.name.clone())),
            }
        }
        Ok(())
    }

    fn absent(&self, want: &Canary) -> KeyError {
        let file = want.id.replacen('-', ".", 1);
        let path = self.place.as_ref().map_or_else(|| PathBuf::from(&file), |place| place.dir.join(&file));
        KeyError::Absent { id: want.id.clone(), path }
    }

    /// Compares these keys with the one text in which an older release kept its proofs.
    pub fn check_old(&self, text: &str) -> Result<(), KeyError> {
        for (name, proof) in text.lines().filter_map(|line| line.split_once(' ')) {
            let same = |mine: &Canary| mine.name == name && token::same(mine.proof.as_bytes(), proof.as_bytes());
            if !self.canaries.iter().any(same) {
                return Err(KeyError::Swapped(name.to_owned()));
            }
        }
        Ok(())
    }

    /// Lets another key write from now on; its file is read when it came after the start.
    pub fn write_with(&self, id: &str) -> Result<(), KeyError> {
        if id.starts_with(CONTENT) {
            return self.content.write_with(id).ok_or_else(|| KeyError::Swapped(id.to_owned()));
        }
        if self.contact().id() == id {
            return Ok(());
        }
        let Some(place) = &self.place else { return Err(KeyError::Swapped(id.to_owned())) };
        let found = files::recipients(place)?.into_iter().find(|recipient| recipient.id() == id);
        let found = found.ok_or_else(|| KeyError::Swapped(id.to_owned()))?;
        *self.contact.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(found);
        Ok(())
    }

    /// The server's content keys: wrap case keys and seal what hangs on no case.
    #[must_use]
    pub fn content(&self) -> &Ring {
        &self.content
    }

    /// The public half of the pair to which addresses for notices are sealed; only the mailer has the other.
    #[must_use]
    pub fn contact(&self) -> Arc<ContactRecipient> {
        self.contact.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The public half of the identity pair.
    #[must_use]
    pub fn identity(&self) -> &IdentityRecipient {
        &self.identity
    }

    /// A keyed hash for form tokens and cookies; the message says what it is for.
    #[must_use]
    pub fn session_mac(&self, message: &[u8]) -> [u8; 32] {
        self.session.mac("session", &[message])
    }

    /// A keyed hash for custodians' keys: that the public half is theirs, and the server's part of the lock of the other.
    pub(super) fn custody_mac(&self, message: &[u8]) -> [u8; 32] {
        self.custody.mac("custody", &[message])
    }

    /// Whether the custody key was made just now for an office of an older release, so that what the session key said of
    /// custodians' keys counts, this once. The mark lies with the keys, where nobody with the database in hand can set it.
    #[must_use]
    pub fn custody_is_new(&self) -> bool {
        self.place.as_ref().is_some_and(|place| place.dir.join(files::CUSTODY_NEW).exists())
    }

    /// What the session key said was taken over.
    pub fn custody_settled(&self) -> Result<(), KeyError> {
        self.place.as_ref().map_or(Ok(()), files::forget_custody_new)
    }

    pub(super) fn receipt(&self) -> &MacKey {
        &self.receipt
    }

    pub(super) fn idempotency(&self) -> &MacKey {
        &self.idempotency
    }

    pub(super) fn index(&self) -> &MacKey {
        &self.index
    }
}
