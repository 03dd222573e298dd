//! Key files: found, read with a look at their modes, made whole or not at all, set aside.

use super::{CONTACT, CONTENT, Canary, IDENTITY, KeyError, KeyPlace, NAMES, ROTATED, print_in, print_of};
use crate::vault::{
    contact::{self, ContactKey, ContactRecipient},
    identity, mac,
    seal::FieldKey,
};
use std::{
    collections::BTreeMap,
    fs, io,
    io::Write,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

pub(super) const IDENTITY_PUBLIC: &str = "identity.pub";
const IDENTITY_SECRET: &str = "identity.age";
const PUBLIC: &str = ".pub";
const RETIRED: &str = "retired";
/// Beside the keys until what an older release signed with another key is signed with the custody key.
pub(super) const CUSTODY_NEW: &str = "custody-is-new";
pub(super) const BUILDING: &str = ".keys-being-made-";

impl KeyPlace {
    /// The directory is the owner's alone. systemd's directory is systemd's own business.
    pub(super) fn check_modes(&self) -> Result<(), KeyError> {
        let found = fs::metadata(&self.dir).map_err(in_dir(&self.dir))?;
        if found.permissions().mode() & 0o077 != 0 { Err(KeyError::Open(self.dir.clone())) } else { Ok(()) }
    }

    fn read_bytes(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let missing_or = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => KeyError::FileMissing(path.to_owned()),
            _ => KeyError::Io { path: path.to_owned(), source },
        };
        let mode = fs::metadata(path).map_err(missing_or)?.permissions().mode();
        if path.starts_with(&self.dir) && mode & 0o077 != 0 {
            return Err(KeyError::Open(path.to_owned()));
        }
        fs::read(path).map(Zeroizing::new).map_err(missing_or)
    }

    pub(super) fn read_text(&self, path: &Path) -> Result<Zeroizing<String>, KeyError> {
        Ok(Zeroizing::new(String::from_utf8_lossy(&self.read_bytes(path)?).into_owned()))
    }

    pub(super) fn read_key(&self, path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let bytes = self.read_bytes(path)?;
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(KeyError::Size { path: path.to_owned(), size: bytes.len() });
        }
        key.copy_from_slice(&bytes);
        Ok(key)
    }

    /// The files of a name: itself, and those with a fingerprint behind it. systemd's come before ours of the same name.
    fn files(&self, name: &str, ending: &str) -> Result<Vec<PathBuf>, KeyError> {
        let mut found = BTreeMap::new();
        for dir in [Some(&self.dir), self.credentials.as_ref()].into_iter().flatten() {
            for entry in fs::read_dir(dir).map_err(in_dir(dir))? {
                let file = entry.map_err(in_dir(dir))?.file_name().to_string_lossy().into_owned();
                let rest = file.strip_prefix(name).and_then(|rest| rest.strip_suffix(ending));
                let print = |rest: &str| {
                    rest.len() == 9 && rest.starts_with('.') && u32::from_str_radix(&rest[1..], 16).is_ok()
                };
                if rest.is_some_and(|rest| rest.is_empty() || print(rest)) {
                    found.insert(file.clone(), dir.join(file));
                }
            }
        }
        if found.is_empty() {
            return Err(KeyError::FileMissing(self.find(&format!("{name}{ending}"))));
        }
        Ok(found.into_values().collect())
    }
}

/// The fingerprint that a file's name ends with; none for the first key of a name.
fn print_in_name(path: &Path, ending: &str) -> Option<u32> {
    let name = path.file_name()?.to_str()?.strip_suffix(ending)?;
    u32::from_str_radix(name.rsplit_once('.')?.1, 16).ok()
}

/// Every 32-byte key of a name, the first one before the later ones.
pub(super) fn all(place: &KeyPlace, name: &str) -> Result<Vec<(PathBuf, Zeroizing<[u8; 32]>)>, KeyError> {
    let mut keys = Vec::new();
    for path in place.files(name, "")? {
        let bytes = place.read_key(&path)?;
        let print = FieldKey::new(bytes.clone()).print();
        if print_in_name(&path, "").is_some_and(|named| named != print) {
            return Err(KeyError::Swapped(path.display().to_string()));
        }
        keys.push((path, bytes));
    }
    Ok(keys)
}

/// The later key with this fingerprint, if its file is there and right: a running server meets it in a blob first.
pub(in crate::vault) fn later(place: &KeyPlace, name: &str, print: u32) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = place.read_key(&place.find(&format!("{name}.{print:08x}"))).ok()?;
    (FieldKey::new(bytes.clone()).print() == print).then_some(bytes)
}

