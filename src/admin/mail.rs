//! Notices on their way: how the outbox stands, what went wrong, and another try. No address and no case is shown.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Redirect;
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::{Administrator, Flash, saved};
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::i18n::Tr;
use crate::mail::db as outbox;
use crate::web::desk::Desk;
use crate::web::{Form, Html, Page};

const PATH: &str = "/petugas/kelola/surel";

struct Row {
    id: Uuid,
    since: String,
    trouble: String,
    /// When the next try is; empty when there is none.
    next: String,
    tries: i32,
}

#[derive(Template)]
#[template(path = "admin/mail.html")]
struct MailPage {
    page: Page,
    desk: Desk,
    done: bool,
    on: bool,
    waiting: i64,
    dead: i64,
    stuck: bool,
    rows: Vec<Row>,
}

/// Which message: all of them without one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Again {
    surat: Option<Uuid>,
}

/// GET `/petugas/kelola/surel`.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Administrator(who): Administrator,
    Query(flash): Query<Flash>,
) -> Result<Html<impl Template>, Error> {
    let mut tx = app.db.begin(who.actor()).await?;
    let standing = outbox::standing(&mut tx).await?;
    let troubled = outbox::troubled(&mut tx).await?;
    tx.commit().await?;
    let rows = troubled
        .into_iter()
        .map(|letter| Row {
            id: letter.id,
            // the day only: a minute would point at what was done in a case then
            since: page.lang.short_date(page.brand.zone.day(letter.created_at)),
            trouble: trouble(page.t, letter.trouble.as_deref().unwrap_or_default()),
            next: if letter.dead { String::new() } else { page.moment(letter.next_at) },
            tries: letter.tries,
        })
        .collect();
    Ok(Html(MailPage {
        desk: Desk::from(&who),
        done: flash.saved(),
        on: app.config.mail.on(),
        waiting: standing.waiting,
        dead: standing.dead,
        stuck: standing.is_stuck(clock::now()),
        rows,
        page,
    }))
}

/// POST `/petugas/kelola/surel`: one message, or all, are tried now.
pub(super) async fn again(
    State(app): State<App>,
    Administrator(who): Administrator,
    Form(form): Form<Again>,
) -> Result<Redirect, Error> {
    let now = clock::now();
    let mut tx = app.db.begin(who.actor()).await?;
    let tried = outbox::retry(&mut tx, form.surat, now).await?;
    if tried > 0 {
        log_act(&mut tx, Some(who.id), "notices_retried", &tried.to_string(), now).await?;
    }
    tx.commit().await?;
    Ok(saved(PATH))
}

/// What the mailer noted, in words.
fn trouble(t: Tr, code: &str) -> String {
    match code {
        "timeout" => fl!(t, "kelola-surel-lama"),
        "connection" => fl!(t, "kelola-surel-putus"),
        "tls" => fl!(t, "kelola-surel-tls"),
        "key" => fl!(t, "kelola-surel-kunci"),
        "address" => fl!(t, "kelola-surel-salah"),
        code => fl!(t, "kelola-surel-kode", kode = code),
    }
}
