//! "Alur": the machine drawn from its own table, so that the page cannot say anything else than the code does.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use i18n_embed_fl::fl;

use super::told;
use super::words::{state_class, word};
use crate::app::App;
use crate::case::state::{ClockKind, Kind, State as CaseState};
use crate::case::table::{self, From, Row, Second, To};
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// A box of the drawing.
struct Node {
    x: i32,
    y: i32,
    name: String,
    class: &'static str,
}

/// An arrow of the drawing.
struct Arrow {
    path: String,
    title: String,
}

/// A row of the table in words.
struct Line {
    no: &'static str,
    from: String,
    what: String,
    to: String,
    who: String,
    clocks: String,
}

/// One kind of case.
struct Machine {
    title: String,
    width: i32,
    height: i32,
    nodes: Vec<Node>,
    arrows: Vec<Arrow>,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "desk/flow.html")]
struct FlowPage {
    page: Page,
    desk: Desk,
    machines: Vec<Machine>,
}

/// GET `/petugas/alur`.
pub async fn show(State(_): State<App>, page: Page, officer: SignedIn) -> Result<impl IntoResponse, Error> {
    let desk = Desk::from(&officer);
    let machines = vec![machine(&page, Kind::Complaint), machine(&page, Kind::Consultation)];
    Ok(Html(FlowPage { page, desk, machines }))
}

const CELL: (i32, i32) = (204, 128);
const BOX: (i32, i32) = (168, 42);

/// Column and row of a state in the drawing: the straight way in the second row, what leaves it above and below.
const fn cell(kind: Kind, state: CaseState) -> (i32, i32) {
    use CaseState as S;
    match (kind, state) {
        (Kind::Complaint, S::Received) => (0, 1),
        (Kind::Complaint, S::Screening) => (1, 1),
        (Kind::Complaint, S::Review) => (2, 1),
        (Kind::Complaint, S::Deciding) => (3, 1),
        (Kind::Complaint, S::Resolved) => (4, 1),
        (Kind::Complaint, S::FollowUp) => (5, 1),
        (Kind::Complaint, S::Closed) => (6, 1),
        (Kind::Complaint, S::AwaitingReporter) => (1, 0),
        (Kind::Complaint, S::Clarification) => (2, 0),
        (Kind::Complaint, S::Mediation) => (3, 0),
        (Kind::Complaint, S::Objection) => (5, 0),
        (Kind::Complaint, S::Withdrawn) => (0, 2),
        (Kind::Complaint, S::Referred) => (2, 2),
        (Kind::Complaint, S::NotAdmissible) => (4, 2),
        (Kind::Consultation, S::Received) => (0, 1),
        (Kind::Consultation, S::Scheduled) => (1, 0),
        (Kind::Consultation, S::InSession) => (2, 0),
        (Kind::Consultation, S::Answered) => (2, 1),
        (Kind::Consultation, S::Converted) => (3, 0),
        (Kind::Consultation, _) => (3, 1),
        (Kind::Complaint, _) => (6, 2),
    }
}

const fn centre(kind: Kind, state: CaseState) -> (i32, i32) {
    let (column, row) = cell(kind, state);
    (column * CELL.0 + CELL.0 / 2, row * CELL.1 + CELL.1 / 2)
}

fn machine(page: &Page, kind: Kind) -> Machine {
    let states = CaseState::of(kind);
    let nodes = states.iter().map(|state| {
        let (x, y) = centre(kind, *state);
        Node {
            x: x - BOX.0 / 2,
            y: y - BOX.1 / 2,
            name: word(page.t, "tahap", state.code()),
            class: state_class(state.code()),
        }
    });
    let arrows = table::edges(kind).into_iter().filter_map(|edge| {
        let from = edge.from?;
        let names: Vec<String> = edge.actions.iter().map(|code| told::action(page.t, code)).collect();
        let title = format!(
            "{} → {}: {}",
            word(page.t, "tahap", from.code()),
            word(page.t, "tahap", edge.to.code()),
            names.join(", ")
        );
        Some(Arrow { path: path(centre(kind, from), centre(kind, edge.to)), title })
    });
    let columns = states.iter().map(|state| cell(kind, *state).0).max().unwrap_or_default() + 1;
    Machine {
        title: word(page.t, "jenis", kind.code()),
        width: columns * CELL.0,
        height: 3 * CELL.1,
        nodes: nodes.collect(),
        arrows: arrows.collect(),
        lines: table::rows(kind).iter().map(|row| line(page, row)).collect(),
    }
}

