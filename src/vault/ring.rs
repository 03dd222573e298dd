//! The content keys: one writes, all of them open. The fingerprint in a blob tells which.

use super::{
    keys::{self, KeyPlace},
    seal::{FieldKey, Place, SealError},
};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::{Arc, PoisonError, RwLock};
use uuid::Uuid;

/// A ring of keys of one name.
pub struct Ring {
    held: RwLock<Held>,
    place: Option<KeyPlace>,
}

struct Held {
    writer: Arc<FieldKey>,
    all: Vec<Arc<FieldKey>>,
}

impl Ring {
    /// The first key writes until somebody says otherwise. An empty list gets a key that opens nothing.
    pub(super) fn new(keys: Vec<FieldKey>, place: Option<KeyPlace>) -> Self {
        let all: Vec<_> = keys.into_iter().map(Arc::new).collect();
        let writer = all.first().cloned().unwrap_or_else(|| Arc::new(FieldKey::generate()));
        Self { held: RwLock::new(Held { writer, all }), place }
    }

    fn writer(&self) -> Arc<FieldKey> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).writer.clone()
    }

    /// Id of the key that writes.
    #[must_use]
    pub fn writer_id(&self) -> String {
        keys::key_id("content", self.writer().print())
    }

    /// The key with this fingerprint; one that came after the start is looked for on disk.
    fn with(&self, print: u32) -> Option<Arc<FieldKey>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = held.all.iter().find(|key| key.print() == print) {
            return Some(key.clone());
        }
        drop(held);
        let key = Arc::new(FieldKey::new(keys::later(self.place.as_ref()?, "content", print)?));
        self.held.write().unwrap_or_else(PoisonError::into_inner).all.push(key.clone());
        Some(key)
    }

    fn of(&self, blob: &[u8]) -> Result<Arc<FieldKey>, SealError> {
        FieldKey::print_of(blob).and_then(|print| self.with(print)).ok_or(SealError)
    }

    /// Lets the key of this id write; `None` when it is not here.
    pub(super) fn write_with(&self, id: &str) -> Option<()> {
        if self.writer_id() != id {
            let key = self.with(keys::print_in(id)?)?;
            self.held.write().unwrap_or_else(PoisonError::into_inner).writer = key;
        }
        Some(())
    }

    /// Seals `plain` for one place.
    #[must_use]
    pub fn seal(&self, at: Place, plain: &[u8]) -> Vec<u8> {
        self.writer().seal(at, plain)
    }

    /// Opens what [`Self::seal`] made for the same place, now or under an earlier key.
    pub fn open(&self, at: Place, blob: &[u8]) -> Result<Vec<u8>, SealError> {
        self.of(blob)?.open(at, blob)
    }

    /// Seals a value as JSON. Fails only for values that JSON cannot write.
    pub fn seal_json<T: Serialize + ?Sized>(&self, at: Place, value: &T) -> Result<Vec<u8>, SealError> {
        self.writer().seal_json(at, value)
    }

    /// Opens a value that [`Self::seal_json`] made.
    pub fn open_json<T: DeserializeOwned>(&self, at: Place, blob: &[u8]) -> Result<T, SealError> {
        self.of(blob)?.open_json(at, blob)
    }

    /// The same value under the key that writes now.
    pub fn reseal(&self, at: Place, blob: &[u8]) -> Result<Vec<u8>, SealError> {
        self.open(at, blob).map(|plain| self.seal(at, &zeroize::Zeroizing::new(plain)))
    }

    /// The same case key under the key that writes now.
    pub fn rewrap_case(&self, case: Uuid, blob: &[u8]) -> Result<Vec<u8>, SealError> {
        self.unwrap_key("case", case, blob).map(|key| self.wrap_key("case", case, &key))
    }

    pub(super) fn wrap_key(&self, purpose: &str, owner: Uuid, key: &FieldKey) -> Vec<u8> {
        self.writer().wrap_key(purpose, owner, key)
    }

    pub(super) fn unwrap_key(&self, purpose: &str, owner: Uuid, blob: &[u8]) -> Result<FieldKey, SealError> {
        self.of(blob)?.unwrap_key(purpose, owner, blob)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_key_still_opens_and_only_the_writer_seals() {
        let at = Place { table: "second_step", column: "seed", row: Uuid::from_u128(1), case: Uuid::nil() };
        let (old, new) = (FieldKey::generate(), FieldKey::generate());
        let (old_print, new_id) = (old.print(), keys::key_id("content", new.print()));
        let ring = Ring::new(vec![old, new], None);
        let (sealed, wrapped) = (ring.seal(at, b"benih"), ring.wrap_key("case", at.row, &FieldKey::generate()));
        assert_eq!(FieldKey::print_of(&sealed), Some(old_print));
        ring.write_with(&new_id).expect("it is here");
        assert_eq!(ring.writer_id(), new_id);
        assert_eq!(ring.open(at, &sealed).as_deref(), Ok(&b"benih"[..]));
        for moved in [ring.reseal(at, &sealed).unwrap(), ring.rewrap_case(at.row, &wrapped).unwrap()] {
            assert_eq!(FieldKey::print_of(&moved), keys::print_in(&new_id));
        }
        assert!(ring.write_with("content-00000000").is_none(), "a key that is nowhere");
        assert!(ring.rewrap_case(Uuid::nil(), &wrapped).is_err(), "bound to its case");
    }
}
