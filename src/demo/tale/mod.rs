//! What a case went through, step by step, as people would have done it.

mod ending;
mod filed;
mod said;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use self::filed::{complaint, question};
use self::said::{document, on_behalf, paper, rated, say};
use super::words::{MATTERS, Matter};
use super::{Office, Sample, days_before};
use crate::app::App;
use crate::case::act::{self, Done, Who, Words};
use crate::case::action::{Action, Category, Given, Taker};
use crate::case::letter::Letter;
use crate::case::state::{Kind, Outcome, Severity, Side};
use crate::clock;
use crate::error::Error;
use crate::i18n::Zone;

/// Where a tale ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Received,
    Screening,
    Asked,
    Review,
    Clarification,
    Offered,
    Mediation,
    Deciding,
    Resolved,
    FollowUp,
    Objection,
    Referred,
    NotAdmissible,
    Withdrawn,
    Closed,
    Question,
    Answered,
    Thanked,
    Proposed,
}

const YES: Given = Given(true);

/// One case, told from its filing to its end. Gives its code when it is worth showing.
pub(super) async fn tell(
    app: &App,
    office: &Office,
    n: usize,
    end: End,
    now: DateTime<Utc>,
) -> Result<Option<Sample>, Error> {
    let mut tale = Tale::begin(app, office, n, end, now).await?;
    match end {
        End::Question | End::Answered | End::Thanked => tale.consult(end).await?,
        _ => tale.complain(end).await?,
    }
    tale.sample().await
}

struct Tale<'a> {
    app: &'a App,
    office: &'a Office,
    matter: &'static Matter,
    case: Uuid,
    code: String,
    kind: Kind,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    n: usize,
}

/// How long ago a tale that ends here began, in days: (shortest, spread).
const fn age(end: End) -> (i64, i64) {
    match end {
        End::Received => (0, 3),
        End::Screening | End::Question => (1, 3),
        End::Asked | End::Proposed => (3, 5),
        End::Answered | End::Review => (5, 8),
        End::NotAdmissible | End::Withdrawn => (8, 30),
        End::Referred | End::Offered => (6, 10),
        End::Clarification => (7, 8),
        End::Mediation => (12, 14),
        End::Deciding => (12, 6),
        End::Resolved | End::Objection => (14, 12),
        End::FollowUp => (17, 16),
        End::Thanked => (25, 40),
        End::Closed => (85, 120),
    }
}

impl<'a> Tale<'a> {
    async fn begin(app: &'a App, office: &'a Office, n: usize, end: End, now: DateTime<Utc>) -> Result<Self, Error> {
        let mediable = matches!(end, End::Offered | End::Mediation | End::FollowUp);
        let matter = &MATTERS[if mediable { n % 3 } else { n % MATTERS.len() }];
        let kind = if matches!(end, End::Question | End::Answered | End::Thanked) {
            Kind::Consultation
        } else {
            Kind::Complaint
        };
        let (least, spread) = age(end);
        let at = days_before(now, least + i64::try_from(n).unwrap_or_default() % spread, n);
        let new = if kind == Kind::Complaint { complaint(office, matter, n, at) } else { question(n) };
        let filed = clock::pretend(at, act::file(app, new)).await?;
        Ok(Self { app, office, matter, case: filed.case, code: filed.code.show(), kind, at, now, n })
    }

    fn officer(&self, sign_in: &str) -> Who {
        Who::Officer(self.office.officer(sign_in))
    }

    /// Lets some hours pass, but never into the future.
    fn later(&mut self, hours: i64) {
        self.at = (self.at + Duration::hours(hours)).min(self.now - Duration::minutes(1)).max(self.at);
    }

    async fn step(&mut self, hours: i64, who: Who, action: Action, words: Words) -> Result<(), Error> {
        self.later(hours);
        let kind = action.kind().code();
        let done = clock::pretend(self.at, act::act(self.app, who, self.case, action, words)).await;
        // a refusal here is a mistake of this file, so it is told with its reason
        let done = done.map_err(|error| Error::internal(format!("demo case {}, {kind}: {error:?}", self.n)))?;
        if let Done::Proposed(proposal) = done {
            self.later(3);
            let approver = self.office.officer("pimpinan");
            clock::pretend(self.at, act::approve(self.app, approver, proposal, "Setuju.")).await?;
        }
        Ok(())
    }

    async fn sample(self) -> Result<Option<Sample>, Error> {
        let mut tx = self.app.db.begin(crate::db::Actor::Citizen(self.case)).await?;
        let case = crate::case::db::load(&mut tx, self.case).await?;
        Ok(case.map(|case| Sample {
            code: self.code,
            state: case.state.code().to_owned(),
            kind: self.kind.code().to_owned(),
        }))
    }

    async fn consult(&mut self, end: End) -> Result<(), Error> {
        if end == End::Question {
            return Ok(());
        }
        let who = self.officer("konsultan");
        self.step(4, who, Action::Take, Words::default()).await?;
        let answer =
            say("Bisa. Mediasi sukarela bagi kedua pihak, dan Anda dapat bertanya dulu tanpa menyebut nama siapa pun.");
        self.step(20, who, Action::Answer { text: YES }, answer).await?;
        if end == End::Thanked {
            self.step(24 * 18, Who::System, Action::Lapse, Words::default()).await?;
            self.step(5, Who::Reporter, Action::Rate { score: 4 }, rated(4)).await?;
        }
        Ok(())
    }

