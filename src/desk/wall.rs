//! `/petugas/kasus/{nomor}/dinding`: who is kept out of a case and why; asking to let somebody in, and a second person's
//! decision.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::time::Moment;
use crate::account::ConfirmedForm;
use crate::app::App;
use crate::case::act::lift::{self, LiftError, Look, REASON_MAX, Why};
use crate::case::db::{KeptOut, WallRequest};
use crate::clock;
use crate::error::Error;
use crate::i18n::Tr;
use crate::vault::CaseNumber;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems};

/// A request as the page shows it.
struct Asked {
    id: String,
    about: String,
    grounds: String,
    who: String,
    why: String,
    state: String,
    /// This officer may decide now.
    decides: bool,
    until: String,
}

#[derive(Template)]
#[template(path = "desk/wall.html")]
struct WallPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    number: String,
    /// Where Back leads.
    back: String,
    done: String,
    /// Whether the officer reads the case: otherwise only what waits for them is here.
    asks: bool,
    asked: Vec<Asked>,
    /// Whom two may let in.
    may: Vec<Choice>,
    /// Everybody else: who, and why.
    stay: Vec<(String, String)>,
    draft: Ask,
    max: usize,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct News {
    kabar: String,
}

/// A request to let somebody in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    petugas: String,
    alasan: String,
}

/// A decision.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Verdict {
    permintaan: String,
    putusan: String,
}

/// GET `/petugas/kasus/{nomor}/dinding`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(number): Path<String>,
    Query(news): Query<News>,
) -> Result<Response, Error> {
    let look = lift::look(&app, officer.id, &number).await.map_err(edge)?;
    let mut built = WallPage::new(page, &officer, look);
    if news.kabar == "minta" {
        built.done = fl!(built.page.t, "dinding-kabar-diminta");
    }
    Ok(Html(built).into_response())
}

/// GET of an address that only takes forms.
pub async fn back(_: SignedIn, Path(number): Path<String>) -> Result<Response, Error> {
    to_page(&number, "")
}

/// To the page. The number goes as we write it: an address may hold signs that a header cannot.
fn to_page(number: &str, news: &str) -> Result<Response, Error> {
    let number = CaseNumber::parse(number).ok_or(Error::NotFound)?;
    Ok(Redirect::to(&format!("/petugas/kasus/{number}/dinding{news}")).into_response())
}

/// POST `/petugas/kasus/{nomor}/dinding`.
pub async fn ask(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    ConfirmedForm(officer, draft): ConfirmedForm<Ask>,
) -> Result<Response, Error> {
    match lift::ask(&app, officer.id, &number, (&draft.petugas, &draft.alasan)).await {
        Ok(()) => to_page(&number, "?kabar=minta"),
        Err(LiftError::Refused(why)) => refused(&app, page, &officer, (&number, why), draft).await,
        Err(LiftError::Act(error)) => Err(error.into()),
    }
}

/// POST `/petugas/kasus/{nomor}/dinding/putusan`. Only the word for yes lets somebody in.
pub async fn decide(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    ConfirmedForm(officer, verdict): ConfirmedForm<Verdict>,
) -> Result<Response, Error> {
    let request = verdict.permintaan.parse().map_err(|_| Error::NotFound)?;
    let lifts = match verdict.putusan.as_str() {
        "izinkan" => true,
        "tolak" => false,
        _ => return Err(Error::NotFound),
    };
    match lift::decide(&app, officer.id, &number, (request, lifts)).await {
        Ok(()) => {
            let code = if lifts { "lift_wall" } else { "keep_wall" };
            Ok(Redirect::to(&format!("/petugas/persetujuan?kabar={code}")).into_response())
        }
        Err(LiftError::Refused(why)) => refused(&app, page, &officer, (&number, why), Ask::default()).await,
        Err(LiftError::Act(error)) => Err(error.into()),
    }
}

fn edge(error: LiftError) -> Error {
    match error {
        LiftError::Refused(_) => Error::Forbidden,
        LiftError::Act(error) => error.into(),
    }
}

