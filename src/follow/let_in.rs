//! Officers whom two let see the case again, as the reporter reads it: why they were kept out, by whom and when, and never
//! who they are.

use i18n_embed_fl::fl;

use crate::case::db::WallTold;
use crate::clock;
use crate::follow::access::role;
use crate::web::Page;

/// A request to let somebody in.
pub(super) struct LetIn {
    /// "Petugas yang senama dengan orang yang Anda sebut".
    pub(super) whom: String,
    pub(super) stamp: String,
    pub(super) when: String,
    /// Who asked, who decided, and what.
    pub(super) state: String,
    /// Whether the officer may see the case by it.
    pub(super) lifted: bool,
}

impl LetIn {
    pub(super) fn new(page: &Page, told: &WallTold) -> Self {
        let t = page.t;
        let named = told.grounds.iter().any(|code| code == "namesake");
        let by = |alias: i32, code: &str| {
            fl!(t, "kasus-akses-baris", nomor = format!("{alias:02}"), peran = role(page, code))
        };
        let asker = by(told.asker, &told.asked_role);
        let decider = told.decider.zip(told.decided_role.as_deref()).map(|(alias, code)| by(alias, code));
        let state = match (decider, told.decided_at) {
            (Some(kedua), Some(at)) if told.lifted == Some(true) => {
                fl!(t, "kasus-masuklagi-diberi", pertama = asker, kedua = kedua, kapan = page.moment(at))
            }
            (Some(kedua), Some(at)) => {
                fl!(t, "kasus-masuklagi-ditolak", pertama = asker, kedua = kedua, kapan = page.moment(at))
            }
            _ if clock::now() < told.expires_at => {
                fl!(t, "kasus-masuklagi-menunggu", pertama = asker, kapan = page.moment(told.expires_at))
            }
            _ => fl!(t, "kasus-masuklagi-lewat", pertama = asker),
        };
        Self {
            whom: if named { fl!(t, "kasus-masuklagi-senama") } else { fl!(t, "kasus-masuklagi-benturan") },
            stamp: page.stamp(told.asked_at),
            when: page.moment(told.asked_at),
            state,
            lifted: told.lifted == Some(true),
        }
    }
}
