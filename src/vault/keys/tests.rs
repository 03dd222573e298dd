//! What the key directory promises.

use super::*;
use crate::vault::{CaseKey, ReceiptCode};
use std::fs;
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
        [
            "checkpoint",
            "contact",
            "contact.pub",
            "content",
            "custody",
            "idempotency",
            "identity.age",
            "identity.pub",
            "index",
            "receipt",
            "session"
        ]
    );
    assert!(files.iter().all(|path| mode(path) == 0o600));

    let again = Keys::load_or_create(&data.place(), Fresh::Refuse).unwrap();
    assert_eq!(code.lookup(&again), lookup);
    assert_eq!(CaseKey::unwrap(&again, Uuid::nil(), &wrapped), Ok(case));
}

#[test]
fn three_shares_are_announced_once_and_leftovers_of_a_crash_go_away() {
    let data = Data::new();
    let crashed = data.0.join(format!("{}old", files::BUILDING));
    fs::create_dir(&crashed).unwrap();
    let mut said = Vec::new();
    for _ in 0..2 {
        let mut announce = |shares: &str| said.push(shares.to_owned());
        Keys::load_or_create(&data.place(), Fresh::Create { passphrase: None, announce: &mut announce }).unwrap();
    }
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].lines().count(), 3);
    assert!(!data.place().dir.join("identity.age").exists(), "nothing here opens an identity");
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
fn a_missing_a_short_an_open_and_an_unreadable_key_each_stop_the_start() {
    let data = Data::new();
    data.start().unwrap();
    for name in NAMES {
        let path = data.place().dir.join(name);
        let good = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(matches!(data.start().unwrap_err(), KeyError::FileMissing(_)), "{name}");
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        assert!(matches!(data.start().unwrap_err(), KeyError::Io { .. }), "{name}");
        fs::remove_dir(&path).unwrap();
        write(&path, &good[..31], 0o600);
        assert!(matches!(data.start().unwrap_err(), KeyError::Size { size: 31, .. }), "{name}");
        write(&path, &good, 0o640);
        assert!(matches!(data.start().unwrap_err(), KeyError::Open(_)), "{name}");
        write(&path, &good, 0o600);
    }
    for public in [files::IDENTITY_PUBLIC, "contact.pub"] {
        let path = data.place().dir.join(public);
        let good = fs::read(&path).unwrap();
        write(&path, b"age1nonsense", 0o600);
        assert!(matches!(data.start().unwrap_err(), KeyError::Recipient(_)), "{public}");
        write(&path, &good, 0o600);
    }
    fs::set_permissions(data.place().dir, fs::Permissions::from_mode(0o750)).unwrap();
    assert!(matches!(data.start().unwrap_err(), KeyError::Open(_)));
}

