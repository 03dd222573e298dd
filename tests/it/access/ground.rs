//! An office with one case in every state that can be reached, and one person of every kind.

use std::cell::RefCell;
use std::collections::HashMap;

use axum::body::Bytes;
use chrono::Duration;
use futures_util::stream;
use kentongan::case::act::{NewCase, NewFile, Words};
use kentongan::case::action::Action;
use kentongan::case::state::{Finding, Outcome, Role};
use kentongan::db::Actor;
use kentongan::web::session::{self, Factor};
use kentongan::{clock, jobs};
use uuid::Uuid;

use crate::door::tale::FIRST;
use crate::door::{Office, YES, complaint, paper, photo, question, say};
use crate::load::corpus::picture;

/// Who is no officer at work here: also one whose account was closed and one whose session was ended.
pub const OUTSIDERS: [&str; 6] = ["nobody", "citizen", "citizen-other", "citizen-seen", "deactivated", "revoked"];

/// Officers at work. The handler's unit is the first; the reviewer of an objection is the supervisor elsewhere.
pub const PEOPLE: [&str; 19] = [
    "verifier",
    "verifier-elsewhere",
    "handler",
    "analyst",
    "analyst-elsewhere",
    "mediator",
    "mediator-elsewhere",
    "consultant",
    "consultant-idle",
    "consultant-elsewhere",
    "supervisor",
    "supervisor-elsewhere",
    "integrity",
    "clerk",
    "custodian",
    "auditor",
    "admin",
    "walled-handler",
    "walled-supervisor",
];

/// A case to be looked at.
pub struct Subject {
    pub state: String,
    pub case: Uuid,
    pub number: String,
    file: Uuid,
    paper: Uuid,
    proposal: Uuid,
}

pub struct Ground {
    pub office: Office,
    pub subjects: Vec<Subject>,
    other: Uuid,
    bystander: Uuid,
    /// Cookies by visitor and case: reading ends no session.
    kept: RefCell<HashMap<(String, Uuid), String>>,
}

/// Sign-in names at the door's office.
fn sign_in(who: &str) -> &str {
    match who {
        "verifier" => "verifikator",
        "handler" => "analis",
        "mediator" => "mediator",
        "mediator-elsewhere" => "mediator2",
        "consultant" => "konsultan",
        "consultant-idle" => "konsultan2",
        "consultant-elsewhere" => "konsultan3",
        "supervisor" => "pimpinan",
        "supervisor-elsewhere" => "pimpinan2",
        "integrity" => "integritas",
        "clerk" => "loket",
        other => other,
    }
}

impl Ground {
    pub async fn lay() -> Self {
        let mut office = Office::with(&[
            "verifikator",
            "analis",
            "mediator",
            "mediator2",
            "konsultan",
            "konsultan2",
            "konsultan3",
            "pimpinan",
            "pimpinan2",
            "loket",
            "admin",
        ])
        .await;
        let (one, two) = (office.one, office.two);
        for (name, role, units) in [
            ("verifier-elsewhere", Role::Verifier, vec![two]),
            ("analyst", Role::Analyst, vec![one]),
            ("analyst-elsewhere", Role::Analyst, vec![two]),
            ("custodian", Role::Custodian, vec![]),
            ("auditor", Role::Auditor, vec![]),
        ] {
            office.hire(name, &[role], &units).await;
        }
        let mut subjects = Vec::new();
        for (state, case) in Box::pin(office.a_case_in_every_state()).await {
            subjects.push(office.subject(state, case).await);
        }
        // they come when all is set up, so that nobody gave them a case; the wall must hide it from them all the same
        for (name, role) in [
            ("walled-handler", Role::Analyst),
            ("walled-supervisor", Role::Supervisor),
            ("deactivated", Role::Supervisor),
            ("revoked", Role::Supervisor),
            ("bystander", Role::Clerk),
        ] {
            office.hire(name, &[role], &[one]).await;
        }
        for name in ["walled-handler", "walled-supervisor"] {
            office.wall_off(name).await;
        }
        office.execute("update officer set active = false where id = $1", office.id("deactivated")).await;
        let other = office.files(complaint()).await.unwrap().case;
        Box::pin(clock::pretend(office.now(), jobs::evidence::round(&office.world.app))).await.unwrap();
        let bystander = office.id("bystander");
        Self { other, bystander, office, subjects, kept: RefCell::default() }
    }

