//! One seeded case: what the door would have written by now, had it been filed and worked on then.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use kentongan::case::account::Account;
use kentongan::case::act::{INTEGRITY_LIST, officer_list, unit_list};
use kentongan::case::case::{Case, Clock, Facts, Zone};
use kentongan::case::db::{SealedEvent, place, seal_event};
use kentongan::case::event::Payload;
use kentongan::case::state::{ClockKind, Kind, Mode, Outcome, Role, Severity, State};
use kentongan::case::viewers::{Viewer, viewers};
use kentongan::vault::{CaseKey, CaseNumber, Keys, ReceiptCode, token};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::copy::Rows;
use crate::load::office::Person;

/// Of so many cases every how many-th is open: 2 %, but so many that every list asked for fills its page. A page of nine
/// rows against one of fifty would tell what a row costs, and not what a million cases cost.
pub const fn open_every(cases: u32) -> u32 {
    match cases / 1500 {
        0 => 1,
        every if every < 50 => every,
        _ => 50,
    }
}

/// Who works there and under which rules.
pub struct Office {
    pub keys: Arc<Keys>,
    pub people: Vec<Person>,
    pub versions: (i32, i32),
    pub categories: Vec<String>,
    pub now: DateTime<Utc>,
    /// Every how many-th case is open.
    pub open_every: u32,
}

impl Office {
    /// The nth person of a role, going round.
    fn nth(&self, role: Role, no: u32) -> Person {
        let of_role: Vec<&Person> = self.people.iter().filter(|person| person.role == role).collect();
        *of_role[no as usize % of_role.len()]
    }
}

/// Rows of some cases, one buffer per table.
pub struct Chunk {
    cases: Rows,
    secrets: Rows,
    receipts: Rows,
    submissions: Rows,
    clocks: Rows,
    messages: Rows,
    events: Rows,
    payloads: Rows,
    lists: Rows,
}

impl Default for Chunk {
    fn default() -> Self {
        Self {
            cases: Rows::into(
                "cases (id, number, kind, state, resume, outcome, mode, channel, choice, category, severity, unit_id, \
                 handler_id, received_at, policy_version, calendar_version, facts, revision, updated_at)",
            ),
            secrets: Rows::into("case_secret (case_id, dek, title, account)"),
            receipts: Rows::into("receipt (lookup, case_id, clerk_seen, created_at)"),
            submissions: Rows::into("submission (idem_mac, body_fp, case_id, created_at)"),
            clocks: Rows::into(
                "clock (id, case_id, kind, started_at, due_at, met_at, policy_version, calendar_version, check_at)",
            ),
            messages: Rows::into("message (id, case_id, at, author, audience, kind, body)"),
            events: Rows::into("event (case_id, seq, day, action, payload_mac, prev_hash, hash)"),
            payloads: Rows::into("event_payload (case_id, seq, salt, body)"),
            lists: Rows::into(
                "work_list (viewer, case_id, kind, state, choice, category, unit_id, handler_id, mode, severity, open, \
                 turn, due_at, updated_at)",
            ),
        }
    }
}

impl Chunk {
    /// One more case, received at `at`.
    pub fn add(&mut self, office: &Office, numbers: &mut HashSet<String>, at: DateTime<Utc>, no: u32) {
        let number = loop {
            let number = CaseNumber::generate().as_str().to_owned();
            if numbers.insert(number.clone()) {
                break number;
            }
        };
        let case = case(office, number, at, no);
        let key = CaseKey::generate();
        self.add_case(&case);
        self.add_secrets(office, &case, &key);
        for clock in &case.clocks {
            self.clocks
                .row()
                .uuid(clock.id)
                .uuid(case.id)
                .text(clock.kind.code())
                .at(clock.started_at)
                .at(clock.due_at);
            self.clocks.maybe_at(clock.met_at).int4(case.policy_version).int4(case.calendar_version).at(clock.due_at);
        }
        self.add_events(&case, &key);
        self.add_lists(&case);
    }

