//! Whose turn it is and until when (ui.md, principle 2): the first thing a reporter wants to know.

use i18n_embed_fl::fl;

use crate::case::action::ActionKind;
use crate::case::case::{Case, Clock};
use crate::case::state::{ClockKind, Side, State};
use crate::follow::mine::Mine;
use crate::web::Page;

/// The box over the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    /// "Giliran Anda" and the like.
    pub(super) title: String,
    /// What is waited for, until when.
    pub(super) lines: Vec<String>,
    /// Whether the ball is with the reporter.
    pub(super) yours: bool,
    /// Where to act: address and words.
    pub(super) link: Option<(&'static str, String)>,
}

/// What the officers, or other bodies, owe the reporter.
const OWED: [ClockKind; 12] = [
    ClockKind::Screen,
    ClockKind::FirstAnswer,
    ClockKind::RespondentReply,
    ClockKind::Resolve,
    ClockKind::MediationEnd,
    ClockKind::Recommend,
    ClockKind::ObjectionDecide,
    ClockKind::FollowUp,
    ClockKind::CloseOut,
    ClockKind::ReferralReply,
    ClockKind::Arbiter,
    ClockKind::Answer,
];

impl Turn {
    /// Decides whose turn it is. `unread`: the result is there and was not opened yet.
    pub(super) fn of(page: &Page, mine: &Mine, unread: bool) -> Self {
        Self::yours(page, mine, unread).unwrap_or_else(|| Self::theirs(page, mine))
    }

    fn yours(page: &Page, mine: &Mine, unread: bool) -> Option<Self> {
        let (t, case) = (page.t, &mine.case);
        let when = |clock: &Clock| (page.date(mine.day(clock.due_at)), mine.left(page, clock.due_at));
        let (waits_for, link) = if case.state == State::AwaitingReporter {
            let (tanggal, sisa) = when(case.clock(ClockKind::ReporterReply)?);
            let text = fl!(t, "keadaan-giliran-jawab", tanggal = tanggal, sisa = sisa);
            (text, ("#balas", fl!(t, "kasus-jawab-ke")))
        } else if mine.may(ActionKind::RecordConsent) && case.facts.mediation.reporter.is_none() {
            let (tanggal, sisa) = when(case.clock(ClockKind::MediationReply)?);
            let text = fl!(t, "keadaan-giliran-mediasi", tanggal = tanggal, sisa = sisa);
            (text, ("/kasus/mediasi", fl!(t, "kasus-lain-mediasi")))
        } else if case.state == State::Mediation
            && case.facts.mediation.terms.iter().any(|term| term.reporter.is_none())
        {
            let (tanggal, sisa) = when(case.clock(ClockKind::MediationEnd)?);
            let text = fl!(t, "keadaan-giliran-butir", tanggal = tanggal, sisa = sisa);
            (text, ("/kasus/butir", fl!(t, "kasus-lain-butir")))
        } else if unread {
            let (tanggal, sisa) = when(window(case)?);
            let text = fl!(t, "keadaan-giliran-hasil", tanggal = tanggal, sisa = sisa);
            (text, ("/kasus/hasil", fl!(t, "kasus-lain-hasil")))
        } else if case.facts.conversion_offered && mine.may(ActionKind::Convert) {
            (fl!(t, "keadaan-giliran-jadi"), ("/kasus/jadi-pengaduan", fl!(t, "kasus-lain-jadi")))
        } else {
            return None;
        };
        Some(Self { title: fl!(t, "keadaan-giliran-anda"), lines: vec![waits_for], yours: true, link: Some(link) })
    }

    fn theirs(page: &Page, mine: &Mine) -> Self {
        let (t, case) = (page.t, &mine.case);
        let title = if case.state.is_final() {
            fl!(t, "keadaan-giliran-selesai")
        } else if case.state == State::Referred {
            fl!(t, "keadaan-giliran-lembaga")
        } else if owed(case).next().is_some() {
            fl!(t, "keadaan-giliran-petugas")
        } else {
            fl!(t, "keadaan-giliran-selesai")
        };
        let mut lines = Vec::new();
        if !case.state.is_final() {
            lines.extend(Self::deadline(page, mine));
        }
        if mine.may(ActionKind::Object)
            && let Some(clock) = window(case)
        {
            let (tanggal, sisa) = (page.date(mine.day(clock.due_at)), mine.left(page, clock.due_at));
            lines.push(fl!(t, "kasus-selesai-batas", tanggal = tanggal, sisa = sisa));
        }
        if let Some(clock) = case.clock(ClockKind::Silence) {
            let (tanggal, sisa) = (page.date(mine.day(clock.due_at)), mine.left(page, clock.due_at));
            lines.push(fl!(t, "kasus-tanya-batas", tanggal = tanggal, sisa = sisa));
        }
        Self { title, lines, yours: false, link: None }
    }

    fn deadline(page: &Page, mine: &Mine) -> Vec<String> {
        let t = page.t;
        let running = owed(&mine.case).filter(|clock| clock.runs()).min_by_key(|clock| clock.due_at);
        let Some(clock) = running else {
            return owed(&mine.case).next().map(|_| fl!(t, "keadaan-tenggat-tunda")).into_iter().collect();
        };
        let tanggal = page.date(mine.day(clock.due_at));
        if mine.now > clock.due_at {
            let mut lines = vec![fl!(t, "keadaan-tenggat-lewat", tanggal = tanggal)];
            // not every deadline goes up the moment it has passed, and some never do
            lines.extend((clock.level > 0).then(|| fl!(t, "keadaan-tenggat-naik")));
            return lines;
        }
        let mut lines = vec![fl!(t, "keadaan-tenggat", tanggal = tanggal, sisa = mine.left(page, clock.due_at))];
        if clock.provisional {
            lines.push(fl!(t, "keadaan-sementara"));
        }
        lines
    }
}

fn owed(case: &Case) -> impl Iterator<Item = &Clock> {
    case.open_clocks().filter(|clock| OWED.contains(&clock.kind))
}

/// The reporter's own window for an objection.
pub(super) fn window(case: &Case) -> Option<&Clock> {
    case.clock_of(ClockKind::ObjectionWindow, Side::Reporter.code())
}
