//! Acts on a case: one mechanism, a form description per act, a preview of everything that leaves the desk.

use sqlx::PgConnection;
use uuid::Uuid;

use super::db::{self as desk, Person};
use super::scene::Scene;
use crate::case::act::{NewDocument, Words};
use crate::case::action::{Action, ActionKind};
use crate::case::case::Case;
use crate::case::db::{self, Line};
use crate::case::letter::Letter;
use crate::case::state::{Kind, Side};
use crate::case::table;
use crate::i18n::{Lang, Tr};
use crate::reference::db::Match;
use crate::reference::{ReferralTarget, Violation};
use crate::vault::CaseNumber;
use crate::web::form::Choice;

mod anytime;
mod clarify;
mod consult;
pub mod draw;
pub mod field;
mod follow;
mod intake;
mod mediate;
mod objection;
mod options;
mod outcome;
pub mod page;
pub mod read;
mod referral;
mod reporter;
pub mod values;

use field::{Field, Shape};
use read::Read;
use values::Values;

/// Language of what others than the reporter read: a letter in the reporter's own would tell something of who reported.
const OUTWARD: Lang = Lang::Id;
/// The field with the news for the reporter.
const NOTE: &str = "kabar";
/// Longest text of a field.
const LONG: usize = 8000;
/// Most rows of fields that repeat.
const MOST_ROWS: usize = 10;

/// What an officer may do on a case page, described once.
pub struct Spec {
    pub kind: ActionKind,
    /// Last part of the address.
    pub path: &'static str,
    /// The fields of its form, given the case and what was typed so far.
    fields: fn(&Ground<'_>) -> Vec<Field>,
    /// The act, from a form that was judged well; `None` when a part was refused after all.
    build: fn(&mut Read<'_>) -> Option<Act>,
}

/// An act with its words.
pub struct Act {
    pub action: Action,
    pub words: Words,
}

impl Act {
    fn new(action: Action, words: Words) -> Option<Self> {
        Some(Self { action, words })
    }
}

/// Everything that the forms draw from.
pub struct Ground<'a> {
    pub scene: &'a Scene,
    pub values: &'a Values,
    lines: Vec<Line>,
    people: Vec<Person>,
    units: Vec<(Uuid, String)>,
    violations: Vec<Violation>,
    targets: Vec<ReferralTarget>,
    /// Agencies that the typed name may mean.
    agencies: Vec<Match>,
    /// The case whose number was typed, if the officer may see it.
    other: Option<Case>,
}

impl<'a> Ground<'a> {
    async fn survey(tx: &mut PgConnection, scene: &'a Scene, values: &'a Values) -> Result<Self, sqlx::Error> {
        let typed = values.get("instansi");
        let agencies =
            if typed.is_empty() { Vec::new() } else { crate::reference::db::agencies_matching(tx, typed, 10).await? };
        let other = match CaseNumber::parse(values.get("nomor")) {
            Some(number) => match db::find_by_number(tx, number.as_str()).await? {
                Some(id) => db::load(tx, id).await?,
                None => None,
            },
            None => None,
        };
        Ok(Self {
            lines: db::lines(tx, &scene.secret.key, scene.case.id).await?,
            people: desk::people(tx, &["verifier", "analyst", "mediator", "consultant", "supervisor"]).await?,
            units: desk::units(tx).await?,
            violations: crate::reference::db::violations(tx).await?,
            targets: crate::reference::db::referral_targets(tx).await?,
            agencies,
            other,
            scene,
            values,
        })
    }

    fn t(&self) -> Tr {
        self.scene.t()
    }

    /// A required field.
    fn field(&self, name: &str, shape: Shape) -> Field {
        Field::new(self.t(), name, shape)
    }

    /// A required text of several lines.
    fn area(&self, name: &str) -> Field {
        self.field(name, Shape::Area(LONG, 5))
    }

    /// A required line.
    fn line(&self, name: &str) -> Field {
        self.field(name, Shape::Line(200))
    }

    /// A choice from a list, with "Pilih…" first.
    fn select(&self, name: &str, options: Vec<Choice>) -> Field {
        let first = Choice::plain("", self.t().get("bidang-pilih"));
        self.field(name, Shape::Select(std::iter::once(first).chain(options).collect()))
    }

    /// The note for the file that every act may carry.
    fn remark(&self) -> Field {
        self.field("catatan", Shape::Area(4000, 3)).optional()
    }

    /// The news for the reporter, in the reporter's language, where the table says that there is any.
    fn news(&self, kind: ActionKind) -> Option<Field> {
        let key = table::row(self.scene.case.kind, kind)?.note_key()?;
        let start = self.scene.reporter_t().get(&key);
        (!self.scene.case.facts.without_reporter).then(|| self.field(NOTE, Shape::Area(4000, 4)).start(start))
    }

    /// How many rows of a repeated field are drawn: those that exist, those that were typed, one more on request.
    fn rows(&self, least: usize) -> usize {
        let asked = self.values.get("baris").parse().unwrap_or(least);
        asked.max(least).min(MOST_ROWS)
    }

    /// What every letter of a case says at its head.
    fn letter_facts(&self, lang: Lang) -> Vec<(String, String)> {
        let (scene, t) = (self.scene, lang.texts());
        let day = lang.short_date(scene.case.zone.day(scene.now));
        vec![(t.get("meja-surat-nomor-kasus"), scene.case.number.clone()), (t.get("meja-surat-tanggal"), day)]
    }