    /// The cookie line of a visitor who wants to see this case; a new session unless one is good enough.
    pub async fn cookie(&self, who: &str, subject: &Subject, kept: bool) -> String {
        if who.starts_with("citizen") {
            let sql = if who == "citizen-seen" {
                "update receipt set clerk_seen = true where case_id = $1"
            } else {
                "update receipt set clerk_seen = false where case_id = $1"
            };
            self.office.execute(sql, subject.case).await;
        }
        let key = (who.to_owned(), subject.case);
        if let Some(cookie) = self.kept.borrow().get(&key).filter(|_| kept) {
            return cookie.clone();
        }
        let cookie = self.new_session(who, subject).await;
        self.kept.borrow_mut().insert(key, cookie.clone());
        cookie
    }

    async fn new_session(&self, who: &str, subject: &Subject) -> String {
        let app = &self.office.world.app;
        let mut tx = app.db.begin(Actor::Anonymous).await.unwrap();
        let now = self.office.now();
        let cookie = match who {
            "nobody" => return String::new(),
            "citizen" | "citizen-seen" => session::open_case(&mut tx, subject.case, now, false).await,
            "citizen-other" => session::open_case(&mut tx, self.other, now, false).await,
            officer => session::sign_in(&mut tx, self.office.id(sign_in(officer)), Factor::Passkey, now, false).await,
        };
        tx.commit().await.unwrap();
        if who == "revoked" {
            self.office
                .execute("update session set revoked_at = now() where officer_id = $1", self.office.id(who))
                .await;
        }
        cookie.unwrap().to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    /// An address with its places filled by things that are there.
    pub fn path(&self, template: &str, subject: &Subject) -> String {
        let id = match template {
            _ if template.contains("/bukti/{id}") => subject.file,
            _ if template.contains("/surat/{id}") => subject.paper,
            "/petugas/persetujuan/{id}" => subject.proposal,
            _ if template.contains("/pengguna/{id}") => self.bystander,
            _ if template.contains("/unit/{id}") => self.office.two,
            _ if template.contains("/instansi/{id}") => self.office.agency,
            _ => Uuid::nil(),
        };
        let code = match template {
            _ if template.contains("/kategori/") => "ET-06",
            _ if template.contains("/pilihan/") => "pungli",
            _ => "ABCDEFGH",
        };
        let act = if template.contains("/pelapor/") { "pesan" } else { "catatan" };
        template
            .replace("{nomor}", &subject.number)
            .replace("{id}", &id.to_string())
            .replace("{tindakan}", act)
            .replace("{year}", "2026")
            .replace("{n}", "1")
            .replace("{code}", code)
            .replace("{kode}", code)
            .replace("{token}", "tidak-ada")
            .replace("{name}", "tidak-ada.css")
    }
}

impl Office {
    /// What nobody can reach through the pages yet (the live desk) is not there.
    async fn a_case_in_every_state(&self) -> Vec<(&'static str, Uuid)> {
        let mut all = self.over().await;
        all.extend(Box::pin(self.at_the_start()).await);
        all.extend(Box::pin(self.at_work()).await);
        all.extend(Box::pin(self.after_the_decision()).await);
        all.extend(Box::pin(self.questions()).await);
        all.sort_by_key(|(state, _)| *state != "received");
        all
    }

    /// First, because months go by.
    async fn over(&self) -> Vec<(&'static str, Uuid)> {
        let withdrawn = self.sent().await;
        self.does("pelapor", withdrawn, Action::Withdraw).await;
        let closed = self.at_review().await;
        self.decides(closed, FIRST, Finding::NotProven).await;
        self.pass_days(60);
        self.works().await;
        vec![("closed", closed), ("withdrawn", withdrawn)]
    }

    async fn at_the_start(&self) -> Vec<(&'static str, Uuid)> {
        let received = self.sent().await;
        let screening = self.at_screening().await;
        let referred = self.at_screening().await;
        let refer = Action::Refer { ground: "sp4n".into(), receiver: "kpk".into(), with_identity: false };
        self.together("verifikator", "pimpinan", referred, refer).await;
        let not_admissible = self.at_screening().await;
        let refuse = Action::Refuse { outcome: Outcome::OutOfJurisdiction, failed_check: YES, other_door: YES };
        self.together("verifikator", "pimpinan", not_admissible, refuse).await;
        let awaiting = self.at_review().await;
        self.says("analis", awaiting, Action::AskReporter { question: YES }, say("Kapan?")).await;
        vec![
            ("received", received),
            ("screening", screening),
            ("referred", referred),
            ("not_admissible", not_admissible),
            ("awaiting_reporter", awaiting),
        ]
    }

