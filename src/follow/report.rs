//! `/kasus/isi`: an exact copy of what was sent.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;

use crate::app::App;
use crate::case::account::Account;
use crate::error::Error;
use crate::follow::mine::Mine;
use crate::i18n::Lang;
use crate::reference::db as reference;
use crate::web::{Html, Page};

#[derive(Template)]
#[template(path = "follow/report.html")]
struct ReportPage {
    page: Page,
    title: String,
    rows: Vec<(String, String)>,
}

/// GET `/kasus/isi`.
pub(super) async fn show(State(app): State<App>, page: Page, mine: Mine) -> Result<Response, Error> {
    let account = &mine.secret.account;
    let mut tx = app.db.begin(mine.opened.actor()).await?;
    let choices = reference::choices(&mut tx).await?;
    tx.commit().await?;
    let choice = choices.into_iter().find(|choice| choice.code == account.choice).map(|choice| match page.lang {
        Lang::Id => choice.label_id,
        Lang::En => choice.label_en,
    });
    let way = (fl!(page.t, "kasus-isi-cara"), crate::follow::case::mode(&page, mine.case.mode).2);
    let (title, mut rows) = if mine.consults() {
        (fl!(page.t, "kasus-isi-judul-konsultasi"), question(&page, account))
    } else {
        (fl!(page.t, "kasus-isi-judul"), complaint(&page, account, choice.unwrap_or_default()))
    };
    rows.insert(0, way);
    if let Some(name) = &mine.secret.released_name {
        rows.push((fl!(page.t, "kasus-isi-nama-dibuka"), name.clone()));
    }
    Ok(Html(ReportPage { page, title, rows }).into_response())
}

/// A text by its code; the code itself when there is none.
fn word(page: &Page, family: &str, code: &str) -> String {
    let key = format!("{family}-{code}");
    if page.t.has(&key) { page.t.get(&key) } else { code.to_owned() }
}

fn question(page: &Page, account: &Account) -> Vec<(String, String)> {
    let t = page.t;
    vec![
        (fl!(t, "kasus-isi-topik"), word(page, "konsultasi-topik", &account.topic)),
        (fl!(t, "kasus-isi-pertanyaan"), account.question.clone()),
    ]
}

fn complaint(page: &Page, account: &Account, choice: String) -> Vec<(String, String)> {
    let t = page.t;
    let yes = |said: bool| if said { fl!(t, "kasus-ya") } else { String::new() };
    let text = String::clone;
    let always = [
        (fl!(t, "kasus-isi-jenis"), choice),
        (fl!(t, "kasus-isi-instansi"), text(&account.agency_text)),
        (fl!(t, "kasus-isi-unit"), text(&account.unit_text)),
        (fl!(t, "kasus-isi-nama"), text(&account.accused_name)),
        (fl!(t, "kasus-isi-nip"), text(&account.accused_nip)),
        (fl!(t, "kasus-isi-jabatan"), text(&account.accused_position)),
        (fl!(t, "kasus-isi-status"), word(page, "kasus-isi-status", &account.accused_status)),
        (fl!(t, "kasus-isi-lain"), text(&account.others)),
        (fl!(t, "kasus-isi-kecuali"), text(&account.excluded)),
        (fl!(t, "kasus-isi-kapan"), when(page, account)),
        (fl!(t, "kasus-isi-lokasi"), text(&account.place)),
        (fl!(t, "kasus-isi-uraian"), text(&account.narrative)),
        (fl!(t, "kasus-isi-tautan"), text(&account.links)),
        (fl!(t, "kasus-isi-saksi"), text(&account.witnesses)),
    ];
    let sometimes = [
        (fl!(t, "kasus-isi-hubungan"), word(page, "kasus-isi-hubungan", &account.relation)),
        (fl!(t, "kasus-isi-jenis-lain"), text(&account.choice_other)),
        (fl!(t, "kasus-isi-perempuan"), yes(account.female_officer)),
        (fl!(t, "kasus-isi-berulang"), yes(account.ongoing)),
        (fl!(t, "kasus-isi-sebelumnya"), text(&account.earlier_case)),
    ];
    always.into_iter().chain(sometimes.into_iter().filter(|(_, value)| !value.is_empty())).collect()
}

fn when(page: &Page, account: &Account) -> String {
    let day = chrono::NaiveDate::from_ymd_opt(account.year, account.month, account.day.unwrap_or(1));
    match (day, account.day) {
        (None, _) => String::new(),
        (Some(day), Some(_)) => page.date(day),
        (Some(day), None) => page.lang.month_year(day),
    }
}
