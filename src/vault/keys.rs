//! The server's keys: five secret files, the public half of the identity pair, and a canary that notices a swapped one.
//!
//! They live in `keys/` under the data directory (0700, files 0600), never in the database and never in its backups. A
//! directory given by systemd (`CREDENTIALS_DIRECTORY`) is looked in first. `docs/keys.md` tells the operator.

use super::{
    identity::{self, IdentityRecipient},
    mac::{self, MacKey},
    seal::FieldKey,
    token,
};
use std::{
    fs, io,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

const NAMES: [&str; 5] = ["content", "receipt", "idempotency", "index", "session"];
const IDENTITY_PUBLIC: &str = "identity.pub";
const IDENTITY_SECRET: &str = "identity.age";
const CANARY: &str = "canary";

/// Where key files are looked for.
#[derive(Debug, Clone)]
pub struct KeyPlace {
    /// The key directory itself, `keys/` under the data directory.
    pub dir: PathBuf,
    /// A directory with some or all of the five secret keys, given by systemd.
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
}

/// What to do when there are no keys at all.
pub enum Fresh<'a> {
    /// The database already holds something: refuse, because new keys could not open it.
    Refuse,
    /// First start: make them.
    Create {
        /// The passphrase for the identity key; `None` makes a random one.
        passphrase: Option<&'a str>,
        /// Called once with the passphrase, after the files are on disk but before they count. If the process dies in
        /// between, the next start makes other keys, so a passphrase that nobody saw never guards anything.
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
    #[error("the key file {path} has {size} bytes instead of 32: put it back from its backup")]
    Size {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: usize,
    },
    /// The public identity key cannot be read.
    #[error("the file {0} is not an age recipient: put it back from its backup")]
    Recipient(PathBuf),
    /// The keys are not the ones that this data was written with.
    #[error("the key \"{0}\" is not the one that this data was written with: put the right one back")]
    Swapped(String),
    /// The identity key could not be encrypted under its passphrase.
    #[error("the identity key could not be made: {0}")]
    Identity(#[from] age::EncryptError),
    /// The disk said no.
    #[error("the key directory {path} cannot be used: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// All keys that the running server holds. Wiped when dropped.
pub struct Keys {
    content: FieldKey,
    receipt: MacKey,
    idempotency: MacKey,
    index: MacKey,
    session: MacKey,
    identity: IdentityRecipient,
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
        if is_empty(&place.dir)? {
            match fresh {
                Fresh::Refuse => return Err(KeyError::Missing(place.dir.clone())),
                Fresh::Create { passphrase, announce } => create(place, passphrase, announce)?,
            }
        }
        let keys = Self::load(place)?;
        let canary = read(&place.dir.join(CANARY))?;
        keys.check_canary(&canary)?;
        Ok(keys)
    }

    /// Keys that live only in memory; nobody can open the identities sealed to them.
    #[must_use]
    pub fn ephemeral_for_tests() -> Self {
        Self::new([(); 5].map(|()| mac::random32()), IdentityRecipient::of(&age::x25519::Identity::generate()))
    }

    fn load(place: &KeyPlace) -> Result<Self, KeyError> {
        let mut found = [(); 5].map(|()| Zeroizing::new([0; 32]));
        for (slot, name) in found.iter_mut().zip(NAMES) {
            *slot = read_key(&place.find(name))?;
        }
        let path = place.dir.join(IDENTITY_PUBLIC);
        let identity = IdentityRecipient::parse(&read(&path)?).ok_or(KeyError::Recipient(path))?;
        Ok(Self::new(found, identity))
    }

    fn new(
        [content, receipt, idempotency, index, session]: [Zeroizing<[u8; 32]>; 5],
        identity: IdentityRecipient,
    ) -> Self {
        Self {
            content: FieldKey::new(content),
            receipt: MacKey::new(receipt),
            idempotency: MacKey::new(idempotency),
            index: MacKey::new(index),
            session: MacKey::new(session),
            identity,
        }
    }

    /// A proof of every key that gives none away: one line per key. Kept beside the keys and once more in the database,
    /// so that neither can be exchanged alone.
    #[must_use]
    pub fn canary(&self) -> String {
        let content = MacKey::new(mac::derive(self.content.bytes(), "canary"));
        let macs = [&content, &self.receipt, &self.idempotency, &self.index, &self.session];
        let mut text = String::new();
        for (name, key) in NAMES.iter().zip(macs) {
            text = text + name + " " + &token::base64url(&key.mac("canary", &[name.as_bytes()])) + "\n";
        }
        text + "identity " + &token::base64url(&token::sha256(self.identity.as_str().as_bytes())) + "\n"
    }

    /// Compares a stored canary with these keys; the error names the first key that differs.
    pub fn check_canary(&self, stored: &str) -> Result<(), KeyError> {
        let mut stored = stored.lines();
        for line in self.canary().lines() {
            if !stored.next().is_some_and(|old| token::same(old.as_bytes(), line.as_bytes())) {
                let name = line.split(' ').next().unwrap_or_default();
                return Err(KeyError::Swapped(name.to_owned()));
            }
        }
        Ok(())
    }

    /// The server's content key: wraps case keys and seals what hangs on no case.
    #[must_use]
    pub fn content(&self) -> &FieldKey {
        &self.content
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

fn create(place: &KeyPlace, passphrase: Option<&str>, announce: &mut dyn FnMut(&str)) -> Result<(), KeyError> {
    let parent = place.dir.parent().unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(parent).map_err(in_dir(parent))?;
    // One at a time: a second first start waits here and then finds the keys of the first.
    let alone = fs::File::open(parent).map_err(in_dir(parent))?;
    alone.lock().map_err(in_dir(parent))?;
    if !is_empty(&place.dir)? {
        return Ok(());
    }
    remove_leftovers(parent).map_err(in_dir(parent))?;
    let building = parent.join(format!("{BUILDING}{}", uuid::Uuid::new_v4()));
    fs::DirBuilder::new().mode(0o700).create(&building).map_err(in_dir(&building))?;
    let passphrase = fill(&building, place, passphrase)?;
    announce(&passphrase);
    fs::rename(&building, &place.dir).and_then(|()| sync_dir(parent)).map_err(in_dir(&place.dir))
}

/// Writes every file into `building` and returns the passphrase.
fn fill(building: &Path, place: &KeyPlace, passphrase: Option<&str>) -> Result<Zeroizing<String>, KeyError> {
    let write = |name: &str, bytes: &[u8]| write_new(&building.join(name), bytes).map_err(in_dir(building));
    let mut secrets = [(); 5].map(|()| Zeroizing::new([0; 32]));
    for (slot, name) in secrets.iter_mut().zip(NAMES) {
        let given = place.find(name);
        if given.exists() {
            *slot = read_key(&given)?;
        } else {
            *slot = mac::random32();
            write(name, &**slot)?;
        }
    }
    let pair = identity::Pair::generate(passphrase)?;
    let keys = Keys::new(secrets, pair.recipient);
    write(IDENTITY_PUBLIC, format!("{}\n", keys.identity.as_str()).as_bytes())?;
    write(IDENTITY_SECRET, &pair.secret)?;
    write(CANARY, keys.canary().as_bytes())?;
    sync_dir(building).map_err(in_dir(building))?;
    Ok(pair.passphrase)
}

fn in_dir(path: &Path) -> impl Fn(io::Error) -> KeyError + use<> {
    let path = path.to_owned();
    move |source| KeyError::Io { path: path.clone(), source }
}

const BUILDING: &str = ".keys-being-made-";

fn remove_leftovers(parent: &Path) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(BUILDING) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn is_empty(dir: &Path) -> Result<bool, KeyError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(KeyError::Io { path: dir.to_owned(), source }),
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    fs::File::open(dir)?.sync_all()
}

fn read_bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    fs::read(path).map(Zeroizing::new).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => KeyError::FileMissing(path.to_owned()),
        _ => KeyError::Io { path: path.to_owned(), source },
    })
}