    async fn complain(&mut self, end: End) -> Result<(), Error> {
        if end == End::Received {
            return Ok(());
        }
        let verifier = self.officer("verifikator");
        self.step(5, verifier, Action::StartScreening, Words::default()).await?;
        match end {
            End::Screening => return Ok(()),
            End::Asked => {
                let question = say(
                    "Apakah Anda ingat nomor loket dan kira-kira jam kejadian? Tutup bagian yang memuat nama Anda.",
                );
                return self.step(6, verifier, Action::AskReporter { question: YES }, question).await;
            }
            End::Proposed | End::NotAdmissible => return self.refuse(end).await,
            End::Referred => {
                let refer = Action::Refer { ground: "sp4n".into(), receiver: "ombudsman".into(), with_identity: false };
                return self
                    .step(
                        20,
                        verifier,
                        refer,
                        say("Isi laporan menyangkut layanan publik; lembaga yang berwenang menerimanya."),
                    )
                    .await;
            }
            _ => {}
        }
        self.accept(verifier).await?;
        match end {
            End::Review => self.talk().await,
            End::Withdrawn => self.step(40, Who::Reporter, Action::Withdraw, say("Saya cabut.")).await,
            End::Clarification => self.clarify(false).await,
            End::Offered => self.offer().await,
            End::Mediation => self.mediate().await,
            _ => self.decide(end).await,
        }
    }

    async fn refuse(&mut self, end: End) -> Result<(), Error> {
        let action = Action::Refuse { outcome: Outcome::OutOfJurisdiction, failed_check: YES, other_door: YES };
        let mut words = say("Terlapor bukan ASN, jadi bukan kewenangan kami. Jalan lain: SP4N-LAPOR! atau Ombudsman.");
        let letter = Letter {
            title: "Surat tidak dapat diproses".into(),
            reason: "terlapor bukan ASN".into(),
            other_door: "SP4N-LAPOR! atau Ombudsman".into(),
            ..Letter::default()
        };
        words.documents = paper("refusal", false, &letter).documents;
        let who = self.officer("verifikator");
        if end == End::NotAdmissible {
            return self.step(18, who, action, words).await;
        }
        self.later(18);
        clock::pretend(self.at, act::act(self.app, who, self.case, action, words)).await?;
        Ok(())
    }

    async fn accept(&mut self, verifier: Who) -> Result<(), Error> {
        let handler = Taker {
            officer: self.office.officer(if self.n.is_multiple_of(3) { "analis2" } else { "analis" }),
            walled: false,
        };
        let action = Action::Accept {
            checks: YES,
            category: Category { code: self.matter.category.into(), mediable: self.matter.mediable },
            severity: [Severity::Low, Severity::Medium, Severity::High][self.n % 3],
            agency: None,
            unit: self.office.units[0],
            handler,
        };
        self.step(
            22,
            verifier,
            action,
            say("Laporan Anda lengkap dan menjadi kewenangan kami. Terima kasih sudah berani menyampaikan."),
        )
        .await
    }

    fn handler(&self) -> Who {
        self.officer(if self.n.is_multiple_of(3) { "analis2" } else { "analis" })
    }

    async fn talk(&mut self) -> Result<(), Error> {
        let who = self.handler();
        let answer =
            say("Kami memeriksa waktu, tempat, dan perbuatan yang Anda sebut. Langkah berikut: keterangan instansi.");
        self.step(30, who, Action::GiveFirstAnswer { tied_to_allegations: YES }, answer).await?;
        self.step(
            9,
            Who::Reporter,
            Action::Message { text: YES },
            say("Baik. Apakah nama saya bisa diketahui pihak dinas?"),
        )
        .await
    }

    async fn clarify(&mut self, heard: bool) -> Result<(), Error> {
        let who = self.handler();
        let answer =
            say("Kami lanjutkan ke klarifikasi. Surat kepada instansi hanya memuat waktu, tempat, dan perbuatan.");
        self.step(30, who, Action::GiveFirstAnswer { tied_to_allegations: YES }, answer).await?;
        let items = "Ucapan kepada warga pada waktu dan tempat yang disebut.";
        let brief = document("brief", true, "Daftar klarifikasi", items);
        self.step(20, who, Action::OpenClarification { items: 1 }, brief).await?;
        if heard {
            let answer = Words {
                note: Some("Terlapor menjawab tertulis: ada di loket, menyangkal ucapannya.".into()),
                ..Words::default()
            };
            self.step(90, who, Action::RecordResponse { text: YES }, answer).await?;
        }
        Ok(())
    }

    async fn offer(&mut self) -> Result<(), Error> {
        let roster = ["mediator", "mediator2"].map(|name| Taker { officer: self.office.officer(name), walled: false });
        let who = self.handler();
        let words = say(
            "Perselisihan ini dapat dimediasi bila kedua pihak setuju. Anda boleh mencoret mediator yang tidak Anda percaya.",
        );
        self.step(30, who, Action::OfferMediation { roster: roster.to_vec() }, words).await
    }

    async fn mediate(&mut self) -> Result<(), Error> {
        self.offer().await?;
        let mediator = self.officer("mediator");
        let yes = |side| Action::RecordConsent { side, yes: true, struck: Vec::new() };
        self.step(20, Who::Reporter, yes(Side::Reporter), Words::default()).await?;
        self.step(30, mediator, yes(Side::Respondent), on_behalf()).await?;
        self.step(12, mediator, Action::BeginMediation, Words::default()).await?;
        let due = Some(Zone::Wib.day(self.now + Duration::days(30)));
        let term = Action::ProposeTerm { line: 1, text: YES, owner: YES, due };
        let text = "Terlapor meminta maaf secara tertulis dan mengikuti pelatihan pelayanan.";
        self.step(40, mediator, term, Words { lines: vec![("term".into(), 1, text.into())], ..Words::default() }).await
    }
}