/// The page again, with the sentence beside what it is about and everything that was typed.
async fn refused(
    app: &App,
    page: Page,
    officer: &SignedIn,
    (number, why): (&str, Why),
    draft: Ask,
) -> Result<Response, Error> {
    let look = lift::look(app, officer.id, number).await.map_err(edge)?;
    let mut built = WallPage::new(page, officer, look);
    let field = match why {
        _ if built.may.is_empty() => "putusan",
        Why::ReasonShort | Why::ReasonLong => "alasan",
        Why::Nobody | Why::Stands | Why::Asked | Why::NobodyLeft => "petugas",
        _ => "putusan",
    };
    built.problems.add(field, built.page.t.get(why.text_key()));
    built.draft = draft;
    let typing = matches!(why, Why::ReasonShort | Why::ReasonLong | Why::Nobody);
    let status = if typing { built.problems.status() } else { StatusCode::CONFLICT };
    Ok((status, Html(built)).into_response())
}

impl WallPage {
    fn new(page: Page, officer: &SignedIn, look: Look) -> Self {
        let back =
            if look.asks { format!("/petugas/kasus/{}", look.number) } else { "/petugas/persetujuan".to_owned() };
        let (may, stay): (Vec<_>, Vec<_>) = look.kept.iter().partition(|kept| kept.falls);
        Self {
            desk: Desk::from(officer),
            problems: Problems::none(),
            back,
            done: String::new(),
            asks: look.asks,
            asked: look.requests.iter().map(|(request, decides)| asked(&page, request, *decides)).collect(),
            may: may.into_iter().map(|kept| choice(page.t, kept)).collect(),
            stay: stay.into_iter().map(|kept| (who(page.t, kept.alias, &kept.roles), reasons(page.t, kept))).collect(),
            number: look.number,
            draft: Ask::default(),
            max: REASON_MAX,
            page,
        }
    }
}

/// "Petugas 07, Analis".
fn who(t: Tr, alias: i32, roles: &[String]) -> String {
    let roles: Vec<String> = roles.iter().map(|code| t.get(&format!("peran-{code}"))).collect();
    fl!(t, "kasus-akses-baris", nomor = format!("{alias:02}"), peran = roles.join(", "))
}

fn words(t: Tr, codes: &[String]) -> String {
    codes.iter().map(|code| t.get(&format!("dinding-sebab-{code}"))).collect::<Vec<_>>().join("; ")
}

fn reasons(t: Tr, kept: &KeptOut) -> String {
    words(t, &kept.reasons)
}

fn choice(t: Tr, kept: &KeptOut) -> Choice {
    Choice { text: reasons(t, kept), ..Choice::plain(kept.id.to_string(), who(t, kept.alias, &kept.roles)) }
}

fn asked(page: &Page, request: &WallRequest, decides: bool) -> Asked {
    let t = page.t;
    let state = match &request.decided {
        Some((by, at, lifted)) => {
            let (siapa, kapan) = (by.as_str(), Moment::Exact(*at).long(page));
            if *lifted {
                fl!(t, "dinding-diizinkan", siapa = siapa, kapan = kapan)
            } else {
                fl!(t, "dinding-ditolak", siapa = siapa, kapan = kapan)
            }
        }
        None if request.waits(clock::now()) => {
            fl!(t, "dinding-menunggu", kapan = Moment::Exact(request.expires_at).long(page))
        }
        None => fl!(t, "dinding-lewat"),
    };
    Asked {
        id: request.id.to_string(),
        about: who(t, request.about.1, &request.about.2),
        grounds: words(t, &request.grounds),
        who: fl!(
            t,
            "dinding-diminta",
            siapa = request.by.1.as_str(),
            peran = t.get(&format!("peran-{}", request.by.2)),
            kapan = Moment::Exact(request.asked_at).long(page)
        ),
        why: request.reason.clone(),
        state,
        decides,
        until: Moment::Exact(request.expires_at).long(page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn every_refusal_and_every_ground_has_its_sentence() {
        let grounds = ["named", "namesake", "excluded", "declared", "superior", "colleague", "post", "unit", "agency"];
        let grounds = grounds.iter().map(|code| format!("dinding-sebab-{code}"));
        let keys: Vec<String> = Why::ALL.iter().map(|why| why.text_key().to_owned()).chain(grounds).collect();
        for lang in Lang::ALL {
            for key in &keys {
                assert!(lang.texts().has(key), "{} lacks {key}", lang.code());
            }
        }
    }
}
