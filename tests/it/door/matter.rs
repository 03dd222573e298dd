//! What is filed and said at the door's office.

use kentongan::case::account::Account;
use kentongan::case::act::{NewCase, NewDocument, NewFile, Words};
use kentongan::case::action::Category;
use kentongan::case::db::FileMeta;
use kentongan::case::state::{Kind, Mode};
use kentongan::i18n::Lang;
use kentongan::vault::token;
use uuid::Uuid;

/// The name under which somebody is known: `analis2` is "Nama Analis2".
pub fn full_name(name: &str) -> String {
    format!("Nama {}{}", name[..1].to_uppercase(), &name[1..])
}

/// A complaint that names nobody of the office.
pub fn complaint() -> NewCase {
    NewCase {
        kind: Kind::Complaint,
        mode: Mode::Anonymous,
        channel: "web",
        lang: Lang::Id,
        account: Account {
            choice: "pungli".into(),
            accused_name: "Orang Luar Kantor".into(),
            narrative: "Petugas loket meminta uang rokok.".into(),
            month: 10,
            year: 2026,
            ..Account::default()
        },
        title: "Permintaan uang di loket".into(),
        identity: None,
        release_name: false,
        campaign: None,
        files: Vec::new(),
        idem: token::random_token(),
        link: None,
        by: None,
        draft: None,
    }
}

/// A complaint about somebody of the office.
pub fn about(name: &str) -> NewCase {
    let mut new = complaint();
    new.account.accused_name = full_name(name);
    new
}

pub fn question() -> NewCase {
    let account = Account { question: "Apakah atasan boleh meminta itu?".into(), ..Account::default() };
    NewCase { kind: Kind::Consultation, account, ..complaint() }
}

pub fn say(text: &str) -> Words {
    Words { public: Some(text.into()), ..Words::default() }
}

pub fn paper(kind: &str, desk_only: bool) -> NewDocument {
    NewDocument { kind: kind.into(), desk_only, body: serde_json::json!({ "title": kind }) }
}

pub fn photo(name: &str) -> NewFile {
    let meta = FileMeta { name: name.into(), mime: "image/png".into(), size: 70, sha256: "00".repeat(32) };
    NewFile { id: Uuid::new_v4(), meta, identity: "AGE-SECRET-KEY-1".into() }
}

/// A category that may be mediated.
pub fn mediable() -> Category {
    Category { code: "ET-06".into(), mediable: true }
}