/// From the rim of one box to the rim of another, bent a little so that there and back do not lie on each other.
fn path((x1, y1): (i32, i32), (x2, y2): (i32, i32)) -> String {
    let (dx, dy) = ((x2 - x1).signum(), (y2 - y1).signum());
    let (half_w, half_h) = (BOX.0 / 2, BOX.1 / 2 + 3);
    // sideways when they share a row, else up or down
    let (sx, sy, ex, ey) = if dy == 0 {
        let lift = if dx >= 0 { -9 } else { 9 };
        (x1 + dx * half_w, y1 + lift, x2 - dx * (half_w + 3), y2 + lift)
    } else {
        let shift = if dy > 0 { 18 } else { -18 };
        (x1 + shift, y1 + dy * half_h, x2 + shift, y2 - dy * half_h)
    };
    let far = (x2 - x1).abs() > CELL.0;
    let (mx, my) = (i32::midpoint(sx, ex), i32::midpoint(sy, ey));
    let (bx, by) = match (dy == 0, far) {
        (true, true) => (mx, my - dx * 44),
        (true, false) => (mx, my),
        (false, _) => (mx + dy * 14, my),
    };
    format!("M{sx} {sy}Q{bx} {by} {ex} {ey}")
}

fn line(page: &Page, row: &Row) -> Line {
    let t = page.t;
    let state = |state: CaseState| word(t, "tahap", state.code());
    let from = match row.from {
        From::Nothing => fl!(t, "meja-alur-mulai"),
        From::AnyOpen => fl!(t, "meja-alur-terbuka"),
        From::Any => fl!(t, "meja-alur-semua"),
        From::AnyBut(but) => fl!(t, "meja-alur-kecuali", tahap = state(but)),
        From::Places(places) => {
            let place = |place: &table::Place| match place.resume {
                Some(resume) => fl!(t, "meja-alur-dari", tahap = state(place.state), asal = state(resume)),
                None => state(place.state),
            };
            places.iter().map(place).collect::<Vec<_>>().join(", ")
        }
    };
    let to = row.to.iter().map(|to| match to {
        To::Same => fl!(t, "meja-alur-tetap"),
        To::Resume => fl!(t, "meja-alur-asal"),
        To::Named => fl!(t, "meja-alur-disebut"),
        To::State(to) => state(*to),
    });
    let second = match row.second {
        Second::None => "",
        Second::One => " +S",
        Second::Two => " +S+S",
        Second::FromFourthRound => " (+S)",
    };
    let roles: Vec<String> = row.who.iter().map(|role| t.get(&format!("peran-{}", role.code()))).collect();
    Line {
        no: row.no,
        from,
        what: told::action(t, row.action.code()),
        to: to.collect::<Vec<_>>().join(" / "),
        who: format!("{}{second}", roles.join(", ")),
        clocks: clocks(page, row),
    }
}

fn clocks(page: &Page, row: &Row) -> String {
    let t = page.t;
    let names = |kinds: &[ClockKind]| {
        if kinds.len() == ClockKind::ALL.len() {
            return fl!(t, "meja-alur-jam-semua");
        }
        kinds.iter().map(|kind| told::clock(t, *kind, "")).collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    for (key, kinds) in [
        ("meja-alur-jam-mulai", row.clocks.starts),
        ("meja-alur-jam-penuhi", row.clocks.meets),
        ("meja-alur-jam-batal", row.clocks.voids),
    ] {
        if !kinds.is_empty() {
            parts.push(format!("{}: {}", t.get(key), names(kinds)));
        }
    }
    if row.clocks.pauses.is_some() {
        parts.push(fl!(t, "meja-alur-jam-jeda"));
    }
    if row.clocks.unpauses.is_some() {
        parts.push(fl!(t, "meja-alur-jam-lanjut"));
    }
    parts.join("; ")
}
