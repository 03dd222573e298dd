//! The citizen comes back: one story for each thing that a reporter can do, and for each refusal.
//!
//! The officers' side goes through the one door; their pages have stories of their own.

mod code;
mod talk;
mod ways;

use kentongan::case::account::Account;
use kentongan::case::act::NewDocument;
use kentongan::case::act::{self, ActError, Done, Filed, NewCase, Who, Words};
use kentongan::case::action::{Action, Category, Given, Taker};
use kentongan::case::letter::{Letter, Section};
use kentongan::case::state::{Finding, Kind, Mode, Role, Severity};
use kentongan::i18n::Lang;
use kentongan::vault;
use sqlx::Executor;
use uuid::Uuid;

use crate::world::{Browser, World};

pub const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
const YES: Given = Given(true);

/// An office with one person in every role, and a second unit to review.
struct Office {
    world: World,
    verifier: Uuid,
    analyst: Uuid,
    mediators: [Uuid; 2],
    consultant: Uuid,
    head: Uuid,
    unit: Uuid,
    reviewer: Uuid,
}

impl Office {
    async fn open() -> Self {
        let world = World::open().await;
        let unit = world.unit("u1", "office").await;
        let other = world.unit("u2", "office").await;
        let hire = async |name: &str, unit, role| world.hire(name, &[(Some(unit), role)]).await;
        Self {
            verifier: hire("vera", unit, Role::Verifier).await,
            analyst: hire("anna", unit, Role::Analyst).await,
            mediators: [hire("medi", unit, Role::Mediator).await, hire("mega", unit, Role::Mediator).await],
            consultant: hire("koni", unit, Role::Consultant).await,
            head: hire("suri", unit, Role::Supervisor).await,
            reviewer: hire("rudi", other, Role::Supervisor).await,
            unit,
            world,
        }
    }

    fn new(&self, kind: Kind, mode: Mode) -> NewCase {
        let account = Account {
            choice: "pungli".into(),
            relation: "witness".into(),
            agency_text: "Dinas Perizinan Kabupaten Umpama".into(),
            accused_position: "petugas loket".into(),
            accused_status: "unknown".into(),
            day: Some(14),
            month: 11,
            year: 2026,
            place: "loket 2".into(),
            narrative: "Saya diminta membayar dua ratus ribu rupiah tanpa kuitansi.".into(),
            question: "Bagaimana cara melaporkan atasan yang meminta uang?".into(),
            topic: "melapor".into(),
            ..Account::default()
        };
        NewCase {
            kind,
            mode,
            channel: "web",
            lang: Lang::Id,
            account,
            title: "Permintaan uang di loket perizinan".into(),
            identity: None,
            release_name: false,
            campaign: None,
            files: Vec::new(),
            idem: vault::token::random_token(),
            link: None,
            by: None,
            draft: None,
        }
    }

    async fn filed(&self, new: NewCase) -> Filed {
        act::file(&self.world.app, new).await.expect("a filed case")
    }

    async fn file(&self, kind: Kind, mode: Mode) -> Filed {
        self.filed(self.new(kind, mode)).await
    }

    /// A quarter of an hour goes by without a word from anybody.
    async fn expire(&self) {
        let mut owner = self.world.owner().await;
        owner.execute("update session set last_seen = last_seen - interval '20 minutes'").await.unwrap();
    }

    async fn complaint(&self) -> Filed {
        self.file(Kind::Complaint, Mode::Anonymous).await
    }

    /// An officer does something; a proposal is approved by the head.
    async fn does(&self, officer: Uuid, case: Uuid, action: Action, words: Words) {
        let kind = action.kind();
        match act::act(&self.world.app, Who::Officer(officer), case, action, words).await {
            Ok(Done::Proposed(proposal)) => {
                act::approve(&self.world.app, self.head, proposal, "").await.expect("an approval");
            }
            Ok(_) => {}
            Err(error) => panic!("{}: {}", kind.code(), said(&error)),
        }
    }

    async fn plain(&self, officer: Uuid, case: Uuid, action: Action) {
        self.does(officer, case, action, Words::default()).await;
    }

    /// Screened and taken on; mediation is possible.
    async fn accepted(&self) -> Filed {
        let filed = self.complaint().await;
        self.plain(self.verifier, filed.case, Action::StartScreening).await;
        let accept = Action::Accept {
            checks: YES,
            category: Category { code: MEDIABLE.into(), mediable: true },
            severity: Severity::Medium,
            agency: None,
            unit: self.unit,
            handler: Taker { officer: self.analyst, walled: false },
        };
        self.plain(self.verifier, filed.case, accept).await;
        filed
    }

    /// Decided, with a letter.
    async fn decided(&self, finding: Finding) -> Filed {
        let filed = self.accepted().await;
        let propose =
            Action::ProposeOutcome { findings: vec![finding], reasons: YES, sources: YES, heard_or_why_not: YES };
        self.plain(self.analyst, filed.case, propose).await;
        let part = Section {
            heading: "Putusan".into(),
            text: "Dugaan tidak terbukti karena bukti saling bertentangan.".into(),
        };
        let letter = Letter { title: "Surat hasil".into(), parts: vec![part], ..Letter::default() };
        let words = Words {
            public: Some("Pimpinan sudah memutus.".into()),
            documents: vec![NewDocument { kind: "outcome".into(), desk_only: false, body: letter.body() }],
            ..Words::default()
        };
        self.does(self.head, filed.case, Action::Decide { letter: YES }, words).await;
        filed
    }

    /// The browser of the reporter, with the case open.
    async fn reporter(&self, filed: &Filed) -> Browser {
        let mut sari = self.world.browser();
        sari.visit("/lacak").await;
        sari.fill("kode", &filed.code.show()).press("Buka kasus").await;
        assert_eq!((sari.status(), sari.path()), (200, "/kasus"));
        sari
    }
}

fn said(error: &ActError) -> String {
    format!("{error:?}")
}

/// A violation that may be mediated.
const MEDIABLE: &str = "ET-06";