    fn add_case(&mut self, case: &Case) {
        let facts = serde_json::to_vec(&case.facts).expect("facts");
        self.cases.row().uuid(case.id).text(&case.number).text(case.kind.code()).text(case.state.code());
        self.cases.maybe_text(case.resume.map(State::code)).maybe_text(case.outcome.map(Outcome::code));
        self.cases.text(case.mode.code()).text("web").text("pungli").maybe_text(case.category.as_deref());
        self.cases.maybe_text(case.severity.map(Severity::code)).maybe_uuid(case.unit).maybe_uuid(case.handler);
        self.cases.at(case.received_at).int4(case.policy_version).int4(case.calendar_version).json(&facts);
        self.cases.int8(case.revision).at(case.received_at + Duration::days(3));
    }

    fn add_secrets(&mut self, office: &Office, case: &Case, key: &CaseKey) {
        let at = |column| place("case_secret", column, case.id, case.id);
        let account = Account {
            choice: "pungli".to_owned(),
            relation: "witness".to_owned(),
            agency_text: "Dinas Perhubungan".to_owned(),
            accused_position: "Kepala seksi".to_owned(),
            narrative: "Diminta uang di luar tarif di loket.".to_owned(),
            ..Account::default()
        };
        let title = key.seal(at("title"), b"Pungutan liar: Dinas Perhubungan");
        let account = key.seal_json(at("account"), &account).expect("an account");
        self.secrets.row().uuid(case.id).bytes(&key.wrap(&office.keys, case.id)).bytes(&title).bytes(&account);
        let lookup = ReceiptCode::generate().lookup(&office.keys);
        self.receipts.row().bytes(&lookup).uuid(case.id).yes(false).at(case.received_at);
        let (mac, print) = (token::random_token(), token::random_token());
        self.submissions.row().bytes(&mac).bytes(&print).uuid(case.id).at(case.received_at);
        let message = id_at(case.received_at);
        let body = key.seal(place("message", "body", message, case.id), b"Terima kasih, laporan kami baca.");
        self.messages.row().uuid(message).uuid(case.id).at(case.received_at + Duration::days(1));
        self.messages.text("officer").text("both").text("message").bytes(&body);
    }

    fn add_events(&mut self, case: &Case, key: &CaseKey) {
        let steps = [("submit", "reporter"), ("start_screening", "verifier"), ("accept", "verifier")];
        let mut last = None;
        for (days, (action, actor)) in (0..).zip(steps) {
            let at = case.received_at + Duration::days(days);
            let data = json!({ "from": case.state });
            let payload = Payload { at, actor: actor.to_owned(), action: action.to_owned(), data };
            let SealedEvent { seq, day, salt, mac, prev, hash, body } =
                seal_event(key, case.id, last, Zone::Wib.day(at), &payload).expect("an event");
            self.events.row().uuid(case.id).int4(seq).day(day).text(action).bytes(&mac).bytes(&prev).bytes(&hash);
            self.payloads.row().uuid(case.id).int4(seq).bytes(&salt).bytes(&body);
            last = Some((seq, hash));
        }
    }

    /// The rows that the door keeps: the machine's own readers.
    fn add_lists(&mut self, case: &Case) {
        let due = case.open_clocks().filter(|clock| counts(clock.kind)).map(|clock| clock.due_at).min();
        for reader in viewers(case) {
            let list = match reader.viewer {
                Viewer::Officer(officer) => officer_list(officer),
                Viewer::UnitRole(unit, role) => unit_list(unit, role.code()),
                Viewer::Integrity => INTEGRITY_LIST.to_owned(),
                Viewer::OtherUnits(_) => continue, // no seeded case has no unit
            };
            self.lists.row().text(&list).uuid(case.id).text(case.kind.code()).text(case.state.code()).text("pungli");
            self.lists.maybe_text(case.category.as_deref()).maybe_uuid(case.unit).maybe_uuid(case.handler);
            self.lists.text(case.mode.code()).maybe_text(case.severity.map(Severity::code));
            self.lists.yes(!case.state.is_final()).text(reader.turn.code());
            match due {
                Some(due) => self.lists.at(due),
                None => self.lists.infinity(),
            };
            self.lists.at(case.received_at + Duration::days(3));
        }
    }

