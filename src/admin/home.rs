//! The start of Kelola: where things are, and what needs an administrator.

use askama::Template;
use axum::extract::State;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use i18n_embed_fl::fl;

use super::{Administrator, change, db};
use crate::app::App;
use crate::case::db::evidence_down;
use crate::db::Tx;
use crate::error::Error;
use crate::reference;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Html, Page};

/// The integrity desk holds "not the handler" and "other than the proposer" person by person, so it needs this many.
const INTEGRITY: i64 = 4;

/// How many people the integrity desk lacks.
pub async fn integrity_lacks(tx: &mut Tx) -> Result<i64, sqlx::Error> {
    Ok((INTEGRITY - db::holders(tx, "integrity").await?).max(0))
}

/// How many days before the calendar ends somebody must be told.
const NOTICE: i64 = 90;

#[derive(Template)]
#[template(path = "admin/home.html")]
struct HomePage {
    page: Page,
    desk: Desk,
    /// What needs attention: a sentence and where to put it right; empty when that is not a page.
    alarms: Vec<(String, &'static str)>,
    /// Where things are: address, name, what is there.
    places: Vec<(&'static str, String, String)>,
}

/// GET `/petugas/kelola`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
) -> Result<Html<impl Template>, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let today = page.brand.zone.day(crate::clock::now());
    let integrity = db::holders(&mut tx, "integrity").await?;
    let unreadable = db::unreadable(&mut tx).await?;
    let units = db::units(&mut tx).await?;
    let calendar = reference::db::calendar(&mut tx).await?;
    let outbox = crate::mail::db::standing(&mut tx).await?;
    let down = evidence_down(&mut tx).await?;
    let mut alarms = people_alarms(&mut tx, &page, &who).await?;
    alarms.extend(clock_alarm(&mut tx, &page).await?);
    tx.commit().await?;
    let t = page.t;
    if !units.iter().any(|unit| unit.active && unit.kind == "office") {
        alarms.push((fl!(t, "kelola-alarm-unit"), "/petugas/kelola/unit"));
    }
    if integrity < INTEGRITY {
        alarms.push((fl!(t, "kelola-alarm-integritas", n = integrity), "/petugas/kelola/pengguna"));
    }
    if outbox.is_stuck(crate::clock::now()) {
        alarms.push((fl!(t, "kelola-alarm-surel"), "/petugas/kelola/surel"));
    }
    if unreadable > 0 {
        alarms.push((fl!(t, "kelola-alarm-terbaca", n = unreadable), "/petugas/kelola/pengguna"));
    }
    if days_covered(calendar.covered_until, today) < NOTICE {
        alarms.push((fl!(t, "kelola-alarm-libur", year = calendar.covered_until.to_string()), "/petugas/kelola/libur"));
    }
    if page.brand.office.is_empty() {
        alarms.push((fl!(t, "kelola-alarm-merek"), "/petugas/kelola/merek"));
    }
    evidence_alarms(&app, &page, &down, &mut alarms);
    let places = places(&page);
    Ok(Html(HomePage { page, desk: Desk::from(&who), alarms, places }))
}

/// What waits for a second administrator, that there is none, and accounts that strangers try to open.
async fn people_alarms(tx: &mut Tx, page: &Page, who: &SignedIn) -> Result<Vec<(String, &'static str)>, sqlx::Error> {
    let (t, now) = (page.t, crate::clock::now());
    let mut alarms = Vec::new();
    let waiting = change::waiting(tx, now).await?;
    if waiting > 0 {
        alarms.push((fl!(t, "kelola-alarm-usul", n = waiting), "/petugas/kelola/usulan"));
    }
    if change::confirmers(tx, who.id, None).await? == 0 {
        alarms.push((fl!(t, "kelola-usul-sendiri"), ""));
    }
    let attacked = db::attacked(tx, now).await?;
    if attacked > 0 {
        alarms.push((fl!(t, "kelola-alarm-serang", n = attacked), "/petugas/jejak"));
    }
    Ok(alarms)
}

