//! Requests for a new code, as the reporter reads them: by role, number and time, never by name.

use chrono::{DateTime, Utc};
use i18n_embed_fl::fl;

use crate::case::db::CodeRequest;
use crate::case::state::Role;
use crate::follow::access::role;
use crate::web::Page;

/// A request, and what became of it.
pub(super) struct NewCode {
    pub(super) who: String,
    pub(super) why: String,
    pub(super) stamp: String,
    pub(super) when: String,
    /// What happened since.
    pub(super) lines: Vec<String>,
    /// Whether the reporter can still end it, by changing the code.
    pub(super) open: bool,
}

fn officer(page: &Page, alias: i32, code: &str) -> String {
    fl!(page.t, "kasus-akses-baris", nomor = format!("{alias:02}"), peran = role(page, code))
}

/// A request in words.
pub(super) fn new_code(page: &Page, request: &CodeRequest, now: DateTime<Utc>) -> NewCode {
    let open = request.is_open(now);
    let mut lines = Vec::new();
    if let Some(((_, alias), at)) = &request.approved {
        let siapa = officer(page, *alias, Role::Custodian.code());
        lines.push(fl!(page.t, "kasus-akses-kode-disetujui", siapa = siapa, kapan = page.moment(*at)));
    }
    lines.push(match (request.issued_at, request.voided_at) {
        (Some(at), _) => fl!(page.t, "kasus-akses-kode-dicetak", kapan = page.moment(at)),
        (None, Some(at)) => fl!(page.t, "kasus-akses-kode-batal", kapan = page.moment(at)),
        (None, None) if open => fl!(page.t, "kasus-akses-kode-menunggu"),
        (None, None) => fl!(page.t, "kasus-akses-kode-lewat"),
    });
    NewCode {
        who: officer(page, request.by.1, &request.role),
        why: request.reason.clone(),
        stamp: page.stamp(request.asked_at),
        when: page.moment(request.asked_at),
        lines,
        open,
    }
}