    async fn at_work(&self) -> Vec<(&'static str, Uuid)> {
        let review = self.at_review().await;
        let until = self.today() + Duration::days(3);
        self.proposes("analis", review, Action::Hold { until, reason: YES }).await;
        let clarification = self.at_review().await;
        self.does("analis", clarification, Action::OpenClarification { items: 1 }).await;
        let mediation = self.at_review().await;
        self.mediates(mediation, "analis", &["mediator"]).await;
        let deciding = self.at_review().await;
        self.does("analis", deciding, self.findings(Finding::Proven)).await;
        vec![("review", review), ("clarification", clarification), ("mediation", mediation), ("deciding", deciding)]
    }

    async fn after_the_decision(&self) -> Vec<(&'static str, Uuid)> {
        let resolved = self.at_review().await;
        self.decides(resolved, FIRST, Finding::Proven).await;
        let follow_up = self.at_review().await;
        self.decides(follow_up, FIRST, Finding::Proven).await;
        self.does("pimpinan", follow_up, self.recommend(1)).await;
        let objection = self.at_review().await;
        self.decides(objection, FIRST, Finding::NotProven).await;
        self.objects(objection).await;
        vec![("resolved", resolved), ("follow_up", follow_up), ("objection", objection)]
    }

    async fn questions(&self) -> Vec<(&'static str, Uuid)> {
        let asked = self.asked().await;
        let taken = self.asked().await;
        self.does("konsultan", taken, Action::Take).await;
        let answered = self.asked().await;
        self.does("konsultan", answered, Action::Take).await;
        self.says("konsultan", answered, Action::Answer { text: YES }, say("Tidak boleh.")).await;
        let converted = self.asked().await;
        self.does("konsultan", converted, Action::Take).await;
        self.says("konsultan", converted, Action::OfferConvert { summary: YES }, say("Diminta uang.")).await;
        let link = Some((converted, "conversion"));
        self.files(NewCase { channel: "consultation", link, ..complaint() }).await.unwrap();
        let cancelled = self.asked().await;
        self.does("pelapor", cancelled, Action::Cancel { reason: YES }).await;
        vec![
            ("asked", asked),
            ("asked_taken", taken),
            ("answered", answered),
            ("converted", converted),
            ("asked_closed", cancelled),
        ]
    }

    async fn file_for(&self, new: NewCase) -> Uuid {
        let png = Bytes::from(picture(image::ImageFormat::Png, 1));
        let stored = self.world.app.store.put("foto.png", stream::iter([Ok(png)])).await.unwrap();
        let identity = stored.secret.as_str().to_owned();
        let files = vec![NewFile { id: stored.id, identity, ..photo("foto.png") }];
        self.files(NewCase { files, ..new }).await.unwrap().case
    }

    async fn sent(&self) -> Uuid {
        self.file_for(complaint()).await
    }

    async fn asked(&self) -> Uuid {
        self.file_for(question()).await
    }

    async fn at_screening(&self) -> Uuid {
        let case = self.sent().await;
        let words = Words { documents: vec![paper("brief", false)], ..Words::default() };
        self.says("verifikator", case, Action::StartScreening, words).await;
        case
    }

    async fn at_review(&self) -> Uuid {
        let case = self.at_screening().await;
        self.does("verifikator", case, self.accept("analis", self.one)).await;
        case
    }

    async fn subject(&self, state: &str, case: Uuid) -> Subject {
        let one = async |sql: &'static str| -> Uuid {
            let found: Option<Uuid> =
                sqlx::query_scalar(sql).bind(case).fetch_optional(&mut *self.system().await).await.unwrap();
            found.unwrap_or_default()
        };
        Subject {
            state: state.to_owned(),
            case,
            number: self.case(case).await.number,
            file: one("select id from evidence where case_id = $1 limit 1").await,
            paper: one("select id from document where case_id = $1 order by at limit 1").await,
            proposal: one("select id from proposal where case_id = $1 and state = 'open' limit 1").await,
        }
    }

    /// Puts every case into an officer's own list and raises the wall before it.
    async fn wall_off(&self, name: &str) {
        let officer = self.id(name);
        self.execute(
            "insert into work_list
             select distinct on (case_id) 'o:' || $1, case_id, kind, state, choice, category, topic, agency_id, unit_id,
                    handler_id, mode, severity, open, 'act', due_at, paused, replied, updated_at from work_list",
            officer,
        )
        .await;
        self.execute(
            "insert into case_wall (case_id, officer_id, reason, at) select id, $1, 'named', now() from cases",
            officer,
        )
        .await;
    }
}