fn write(path: &Path, bytes: &[u8], mode: u32) {
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_the_database_knows_notices_every_key_that_was_exchanged() {
    let (keys, others) = (Keys::ephemeral_for_tests(), Keys::ephemeral_for_tests());
    let known = keys.canaries().to_vec();
    assert_eq!(known.len(), 9);
    assert!(keys.check(&known, &[]).is_ok());
    for at in 0..known.len() {
        let mut mixed = known.clone();
        mixed[at] = others.canaries()[at].clone();
        let wrong = keys.check(&mixed, &[]).unwrap_err();
        assert!(matches!(&wrong, KeyError::Swapped(name) if *name == known[at].name), "{wrong}");
        // the same fingerprint and another key
        mixed[at].id.clone_from(&known[at].id);
        assert!(matches!(keys.check(&mixed, &[]), Err(KeyError::Swapped(_))));
    }
}

#[test]
fn the_proofs_of_an_older_release_are_still_understood() {
    let (keys, others) = (Keys::ephemeral_for_tests(), Keys::ephemeral_for_tests());
    let old = |keys: &Keys| {
        let kept = keys
            .canaries()
            .iter()
            .filter(|canary| !["checkpoint", "contact", "custody"].contains(&canary.name.as_str()));
        kept.map(|canary| format!("{} {}\n", canary.name, canary.proof)).collect::<Vec<_>>().concat()
    };
    assert!(keys.check_old(&old(&keys)).is_ok());
    assert!(matches!(keys.check_old(&old(&others)), Err(KeyError::Swapped(name)) if name == "content"));
}

#[test]
fn an_older_key_directory_gets_the_keys_that_it_lacks_and_no_others() {
    let data = Data::new();
    let before = data.start().unwrap().canaries().to_vec();
    for file in ["checkpoint", "contact", "contact.pub", "custody"] {
        fs::remove_file(data.place().dir.join(file)).unwrap();
    }
    Keys::make_missing(&data.place(), |_| true).unwrap();
    assert!(matches!(data.start().unwrap_err(), KeyError::FileMissing(_)), "a name that is known is never made anew");
    Keys::make_missing(&data.place(), |_| false).unwrap();
    let after = data.start().unwrap().canaries().to_vec();
    let changed: Vec<_> =
        after.iter().filter(|canary| !before.contains(canary)).map(|canary| &canary.name[..]).collect();
    assert_eq!(changed, ["checkpoint", "custody", "contact"]);
    assert_eq!(data.place().contact_key(&after[7].id).unwrap().id(), after[7].id);
}

#[test]
fn a_key_that_is_added_writes_when_it_is_told_to_and_an_old_directory_lacks_it() {
    let data = Data::new();
    let keys = data.start().unwrap();
    let (old, case) = (CaseKey::generate(), Uuid::from_u128(3));
    let wrapped = old.wrap(&keys, case);
    let added = data.place().add("content").unwrap();
    assert_ne!(keys.content().writer_id(), added.id);
    keys.write_with(&added.id).unwrap();
    let newer = CaseKey::generate().wrap(&keys, case);
    assert_eq!(CaseKey::unwrap(&keys, case, &wrapped), Ok(old), "older wraps still open");
    // another process that was started before
    assert!(CaseKey::unwrap(&data.start().unwrap(), case, &newer).is_ok());
    let contact = data.place().add("contact").unwrap();
    keys.write_with(&contact.id).unwrap();
    assert_eq!(keys.contact().id(), contact.id);
    assert_eq!(data.place().contact_key(&contact.id).unwrap().id(), contact.id);
    assert!(matches!(data.place().add("receipt"), Err(KeyError::NotRotated(_))));
    assert!(keys.write_with("content-00000000").is_err() && keys.write_with("contact-00000000").is_err());

    let all = data.start().unwrap();
    let first = &keys.canaries()[0];
    let kept = data.place().set_aside(&first.id).unwrap().unwrap();
    assert!(kept.starts_with(data.place().dir.join("retired")) && mode(&kept) == 0o600);
    let without = data.start().unwrap();
    assert!(without.check(std::slice::from_ref(&added), std::slice::from_ref(first)).is_ok());
    assert!(matches!(without.check(all.canaries(), &[]), Err(KeyError::Absent { id, .. }) if id == first.id));
    assert_eq!(CaseKey::unwrap(&without, case, &wrapped), Err(crate::vault::SealError));
    fs::rename(data.place().dir.join(format!("content.{}", &added.id[8..])), data.place().dir.join("content.00000001"))
        .unwrap();
    assert!(matches!(data.start().unwrap_err(), KeyError::Swapped(_)), "a name that lies about its fingerprint");
}

#[test]
fn keys_given_by_the_service_manager_are_used_and_not_copied() {
    let data = Data::new();
    let credentials = data.0.join("credentials");
    fs::create_dir(&credentials).unwrap();
    fs::write(credentials.join("receipt"), [5; 32]).unwrap();
    let place = KeyPlace { credentials: Some(credentials), ..data.place() };
    let mut quiet = |_: &str| {};
    let keys = Keys::load_or_create(&place, Fresh::Create { passphrase: Some("uji"), announce: &mut quiet }).unwrap();
    assert!(!place.dir.join("receipt").exists() && place.dir.join("content").exists());
    let again = Keys::load_or_create(&place, Fresh::Refuse).unwrap();
    assert_eq!(keys.canaries(), again.canaries());
    assert!(matches!(data.start().unwrap_err(), KeyError::FileMissing(_)));
}

#[test]
fn two_first_starts_at_once_end_with_the_same_keys() {
    let data = Data::new();
    let canaries: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> =
            (0..4).map(|_| scope.spawn(|| data.start().map(|keys| keys.canaries().to_vec()))).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    let on_disk = data.start().unwrap().canaries().to_vec();
    for canary in canaries {
        assert_eq!(canary.unwrap(), on_disk);
    }
}

/// A server that reads its directory this moment, or a disk that is full, must not meet half a key.
#[test]
fn a_key_that_is_added_is_there_whole_or_not_at_all() {
    let data = Data::new();
    data.start().unwrap();
    let place = data.place();
    let (stop, short) = (std::sync::atomic::AtomicBool::new(false), std::sync::atomic::AtomicUsize::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                for path in fs::read_dir(&place.dir).unwrap().map(|entry| entry.unwrap().path()) {
                    let print = path.file_name().unwrap().to_str().unwrap().strip_prefix("content.").map(str::len);
                    if print == Some(8) && fs::metadata(&path).is_ok_and(|found| found.len() != 32) {
                        short.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            }
        });
        for _ in 0..200 {
            place.add("content").unwrap();
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!(short.into_inner(), 0, "a file of a key was seen before it was written");
    assert!(data.start().is_ok());
}

/// Cut off between the two halves, or done on another node: the next run finishes it.
#[test]
fn setting_a_pair_aside_goes_on_where_it_was_cut_off() {
    let data = Data::new();
    data.start().unwrap();
    let (place, added) = (data.place(), data.place().add("contact").unwrap());
    let name = added.id.replacen('-', ".", 1);
    let retired = place.dir.join("retired");
    fs::create_dir(&retired).unwrap();
    fs::rename(place.dir.join(format!("{name}.pub")), retired.join(format!("{name}.pub"))).unwrap();
    assert_eq!(place.set_aside(&added.id).unwrap(), Some(retired.join(&name)));
    assert!(!place.dir.join(&name).exists(), "the secret half goes too");
    assert_eq!(place.set_aside(&added.id).unwrap(), Some(retired.join(&name)), "where it lies is said again");
    fs::remove_file(retired.join(&name)).unwrap();
    assert_eq!(place.set_aside(&added.id).unwrap(), None);
}
