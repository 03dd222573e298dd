//! The right side of the workspace: details, terms, commitments.

use i18n_embed_fl::fl;

use super::scene::Scene;
use super::time::{By, Moment};
use super::words::word;
use super::{action, told};
use crate::case::action::ActionKind;
use crate::case::db::Line;
use crate::case::facts::{CommitmentState, Term};
use crate::case::state::{ClockKind, Kind};

/// A row of details: label, value, where to change it.
pub struct Detail {
    pub label: String,
    pub value: String,
    pub href: String,
}

/// A line of an agreement or a commitment.
pub struct Promise {
    pub text: String,
    pub about: String,
    pub class: &'static str,
    pub state: String,
}

/// Handler, unit, category and every open deadline, with where to change them.
pub fn details(scene: &Scene, offered: &[ActionKind]) -> Vec<Detail> {
    let (t, plain, case) = (scene.t(), &scene.plain, &scene.case);
    let to = |kinds: &[ActionKind]| {
        kinds.iter().find(|kind| offered.contains(kind)).map(|kind| action::href(scene, *kind)).unwrap_or_default()
    };
    let amend = to(&[ActionKind::Amend]);
    let handler = to(&[ActionKind::Assign, ActionKind::HandOver, ActionKind::Take]);
    let row = |label: String, value: Option<String>, href: &str| Detail {
        label,
        value: value.unwrap_or_default(),
        href: href.to_owned(),
    };
    let mut rows = vec![
        row(fl!(t, "meja-rinci-penangan"), plain.handler.clone(), &handler),
        row(fl!(t, "meja-rinci-unit"), plain.unit.clone(), &amend),
    ];
    if case.kind == Kind::Complaint {
        let category = scene.either(plain.category_id.as_ref(), plain.category_en.as_ref());
        rows.push(row(fl!(t, "meja-rinci-kategori"), Some(category), &amend));
        rows.push(row(fl!(t, "meja-rinci-bobot"), case.severity.map(|s| word(t, "bobot", s.code())), &amend));
        rows.push(row(fl!(t, "meja-rinci-instansi"), plain.agency.clone(), &amend));
    }
    let received = Moment::of(&scene.page, case.mode, By::Others, case.received_at).long(&scene.page);
    rows.push(row(fl!(t, "meja-rinci-masuk"), Some(received), ""));
    rows.push(row(fl!(t, "meja-rinci-saluran"), Some(word(t, "saluran", &plain.channel)), ""));
    let extend = to(&[ActionKind::ExtendDeadline]);
    rows.extend(case.open_clocks().filter(|clock| clock.kind != ClockKind::Retention).map(|clock| Detail {
        label: told::clock(t, clock.kind, &clock.subject),
        value: told::clock_end(&scene.page, case.zone, clock),
        href: extend.clone(),
    }));
    rows
}

/// The lines of the agreement with both answers.
pub fn terms(scene: &Scene, lines: &[Line]) -> Vec<Promise> {
    let t = scene.t();
    let answer = |yes: Option<bool>| match yes {
        Some(true) => fl!(t, "meja-butir-terima"),
        Some(false) => fl!(t, "meja-butir-tolak"),
        None => fl!(t, "meja-butir-belum"),
    };
    let term = |term: &Term| Promise {
        text: told::line(lines, "term", term.line),
        about: format!(
            "{}: {} · {}: {}",
            fl!(t, "meja-pelapor"),
            answer(term.reporter),
            fl!(t, "meja-terlapor"),
            answer(term.respondent)
        ),
        class: if term.is_settled() { "w-daun" } else { "w-sogan" },
        state: term.due.map(|day| scene.page.lang.short_date(day)).unwrap_or_default(),
    };
    scene.case.facts.mediation.terms.iter().map(term).collect()
}

/// What was promised and where it stands.
pub fn commitments(scene: &Scene, lines: &[Line]) -> Vec<Promise> {
    let t = scene.t();
    scene
        .case
        .facts
        .commitments
        .iter()
        .map(|each| {
            let (class, state) = match each.state {
                CommitmentState::Open => ("w-sogan", fl!(t, "meja-komitmen-open")),
                CommitmentState::Met => ("w-daun", fl!(t, "meja-komitmen-met")),
                CommitmentState::GivenUp => ("w-abu", fl!(t, "meja-komitmen-given_up")),
            };
            let about = each.due.map(|day| scene.page.lang.short_date(day)).unwrap_or_default();
            Promise { text: told::line(lines, "commitment", each.no), about, class, state }
        })
        .collect()
}