    /// The words of the numbered lines of a kind.
    fn lines_of(&self, kind: &str) -> Vec<(i32, String)> {
        self.lines.iter().filter(|line| line.kind == kind).map(|line| (line.no, line.text.clone())).collect()
    }
}

/// A letter that goes with an act.
fn paper(kind: &str, desk_only: bool, letter: &Letter) -> NewDocument {
    NewDocument { kind: kind.to_owned(), desk_only, body: letter.body() }
}

/// Every act that an officer may do in the own name.
fn specs() -> impl Iterator<Item = &'static Spec> {
    [
        intake::SPECS,
        referral::SPECS,
        clarify::SPECS,
        mediate::SPECS,
        outcome::SPECS,
        follow::SPECS,
        objection::SPECS,
        anytime::SPECS,
        consult::SPECS,
    ]
    .into_iter()
    .flatten()
}

/// The act behind an address.
fn find(kind: Kind, path: &str, on_behalf: Option<Side>) -> Option<&'static Spec> {
    let fits = |spec: &&Spec| spec.path == path && table::row(kind, spec.kind).is_some();
    match on_behalf {
        Some(Side::Reporter) => reporter::SPECS.iter().find(fits),
        Some(Side::Respondent) | None => specs().find(fits),
    }
}

/// A link to an act.
pub struct Link {
    pub href: String,
    pub text: String,
}

/// The address of an act, or nothing when the desk has no form for it.
pub fn href(scene: &Scene, kind: ActionKind) -> String {
    let spec = specs().find(|spec| spec.kind == kind);
    spec.map(|spec| format!("{}/{}", scene.href(), spec.path)).unwrap_or_default()
}

fn link(scene: &Scene, kind: ActionKind) -> Option<Link> {
    let href = href(scene, kind);
    (!href.is_empty()).then(|| Link { href, text: super::told::action(scene.t(), kind.code()) })
}

/// Acts that the page offers elsewhere.
const ELSEWHERE: [ActionKind; 2] = [ActionKind::Message, ActionKind::Note];

/// Links to everything that is offered, in the order of the table.
pub fn links(scene: &Scene, offered: &[ActionKind]) -> Vec<Link> {
    offered.iter().filter(|kind| !ELSEWHERE.contains(kind)).filter_map(|kind| link(scene, *kind)).collect()
}

/// Links to what may be recorded for the reporter.
pub fn reporter_links(scene: &Scene) -> Vec<Link> {
    let offered = scene.offered_for_reporter();
    reporter::SPECS
        .iter()
        .filter(|spec| offered.contains(&spec.kind) && table::row(scene.case.kind, spec.kind).is_some())
        .map(|spec| Link {
            href: format!("{}/pelapor/{}", scene.href(), spec.path),
            text: scene.t().get(&format!("meja-atas-nama-{}", spec.path)),
        })
        .collect()
}

/// The act that moves the case on, as far as there is one.
pub fn primary(scene: &Scene, offered: &[ActionKind]) -> Option<Link> {
    use ActionKind as A;
    let facts = &scene.case.facts;
    let first_answer = if facts.first_answer_given { &[][..] } else { &[A::GiveFirstAnswer][..] };
    let hear = if facts.clarification.called { &[][..] } else { &[A::OpenClarification][..] };
    let order = [
        &[A::StartScreening, A::Accept, A::GoOnWithout, A::Decide, A::ConfirmDecision, A::Arbitrate, A::BeginMediation]
            [..],
        first_answer,
        hear,
        &[A::ConcludeClarification, A::RecordResponse, A::ProposeOutcome, A::Settle, A::ProposeTerm, A::Recommend],
        &[A::CloseFollowUp, A::ReportCommitment, A::RecordDelivery, A::Bounce, A::ContinueExOfficio],
        &[A::Take, A::Answer, A::Assign],
    ];
    order.into_iter().flatten().find(|kind| offered.contains(kind)).and_then(|kind| link(scene, *kind))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::case::state::Role;

    /// Acts of the live desk, which is not built yet.
    const LIVE: [ActionKind; 4] = [ActionKind::Schedule, ActionKind::Start, ActionKind::NoShow, ActionKind::End];
    /// Filing has pages of its own.
    const FILING: [ActionKind; 2] = [ActionKind::Submit, ActionKind::Ask];

    #[test]
    fn every_row_of_an_officer_has_its_page() {
        let built: BTreeSet<ActionKind> = specs().map(|spec| spec.kind).collect();
        let officers = |role: &Role| !matches!(role, Role::Reporter | Role::System);
        for kind in [Kind::Complaint, Kind::Consultation] {
            for row in table::rows(kind).iter().filter(|row| row.who.iter().any(officers)) {
                let excused = LIVE.contains(&row.action) || FILING.contains(&row.action);
                assert!(excused || built.contains(&row.action), "row {} has no page", row.no);
            }
        }
    }

    #[test]
    fn addresses_are_unique_and_every_act_explains_itself() {
        for kind in [Kind::Complaint, Kind::Consultation] {
            let mut paths = BTreeSet::new();
            for spec in specs().filter(|spec| table::row(kind, spec.kind).is_some()) {
                assert!(paths.insert(spec.path), "{} twice", spec.path);
            }
        }
        for lang in Lang::ALL {
            for spec in specs() {
                let key = format!("tindakan-p-{}", spec.kind.code().replace('_', "-"));
                assert!(lang.texts().has(&key), "{} lacks {key}", lang.code());
            }
            for spec in reporter::SPECS {
                let key = format!("meja-atas-nama-{}", spec.path);
                assert!(lang.texts().has(&key), "{} lacks {key}", lang.code());
            }
        }
    }
}