fn read(path: &Path) -> Result<String, KeyError> {
    Ok(String::from_utf8_lossy(&read_bytes(path)?).into_owned())
}

fn read_key(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let bytes = read_bytes(path)?;
    let mut key = Zeroizing::new([0; 32]);
    if bytes.len() != key.len() {
        return Err(KeyError::Size { path: path.to_owned(), size: bytes.len() });
    }
    key.copy_from_slice(&bytes);
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{CaseKey, ReceiptCode};
    use std::os::unix::fs::PermissionsExt;
    use uuid::Uuid;

    /// A data directory of its own that goes away with the test.
    struct Data(PathBuf);

    impl Data {
        fn new() -> Self {
            let dir = std::env::temp_dir().join(format!("kentongan-keys-{}", Uuid::new_v4()));
            fs::create_dir(&dir).unwrap();
            Self(dir)
        }

        fn place(&self) -> KeyPlace {
            KeyPlace { dir: self.0.join("keys"), credentials: None }
        }

        fn start(&self) -> Result<Keys, KeyError> {
            let mut quiet = |_: &str| {};
            Keys::load_or_create(&self.place(), Fresh::Create { passphrase: Some("uji"), announce: &mut quiet })
        }
    }

    impl Drop for Data {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_first_start_makes_keys_for_the_owner_only_and_the_next_one_finds_them() {
        let data = Data::new();
        let (code, case) = (ReceiptCode::generate(), CaseKey::generate());
        let first = data.start().unwrap();
        let (lookup, wrapped) = (code.lookup(&first), case.wrap(&first, Uuid::nil()));
        assert_eq!(mode(&data.place().dir), 0o700);
        let mut files: Vec<_> = fs::read_dir(data.place().dir).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let names: Vec<_> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(
            names,
            ["canary", "content", "idempotency", "identity.age", "identity.pub", "index", "receipt", "session"]
        );
        assert!(files.iter().all(|path| mode(path) == 0o600));

        let again = Keys::load_or_create(&data.place(), Fresh::Refuse).unwrap();
        assert_eq!(code.lookup(&again), lookup);
        assert_eq!(CaseKey::unwrap(&again, Uuid::nil(), &wrapped), Ok(case));
    }

    #[test]
    fn a_random_passphrase_is_announced_once_and_leftovers_of_a_crash_go_away() {
        let data = Data::new();
        let crashed = data.0.join(format!("{BUILDING}old"));
        fs::create_dir(&crashed).unwrap();
        let mut said = Vec::new();
        for _ in 0..2 {
            let mut announce = |passphrase: &str| said.push(passphrase.to_owned());
            Keys::load_or_create(&data.place(), Fresh::Create { passphrase: None, announce: &mut announce }).unwrap();
        }
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].split('-').map(str::len).collect::<Vec<_>>(), [4; 8]);
        assert!(!crashed.exists());
    }

    #[test]
    fn without_keys_a_database_that_is_not_new_is_not_served() {
        let data = Data::new();
        let error = Keys::load_or_create(&data.place(), Fresh::Refuse).unwrap_err();
        assert!(matches!(error, KeyError::Missing(_)), "{error}");
        assert!(!data.place().dir.exists());
    }

    #[test]
    fn a_missing_a_short_and_a_swapped_key_each_stop_the_start() {
        let data = Data::new();
        data.start().unwrap();
        for name in NAMES {
            let path = data.place().dir.join(name);
            let good = fs::read(&path).unwrap();
            fs::remove_file(&path).unwrap();
            assert!(matches!(data.start().unwrap_err(), KeyError::FileMissing(_)));
            fs::write(&path, &good[..31]).unwrap();
            assert!(matches!(data.start().unwrap_err(), KeyError::Size { size: 31, .. }));
            fs::write(&path, [7; 32]).unwrap();
            assert!(matches!(data.start().unwrap_err(), KeyError::Swapped(key) if key == name));
            fs::write(&path, good).unwrap();
        }
        let public = data.place().dir.join(IDENTITY_PUBLIC);
        fs::write(&public, Keys::ephemeral_for_tests().identity().as_str()).unwrap();
        assert!(matches!(data.start().unwrap_err(), KeyError::Swapped(key) if key == "identity"));
        fs::write(&public, "age1nonsense").unwrap();
        assert!(matches!(data.start().unwrap_err(), KeyError::Recipient(_)));
        fs::remove_file(data.place().dir.join(CANARY)).unwrap();
        assert!(data.start().is_err());
    }

    #[test]
    fn a_canary_in_the_database_notices_that_the_whole_key_directory_was_exchanged() {
        let (keys, others) = (Keys::ephemeral_for_tests(), Keys::ephemeral_for_tests());
        assert!(keys.check_canary(&keys.canary()).is_ok());
        assert!(matches!(keys.check_canary(&others.canary()), Err(KeyError::Swapped(key)) if key == "content"));
        assert!(keys.check_canary("").is_err());
    }

    #[test]
    fn keys_given_by_the_service_manager_are_used_and_not_copied() {
        let data = Data::new();
        let credentials = data.0.join("credentials");
        fs::create_dir(&credentials).unwrap();
        fs::write(credentials.join("receipt"), [5; 32]).unwrap();
        let place = KeyPlace { credentials: Some(credentials), ..data.place() };
        let mut quiet = |_: &str| {};
        let keys =
            Keys::load_or_create(&place, Fresh::Create { passphrase: Some("uji"), announce: &mut quiet }).unwrap();
        assert!(!place.dir.join("receipt").exists() && place.dir.join("content").exists());
        let again = Keys::load_or_create(&place, Fresh::Refuse).unwrap();
        assert_eq!(keys.canary(), again.canary());
        assert!(matches!(data.start().unwrap_err(), KeyError::FileMissing(_)));
    }

    #[test]
    fn two_first_starts_at_once_end_with_the_same_keys() {
        let data = Data::new();
        let canaries: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| data.start().map(|keys| keys.canary()))).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        let on_disk = data.start().unwrap().canary();
        for canary in canaries {
            assert_eq!(canary.unwrap(), on_disk);
        }
    }
}