    /// Sends everything.
    pub async fn send(self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let tables = [
            self.cases,
            self.secrets,
            self.receipts,
            self.submissions,
            self.clocks,
            self.messages,
            self.events,
            self.payloads,
            self.lists,
        ];
        for rows in tables {
            rows.send(conn).await?;
        }
        Ok(())
    }
}

/// Clocks that a list shows as the deadline.
fn counts(kind: ClockKind) -> bool {
    !matches!(kind, ClockKind::Retention | ClockKind::Survey | ClockKind::ObjectionWindow | ClockKind::Silence)
}

/// Where open cases stand, with the clock that runs there and the role of who holds them.
const OPEN: [(State, ClockKind, Option<Role>); 6] = [
    (State::Received, ClockKind::Screen, None),
    (State::Screening, ClockKind::Screen, Some(Role::Verifier)),
    (State::Review, ClockKind::Resolve, Some(Role::Analyst)),
    (State::Clarification, ClockKind::RespondentReply, Some(Role::Analyst)),
    (State::Deciding, ClockKind::Resolve, Some(Role::Analyst)),
    (State::FollowUp, ClockKind::FollowUp, Some(Role::Analyst)),
];

fn case(office: &Office, number: String, at: DateTime<Utc>, no: u32) -> Case {
    let open = no.is_multiple_of(office.open_every);
    let turn = no / if open { office.open_every } else { 1 };
    let (state, clock, role) = OPEN[turn as usize % OPEN.len()];
    let handler = if open { role } else { Some(Role::Analyst) }.map(|role| office.nth(role, turn / 6));
    let unit = handler.map_or_else(|| office.nth(Role::Verifier, turn / 6).unit, |handler| handler.unit);
    let accepted = !open || !matches!(state, State::Received | State::Screening);
    let clocks = if open {
        let due_at = office.now + Duration::hours(i64::from(turn * 7 % 700) - 48);
        vec![started(clock, at, due_at, None)]
    } else {
        let met = at + Duration::days(1);
        let retention = started(ClockKind::Retention, at + Duration::days(3), at + Duration::days(1826), None);
        vec![started(ClockKind::Screen, at, at + Duration::days(3), Some(met)), retention]
    };
    Case {
        id: id_at(at),
        number,
        kind: Kind::Complaint,
        state: if open { state } else { State::Closed },
        resume: None,
        outcome: (!open).then_some(Outcome::NotProven),
        mode: [Mode::Anonymous, Mode::Confidential, Mode::Open][no as usize % 3],
        category: accepted.then(|| office.categories[no as usize % office.categories.len()].clone()),
        mediable: false,
        severity: accepted.then_some(Severity::Medium),
        agency: None,
        unit: Some(unit),
        handler: handler.map(|person| person.id),
        received_at: at,
        zone: Zone::Wib,
        policy_version: office.versions.0,
        calendar_version: office.versions.1,
        clocks,
        facts: Facts { touched: handler.map(|person| person.id).into_iter().collect(), ..Facts::default() },
        revision: 3,
    }
}

fn started(kind: ClockKind, at: DateTime<Utc>, due_at: DateTime<Utc>, met_at: Option<DateTime<Utc>>) -> Clock {
    Clock {
        id: id_at(at),
        kind,
        subject: String::new(),
        started_at: at,
        due_at,
        met_at,
        voided_at: None,
        level: 0,
        provisional: false,
        pauses: Vec::new(),
    }
}

/// A version 7 identifier of that moment.
fn id_at(at: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(at.timestamp()).expect("after 1970");
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, at.timestamp_subsec_nanos()))
}
