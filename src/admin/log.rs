//! What administrators did outside any case, newest first.

use askama::Template;
use axum::extract::{Query, State};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::db;
use crate::app::App;
use crate::case::state::Role;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// Where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    sebelum: Option<Uuid>,
}

struct Line {
    when: String,
    stamp: String,
    who: String,
    what: String,
    object: String,
}

#[derive(Template)]
#[template(path = "admin/log.html")]
struct LogPage {
    page: Page,
    desk: Desk,
    lines: Vec<Line>,
    first: &'static str,
    next: String,
}

/// GET `/petugas/jejak`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    who: SignedIn,
    Query(from): Query<From>,
) -> Result<Html<impl Template>, Error> {
    who.require(&[Role::Auditor, Role::Admin, Role::Integrity])?;
    let mut tx = app.db.begin(who.actor()).await?;
    let mut entries = db::entries(&mut tx, from.sebelum).await?;
    tx.commit().await?;
    let more = entries.len() > 50;
    entries.truncate(50);
    let next = entries.last().filter(|_| more).map_or_else(String::new, |last| format!("?sebelum={}", last.id));
    let lines = entries
        .into_iter()
        .map(|entry| Line {
            when: page.moment(entry.at),
            stamp: page.stamp(entry.at),
            who: entry.officer.unwrap_or_else(|| fl!(page.t, "kelola-jejak-sistem")),
            what: action(&page, &entry.action),
            object: object(&page, &entry.action, entry.object),
        })
        .collect();
    let first = if from.sebelum.is_some() { "/petugas/jejak" } else { "" };
    Ok(Html(LogPage { page, desk: Desk::from(&who), lines, first, next }))
}

/// What an entry is about. Of the staff register stand numbers only: "3/1/0".
fn object(page: &Page, action: &str, object: String) -> String {
    let numbers: Vec<i64> = object.split('/').filter_map(|part| part.parse().ok()).collect();
    match (action.starts_with("register_"), numbers.as_slice()) {
        (true, &[added, changed, removed]) => {
            fl!(page.t, "kelola-jejak-pegawai-jumlah", tambah = added, ubah = changed, hapus = removed)
        }
        _ => object,
    }
}

fn action(page: &Page, code: &str) -> String {
    let t = page.t;
    match code {
        "officer_added" => fl!(t, "kelola-jejak-officer-added"),
        "officer_changed" => fl!(t, "kelola-jejak-officer-changed"),
        "officer_invited" => fl!(t, "kelola-jejak-officer-invited"),
        "change_proposed" => fl!(t, "kelola-jejak-change-proposed"),
        "change_refused" => fl!(t, "kelola-jejak-change-refused"),
        "change_withdrawn" => fl!(t, "kelola-jejak-change-withdrawn"),
        "change_stale" => fl!(t, "kelola-jejak-change-stale"),
        "recovery_held" => fl!(t, "kelola-jejak-recovery-held"),
        "recovery_taken" => fl!(t, "kelola-jejak-recovery-taken"),
        "sign_in_attacked" => fl!(t, "kelola-jejak-sign-in-attacked"),
        "officer_stopped" => fl!(t, "kelola-jejak-officer-stopped"),
        "officer_started" => fl!(t, "kelola-jejak-officer-started"),
        "officer_absent" => fl!(t, "kelola-jejak-officer-absent"),
        "officer_back" => fl!(t, "kelola-jejak-officer-back"),
        "officer_handed_over" => fl!(t, "kelola-jejak-officer-handed-over"),
        "unit_saved" => fl!(t, "kelola-jejak-unit-saved"),
        "unit_stopped" => fl!(t, "kelola-jejak-unit-stopped"),
        "unit_started" => fl!(t, "kelola-jejak-unit-started"),
        "agency_saved" => fl!(t, "kelola-jejak-agency-saved"),
        "agencies_imported" => fl!(t, "kelola-jejak-agencies-imported"),
        "register_imported" => fl!(t, "kelola-jejak-register-imported"),
        "register_saved" => fl!(t, "kelola-jejak-register-saved"),
        "register_removed" => fl!(t, "kelola-jejak-register-removed"),
        "violation_saved" => fl!(t, "kelola-jejak-violation-saved"),
        "choice_saved" => fl!(t, "kelola-jejak-choice-saved"),
        "calendar_published" => fl!(t, "kelola-jejak-calendar-published"),
        "deadlines_published" => fl!(t, "kelola-jejak-deadlines-published"),
        "sign_in" => fl!(t, "kelola-jejak-sign-in"),
        "invitation" => fl!(t, "kelola-jejak-invitation"),
        "invitation_guessed" => fl!(t, "kelola-jejak-invitation-guessed"),
        "password" => fl!(t, "kelola-jejak-password"),
        "second_step_on" => fl!(t, "kelola-jejak-second-step-on"),
        "second_step_off" => fl!(t, "kelola-jejak-second-step-off"),
        "passkey_on" => fl!(t, "kelola-jejak-passkey-on"),
        "passkey_off" => fl!(t, "kelola-jejak-passkey-off"),
        "passkey_copied" => fl!(t, "kelola-jejak-passkey-copied"),
        "provider_link" => fl!(t, "kelola-jejak-provider-link"),
        "provider_unlink" => fl!(t, "kelola-jejak-provider-unlink"),
        "recovery_codes" => fl!(t, "kelola-jejak-recovery-codes"),
        "custody_enrolled" => fl!(t, "kelola-jejak-custody-enrolled"),
        "custody_passphrase" => fl!(t, "kelola-jejak-custody-passphrase"),
        "custody_wrong" => fl!(t, "kelola-jejak-custody-wrong"),
        "custody_removed" => fl!(t, "kelola-jejak-custody-removed"),
        "custody_handed" => fl!(t, "kelola-jejak-custody-handed"),
        "custody_dealt" => fl!(t, "kelola-jejak-custody-dealt"),
        "notices_retried" => fl!(t, "kelola-jejak-notices-retried"),
        "brand_saved" => fl!(t, "kelola-jejak-brand-saved"),
        other => other.to_owned(),
    }
}
