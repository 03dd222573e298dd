//! What `kentongan verify` says of files: the original, which it cannot open, and the copy that officers read.

use std::fs;
use std::path::PathBuf;

use kentongan::ledger;
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use super::Office;
use crate::load::corpus::planted::planted;

impl Office {
    /// Where a stored file lies.
    fn place(&self, id: Uuid) -> PathBuf {
        self.world.app.config.data.join(self.world.app.store.place(id))
    }

    async fn walk(&self) -> ledger::Report {
        let app = &self.world.app;
        ledger::verify(&app.db, &app.keys, &app.store).await.unwrap()
    }

    async fn says(&self) -> Vec<String> {
        let faults = self.walk().await.faults;
        faults.iter().map(|fault| fault.to_string().split_once(": ").unwrap().1.to_owned()).collect()
    }
}

/// Changes the last byte of a file, which no key is needed for.
fn spoil(path: &PathBuf) {
    let mut bytes = fs::read(path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_changed_original_and_a_changed_copy_are_each_named() {
    let office = Office::without_scanner().await;
    let filed = office.receives("IMG_2041.jpg", planted(0).bytes).await;
    office.works().await;
    let whole = office.walk().await;
    assert_eq!((whole.files, whole.copies, whole.first()), (1, 1, None), "{whole}");
    let file = office.evidence(&filed).await;
    let (id, copy) = (file.id, file.copy.expect("a copy").id);
    spoil(&office.place(copy));
    assert_eq!(office.says().await, [format!("the officers' copy of the file {id} was changed")]);
    fs::remove_file(office.place(copy)).unwrap();
    assert_eq!(office.says().await, [format!("the officers' copy of the file {id} is gone")]);
    spoil(&office.place(id));
    let changed = format!("the file {id} was changed");
    assert_eq!(office.says().await, [changed, format!("the officers' copy of the file {id} is gone")]);
    fs::remove_file(office.place(id)).unwrap();
    assert_eq!(office.says().await[0], format!("the file {id} is not in the store"));
}

/// Whoever has the database in hand makes the case forget what the record knows.
#[tokio::test]
async fn a_copy_or_a_file_that_the_database_forgets_is_missed() {
    for (sql, says) in [
        (
            "update evidence set scrub = 'pending', copy = null, copy_id = null",
            "the officers' copy of the file $ is gone",
        ),
        ("update evidence set copy = sha256(copy)", "the officers' copy of the file $ was changed"),
        ("update evidence set original = 'erased'", "the file $ was changed"),
        ("delete from evidence", "the file $ is not in the store"),
    ] {
        let office = Office::without_scanner().await;
        let filed = office.receives("IMG_2041.jpg", planted(0).bytes).await;
        office.works().await;
        let id = office.evidence(&filed).await.id.to_string();
        office.world.owner().await.execute(AssertSqlSafe(sql)).await.unwrap();
        assert_eq!(office.says().await, [says.replace('$', &id)], "{sql}");
    }
}