/// After a leap of the clock nothing is erased for a while, so that somebody can put it right.
async fn clock_alarm(tx: &mut Tx, page: &Page) -> Result<Option<(String, &'static str)>, sqlx::Error> {
    let t = page.t;
    Ok(crate::jobs::leap::held(tx).await?.map(|held| {
        let (dari, sampai) = (page.moment(held.from), page.moment(held.until));
        (fl!(t, "kelola-alarm-jam", dari = dari, sampai = sampai), "")
    }))
}

/// Evidence needs a scanner that answers, or the office's open word that it does without, and a kernel with walls.
fn evidence_alarms(app: &App, page: &Page, down: &[(String, DateTime<Utc>)], alarms: &mut Vec<(String, &'static str)>) {
    let t = page.t;
    match (&app.config.evidence.clamd, app.config.reads_unscanned()) {
        (None, true) => alarms.push((fl!(t, "kelola-alarm-tanpa-pindai"), "")),
        (None, false) => alarms.push((fl!(t, "kelola-alarm-pindai-belum"), "")),
        (Some(_), _) => {}
    }
    for (part, since) in down {
        let sejak = page.moment(*since);
        match part.as_str() {
            "scanner" if app.config.evidence.clamd.is_some() => {
                alarms.push((fl!(t, "kelola-alarm-pindai-mati", sejak = sejak), ""));
            }
            "sandbox" => alarms.push((fl!(t, "kelola-alarm-kotak-pasir"), "")),
            _ => {}
        }
    }
}

fn places(page: &Page) -> Vec<(&'static str, String, String)> {
    let t = page.t;
    vec![
        ("/petugas/kelola/pengguna", fl!(t, "kelola-pengguna"), fl!(t, "kelola-pengguna-teks")),
        ("/petugas/kelola/usulan", fl!(t, "kelola-usul"), fl!(t, "kelola-usul-teks")),
        ("/petugas/kelola/kustodian", fl!(t, "kelola-kustodian"), fl!(t, "kelola-kustodian-teks")),
        ("/petugas/kelola/unit", fl!(t, "kelola-unit"), fl!(t, "kelola-unit-teks")),
        ("/petugas/kelola/instansi", fl!(t, "kelola-instansi"), fl!(t, "kelola-instansi-teks")),
        ("/petugas/kelola/pegawai", fl!(t, "kelola-pegawai"), fl!(t, "kelola-pegawai-teks")),
        ("/petugas/kelola/pilihan", fl!(t, "kelola-pilihan"), fl!(t, "kelola-pilihan-teks")),
        ("/petugas/kelola/kategori", fl!(t, "kelola-kategori"), fl!(t, "kelola-kategori-teks")),
        ("/petugas/kelola/libur", fl!(t, "kelola-libur"), fl!(t, "kelola-libur-teks")),
        ("/petugas/kelola/tenggat", fl!(t, "kelola-tenggat"), fl!(t, "kelola-tenggat-teks")),
        ("/petugas/kelola/merek", fl!(t, "kelola-merek"), fl!(t, "kelola-merek-teks")),
        ("/petugas/kelola/surel", fl!(t, "kelola-surel-kabar"), fl!(t, "kelola-surel-teks")),
        ("/petugas/jejak", fl!(t, "kelola-jejak"), fl!(t, "kelola-jejak-teks")),
    ]
}

/// How many days from `today` the calendar still knows.
fn days_covered(last_year: i32, today: NaiveDate) -> i64 {
    NaiveDate::from_ymd_opt(last_year, 12, 31)
        .map_or(0, |end| i64::from(end.num_days_from_ce() - today.num_days_from_ce()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_is_asked_for_ninety_days_before_it_ends() {
        let day = |m, d| NaiveDate::from_ymd_opt(2027, m, d).expect("a day");
        assert_eq!(days_covered(2027, day(10, 2)), NOTICE);
        assert!(days_covered(2027, day(10, 3)) < NOTICE);
        assert!(days_covered(0, day(1, 1)) < 0);
    }
}