/// Every contact key's public half.
pub(super) fn recipients(place: &KeyPlace) -> Result<Vec<ContactRecipient>, KeyError> {
    let mut found = Vec::new();
    for path in place.files(CONTACT, PUBLIC)? {
        let recipient = ContactRecipient::parse(&place.read_text(&path)?).ok_or(KeyError::Recipient(path.clone()))?;
        if print_in_name(&path, PUBLIC).is_some_and(|named| named != print_of(recipient.as_str())) {
            return Err(KeyError::Swapped(path.display().to_string()));
        }
        found.push(recipient);
    }
    Ok(found)
}

/// The secret half that belongs to this id.
pub(super) fn contact_key(place: &KeyPlace, id: &str) -> Result<ContactKey, KeyError> {
    for path in place.files(CONTACT, "")? {
        let key = ContactKey::parse(&place.read_text(&path)?).ok_or_else(|| KeyError::Recipient(path.clone()))?;
        if key.id() == id {
            return Ok(key);
        }
    }
    Err(KeyError::Absent { id: id.to_owned(), path: place.find(CONTACT) })
}

/// Makes one more key. Each file appears whole or not at all, and the public half of a pair last: what seals can be opened.
pub(super) fn add(place: &KeyPlace, name: &str) -> Result<Canary, KeyError> {
    if !ROTATED.contains(&name) {
        return Err(KeyError::NotRotated(name.to_owned()));
    }
    let write = |file: String, bytes: &[u8]| write_over(&place.dir.join(file), bytes);
    let canary = if name == CONTENT {
        let bytes = mac::random32();
        write(format!("{name}.{:08x}", FieldKey::new(bytes.clone()).print()), &*bytes)?;
        Canary::of_secret(name, &bytes)
    } else {
        let (secret, recipient) = contact::generate();
        let print = print_of(recipient.as_str());
        write(format!("{name}.{print:08x}"), secret.as_bytes())?;
        write(format!("{name}.{print:08x}{PUBLIC}"), public_line(&recipient).as_bytes())?;
        Canary::of_public(name, recipient.as_str())
    };
    sync_dir(&place.dir).map_err(in_dir(&place.dir))?;
    Ok(canary)
}

/// Moves the files of a key out of the way.
pub(super) fn set_aside(place: &KeyPlace, id: &str) -> Result<Option<PathBuf>, KeyError> {
    let Some((name, print)) = id.split_once('-').zip(print_in(id)).map(|((name, _), print)| (name, print)) else {
        return Err(KeyError::NotRotated(id.to_owned()));
    };
    let retired = place.dir.join(RETIRED);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&retired).map_err(in_dir(&retired))?;
    let aside = |ending: &str| retired.join(format!("{name}.{print:08x}{ending}"));
    let (mut moved, mut elsewhere) = (None, false);
    for (path, ending) in of_key(place, name, print)? {
        if !path.starts_with(&place.dir) {
            elsewhere = true;
            continue;
        }
        let to = aside(ending);
        fs::rename(&path, &to).map_err(in_dir(&path))?;
        moved = Some(to);
    }
    sync_dir(&retired).and_then(|()| sync_dir(&place.dir)).map_err(in_dir(&retired))?;
    let before = || Some(aside("")).filter(|before| before.exists());
    Ok(moved.or_else(before).filter(|_| !elsewhere))
}

/// The files in which a key lies: the public half of a pair first, so that the secret half goes last. Either half alone is
/// found: a node that sends no mail has the public one only, and a move that was cut off left the other.
fn of_key(place: &KeyPlace, name: &str, print: u32) -> Result<Vec<(PathBuf, &'static str)>, KeyError> {
    if name == CONTENT {
        let found = all(place, name)?.into_iter().filter(|(_, bytes)| FieldKey::new(bytes.clone()).print() == print);
        return Ok(found.map(|(path, _)| (path, "")).collect());
    }
    let mut found = Vec::new();
    for path in place.files(name, PUBLIC)? {
        let recipient = ContactRecipient::parse(&place.read_text(&path)?).ok_or(KeyError::Recipient(path.clone()))?;
        if print_of(recipient.as_str()) == print {
            found.push((path, PUBLIC));
        }
    }
    for path in place.files(name, "").or_else(none_missing)? {
        let key = ContactKey::parse(&place.read_text(&path)?).ok_or_else(|| KeyError::Recipient(path.clone()))?;
        if print_in(&key.id()) == Some(print) {
            found.push((path, ""));
        }
    }
    Ok(found)
}

