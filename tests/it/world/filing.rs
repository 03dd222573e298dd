//! Cases for stories that begin after the filing.

use chrono::Datelike;
use kentongan::app::App;
use kentongan::case::account::Account;
use kentongan::case::act::{Filed, NewCase, NewFile, file};
use kentongan::case::db::FileMeta;
use kentongan::case::state::{Kind, Mode};
use kentongan::files::Refusal;
use kentongan::i18n::Lang;
use kentongan::vault::token::random_token;

use super::World;

/// An anonymous complaint with a plausible account.
pub fn complaint(title: &str) -> NewCase {
    let today = kentongan::clock::now();
    NewCase {
        kind: Kind::Complaint,
        mode: Mode::Anonymous,
        channel: "web",
        lang: Lang::Id,
        account: Account {
            choice: "pungli".to_owned(),
            relation: "self".to_owned(),
            agency_text: "Dinas Perizinan Kabupaten Umpama".to_owned(),
            accused_name: "Fulan Prakontoh".to_owned(),
            accused_position: "petugas loket 2".to_owned(),
            month: today.month(),
            year: today.year(),
            ongoing: true,
            place: "Loket 2".to_owned(),
            narrative: "Petugas meminta uang rokok supaya berkas izin usaha saya tidak ditahan.".to_owned(),
            ..Account::default()
        },
        title: title.to_owned(),
        identity: None,
        release_name: false,
        campaign: None,
        files: Vec::new(),
        idem: random_token(),
        link: None,
        by: None,
        draft: None,
    }
}

/// Bytes that somebody has uploaded.
pub async fn stored(app: &App, name: &str, bytes: Vec<u8>) -> NewFile {
    let upload = futures_util::stream::iter([Ok::<_, Refusal>(bytes.into())]);
    let file = app.store.put(name, upload).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    let meta = FileMeta { name: file.name, mime: file.kind.mime().into(), size: file.size, sha256: file.sha256 };
    NewFile { id: file.id, meta, identity: file.secret.to_string() }
}

impl World {
    /// An anonymous complaint with a plausible account.
    pub fn complaint(&self, title: &str) -> NewCase {
        complaint(title)
    }

    /// A written question.
    pub fn question(&self, title: &str) -> NewCase {
        NewCase {
            kind: Kind::Consultation,
            account: Account {
                topic: "lainnya".to_owned(),
                question: "Bolehkah atasan saya menahan kenaikan pangkat tanpa alasan tertulis?".to_owned(),
                ..Account::default()
            },
            ..self.complaint(title)
        }
    }

    /// Files it.
    pub async fn file(&self, new: NewCase) -> Filed {
        file(&self.app, new).await.unwrap()
    }

    /// Two days go by for every file of the store, as if no case had taken it.
    pub async fn sweeps_the_store(&self) {
        let store = &self.app.store;
        let always = chrono::DateTime::UNIX_EPOCH..kentongan::clock::now() + chrono::TimeDelta::days(1);
        for id in store.stored(always).await.unwrap() {
            store.delete(id).await.unwrap();
        }
    }

    /// Bytes that somebody has uploaded.
    pub async fn stored(&self, name: &str, bytes: Vec<u8>) -> NewFile {
        stored(&self.app, name, bytes).await
    }
}
