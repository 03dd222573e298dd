//! `/petugas/kustodian`: what waits for this custodian, the own key, the shares of newcomers, and the way to a case.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::code::who;
use super::{Custodian, db, refusal};
use crate::account::DEMO_PASSWORD;
use crate::app::App;
use crate::case::act;
use crate::case::act::{code, reveal};
use crate::error::Error;
use crate::vault::CaseNumber;
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

/// A request that waits for a share, or for a word about a new code.
struct Waiting {
    href: String,
    number: String,
    who: String,
    why: String,
    until: String,
}

/// A request of one custodian for the shares of others.
struct Handing {
    id: String,
    who: String,
    until: String,
    /// This custodian asked.
    mine: bool,
    handed: i64,
}

#[derive(Template)]
#[template(path = "custody/home.html")]
pub(super) struct HomePage {
    page: Page,
    desk: Desk,
    problems: Problems,
    done: String,
    enrolled: bool,
    waiting: Vec<Waiting>,
    /// Cases that lack somebody's share and that this custodian can help to deal.
    lacking: i64,
    handings: Vec<Handing>,
    number: String,
    /// The passphrase of the demo office.
    demo: Option<&'static str>,
}

/// What was just done, and how many cases it touched.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct News {
    kabar: String,
    n: String,
}

/// GET `/petugas/kustodian`.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Custodian(officer): Custodian,
    Query(news): Query<News>,
) -> Result<Response, Error> {
    let n: u32 = news.n.parse().unwrap_or_default();
    let done = match news.kabar.as_str() {
        "daftar" => fl!(page.t, "kustodian-kabar-daftar"),
        "frasa" => fl!(page.t, "kustodian-kabar-frasa"),
        "minta" => fl!(page.t, "kustodian-kabar-minta"),
        "serah" => fl!(page.t, "kustodian-kabar-serah", n = n),
        "bagi" => fl!(page.t, "kustodian-kabar-bagi", n = n),
        _ => String::new(),
    };
    let mut built = HomePage::new(&app, page, officer, Problems::none()).await?;
    built.done = done;
    Ok(Html(built).into_response())
}

/// A number, to go to the identity page of its case.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Find {
    nomor: String,
}

/// POST `/petugas/kustodian`: to the case of a number. Whether there is one is said there.
pub(super) async fn find(
    State(app): State<App>,
    page: Page,
    Custodian(officer): Custodian,
    Form(find): Form<Find>,
) -> Result<Response, Error> {
    if let Some(number) = CaseNumber::parse(&find.nomor) {
        return Ok(Redirect::to(&format!("/petugas/kasus/{number}/identitas")).into_response());
    }
    let mut problems = Problems::none();
    problems.add("nomor", fl!(page.t, "kustodian-nomor-salah"));
    let status = problems.status();
    let mut built = HomePage::new(&app, page, officer, problems).await?;
    built.number = find.nomor;
    Ok((status, Html(built)).into_response())
}

impl HomePage {
    fn lacking(&self) -> String {
        fl!(self.page.t, "kustodian-bagi-kurang", n = self.lacking)
    }

    async fn new(app: &App, page: Page, officer: SignedIn, problems: Problems) -> Result<Self, Error> {
        let mut tx = app.db.begin(officer.actor()).await?;
        let enrolled = db::own_key(&mut tx, officer.id).await?.is_some();
        tx.commit().await?;
        let (mut waiting, mut lacking, mut handings) = (Vec::new(), 0, Vec::new());
        if enrolled {
            waiting = reveal::waiting(app, officer.id).await?.iter().map(|each| wait(&page, each)).collect();
            waiting.extend(code::waiting(app, officer.id).await?.iter().map(|each| wait_code(&page, each)));
            match act::dealing(app, officer.id).await {
                Ok(dealing) => {
                    lacking = dealing.lacking;
                    let (mine, others): (Vec<_>, Vec<_>) =
                        dealing.handings.into_iter().partition(|each| each.asked_by == officer.id);
                    // one form of each kind; the next request comes when this one is done
                    let shown = mine.into_iter().take(1).chain(others.into_iter().take(1));
                    handings = shown.map(|each| hand(&page, &officer, each)).collect();
                }
                Err(error) => drop(refusal(error)?),
            }
        }
        let (desk, demo) = (Desk::from(&officer), app.config.demo.then_some(DEMO_PASSWORD));
        let (done, number) = (String::new(), String::new());
        Ok(Self { page, desk, problems, done, enrolled, waiting, lacking, handings, number, demo })
    }

    /// The page with what is wrong.
    pub(super) async fn refused(
        app: &App,
        page: Page,
        officer: SignedIn,
        problems: Problems,
    ) -> Result<Response, Error> {
        let status = problems.status();
        Ok((status, Html(Self::new(app, page, officer, problems).await?)).into_response())
    }
}

fn wait(page: &Page, each: &reveal::Waiting) -> Waiting {
    Waiting {
        href: format!("/petugas/kasus/{}/identitas", each.number),
        number: each.number.clone(),
        who: format!("{} ({})", each.reveal.by.1, page.t.get(&format!("kasus-peran-{}", each.reveal.role))),
        why: each.reveal.reason.clone(),
        until: page.moment(each.reveal.expires_at),
    }
}

fn wait_code(page: &Page, each: &code::Waiting) -> Waiting {
    Waiting {
        href: format!("/petugas/kasus/{}/identitas", each.number),
        number: each.number.clone(),
        who: fl!(page.t, "kode-diminta", siapa = who(page, &each.request)),
        why: each.request.reason.clone(),
        until: page.moment(each.request.expires_at),
    }
}

fn hand(page: &Page, officer: &SignedIn, each: crate::case::db::Handing) -> Handing {
    Handing {
        id: each.id.to_string(),
        mine: each.asked_by == officer.id,
        who: each.name,
        until: page.moment(each.expires_at),
        handed: each.handed,
    }
}