fn none_missing(error: KeyError) -> Result<Vec<PathBuf>, KeyError> {
    match error {
        KeyError::FileMissing(_) => Ok(Vec::new()),
        error => Err(error),
    }
}

/// Makes what a newer release needs and an older one did not make.
pub(super) fn make_missing(place: &KeyPlace, knows: impl Fn(&str) -> bool) -> Result<(), KeyError> {
    if is_empty(&place.dir)? {
        return Ok(());
    }
    if !knows("checkpoint") && !place.find("checkpoint").exists() {
        write_over(&place.dir.join("checkpoint"), &*mac::random32())?;
    }
    if !knows("custody") && !place.find("custody").exists() {
        write_over(&place.dir.join(CUSTODY_NEW), &[])?;
        write_over(&place.dir.join("custody"), &*mac::random32())?;
    }
    let public = place.dir.join(format!("{CONTACT}{PUBLIC}"));
    if !knows(CONTACT) && !public.exists() {
        let given = place.find(CONTACT);
        if !given.exists() {
            write_over(&given, contact::generate().0.as_bytes())?;
        }
        let key = ContactKey::parse(&place.read_text(&given)?).ok_or(KeyError::Recipient(given))?;
        write_over(&public, public_line(&key.recipient()).as_bytes())?;
    }
    sync_dir(&place.dir).map_err(in_dir(&place.dir))
}

/// Takes the mark away.
pub(super) fn forget_custody_new(place: &KeyPlace) -> Result<(), KeyError> {
    match fs::remove_file(place.dir.join(CUSTODY_NEW)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(in_dir(&place.dir)(error)),
        _ => sync_dir(&place.dir).map_err(in_dir(&place.dir)),
    }
}

fn public_line(recipient: &ContactRecipient) -> String {
    format!("{}\n", recipient.as_str())
}

/// Writes a file that appears whole or not at all.
fn write_over(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let building = path.with_extension("being-made");
    drop(fs::remove_file(&building)); // of a start that died
    write_new(&building, bytes).and_then(|()| fs::rename(&building, path)).map_err(in_dir(path))
}

/// Makes the whole directory, beside its place, and moves it there.
pub(super) fn create(
    place: &KeyPlace,
    passphrase: Option<&str>,
    announce: &mut dyn FnMut(&str),
) -> Result<(), KeyError> {
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
    let told = fill(&building, place, passphrase)?;
    announce(&told);
    fs::rename(&building, &place.dir).and_then(|()| sync_dir(parent)).map_err(in_dir(&place.dir))
}

/// Writes every file into `building` and returns what the operator must keep. What systemd gives is not copied.
fn fill(building: &Path, place: &KeyPlace, passphrase: Option<&str>) -> Result<Zeroizing<String>, KeyError> {
    let write = |name: &str, bytes: &[u8]| write_new(&building.join(name), bytes).map_err(in_dir(building));
    for name in NAMES {
        let given = place.find(name);
        if given.exists() {
            place.read_key(&given)?;
        } else {
            write(name, &*mac::random32())?;
        }
    }
    let given = place.find(CONTACT);
    let recipient = if given.exists() {
        ContactKey::parse(&place.read_text(&given)?).ok_or(KeyError::Recipient(given))?.recipient()
    } else {
        let (secret, recipient) = contact::generate();
        write(CONTACT, secret.as_bytes())?;
        recipient
    };
    write(&format!("{CONTACT}{PUBLIC}"), public_line(&recipient).as_bytes())?;
    let pair = identity::Pair::generate(passphrase).map_err(|error| KeyError::Identity(error.to_string()))?;
    write(&format!("{IDENTITY}{PUBLIC}"), format!("{}\n", pair.recipient.as_str()).as_bytes())?;
    if let Some(secret) = &pair.secret {
        write(IDENTITY_SECRET, secret)?;
    }
    sync_dir(building).map_err(in_dir(building))?;
    Ok(pair.told)
}

fn in_dir(path: &Path) -> impl Fn(io::Error) -> KeyError + use<> {
    let path = path.to_owned();
    move |source| KeyError::Io { path: path.clone(), source }
}

fn remove_leftovers(parent: &Path) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(BUILDING) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

pub(super) fn is_empty(dir: &Path) -> Result<bool, KeyError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(KeyError::Io { path: dir.to_owned(), source }),
    }
}

pub(super) fn check_owner(dir: &Path) -> Result<(), KeyError> {
    match fs::metadata(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(KeyError::Io { path: dir.to_owned(), source }),
        Ok(found) if found.uid() == rustix::process::geteuid().as_raw() => Ok(()),
        Ok(found) => Err(KeyError::Foreign { dir: dir.to_owned(), owner: found.uid() }),
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
