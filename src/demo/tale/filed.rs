//! What people filed.

use chrono::{DateTime, Utc};

use crate::case::account::{Account, Identity};
use crate::case::act::NewCase;
use crate::case::state::{Kind, Mode};
use crate::demo::Office;
use crate::demo::words::{Matter, QUESTIONS, account};
use crate::i18n::Lang;
use crate::vault::token;

pub(super) fn complaint(office: &Office, matter: &'static Matter, n: usize, at: DateTime<Utc>) -> NewCase {
    let mode = [Mode::Anonymous, Mode::Anonymous, Mode::Confidential, Mode::Open][n % 4];
    let named = mode != Mode::Anonymous;
    let identity = Identity {
        name: "Warga Rekaan".into(),
        phone: "+6281200000000".into(),
        contact: "page".into(),
        ..Identity::default()
    };
    NewCase {
        kind: Kind::Complaint,
        mode,
        channel: if n.is_multiple_of(7) { "qr" } else { "web" },
        lang: Lang::Id,
        account: account(matter, office.agencies[n % office.agencies.len()], at),
        title: matter.title.to_owned(),
        identity: named.then_some(identity),
        release_name: mode == Mode::Open,
        campaign: None,
        files: Vec::new(),
        idem: token::random_token(),
        link: None,
        by: None,
        draft: None,
    }
}

pub(super) fn question(n: usize) -> NewCase {
    let (topic, title, question) = QUESTIONS[n % QUESTIONS.len()];
    NewCase {
        kind: Kind::Consultation,
        mode: Mode::Anonymous,
        channel: "web",
        lang: Lang::Id,
        account: Account { topic: topic.into(), question: question.into(), ..Account::default() },
        title: title.to_owned(),
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
