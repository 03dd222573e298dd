//! `/petugas/kasus/{nomor}/kode`: a new code for a reporter who gave a name and lost the old one. Asked for at the counter,
//! agreed to by a custodian of another unit who compared the identity, printed once by who asked.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::identity::edge;
use super::slip::slip;
use super::{key, refusal};
use crate::account::ConfirmedForm;
use crate::app::App;
use crate::case::act::code::{self, Look};
use crate::case::act::reveal::{REASON_MAX, RevealError, Why};
use crate::case::db::CodeRequest;
use crate::case::state::Role;
use crate::clock;
use crate::error::Error;
use crate::vault::{CaseNumber, token};
use crate::web::desk::Desk;
use crate::web::session::SignedIn;
use crate::web::{Form, Html, Page, Problems};

#[derive(Template)]
#[template(path = "custody/seek.html")]
struct SeekPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    number: String,
}

/// GET `/petugas/kode-hilang`: for which case.
pub(super) async fn seek(page: Page, officer: SignedIn) -> Result<Response, Error> {
    at_the_counter(&officer)?;
    let (desk, problems) = (Desk::from(&officer), Problems::none());
    Ok(Html(SeekPage { page, desk, problems, number: String::new() }).into_response())
}

fn at_the_counter(officer: &SignedIn) -> Result<(), Error> {
    officer.require(&[Role::Clerk, Role::Verifier, Role::Custodian])
}

/// A number, to go to the page of its case.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Find {
    nomor: String,
}

/// POST `/petugas/kode-hilang`. Whether there is such a case is said there.
pub(super) async fn find(page: Page, officer: SignedIn, Form(find): Form<Find>) -> Result<Response, Error> {
    at_the_counter(&officer)?;
    if let Some(number) = CaseNumber::parse(&find.nomor) {
        return Ok(Redirect::to(&format!("/petugas/kasus/{number}/kode")).into_response());
    }
    let mut problems = Problems::none();
    problems.add("nomor", fl!(page.t, "kustodian-nomor-salah"));
    let (status, desk) = (problems.status(), Desk::from(&officer));
    Ok((status, Html(SeekPage { page, desk, problems, number: find.nomor })).into_response())
}

/// A request as the page shows it.
struct Asked {
    id: Uuid,
    who: String,
    why: String,
    when: String,
    state: String,
    /// This officer asked, and somebody agreed: the code can be printed.
    prints: bool,
    /// This officer may agree, after a look at the identity.
    decides: bool,
    until: String,
}

#[derive(Template)]
#[template(path = "custody/code.html")]
struct CodePage {
    page: Page,
    desk: Desk,
    problems: Problems,
    number: String,
    /// Where Back leads.
    back: String,
    done: String,
    asked: Vec<Asked>,
    may_ask: bool,
    /// Why one cannot ask.
    no: String,
    reason: String,
    max: usize,
    /// One-use key of the form that prints.
    once: String,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct News {
    kabar: String,
}

/// GET `/petugas/kasus/{nomor}/kode`.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(number): Path<String>,
    Query(news): Query<News>,
) -> Result<Response, Error> {
    let done = match news.kabar.as_str() {
        "minta" => fl!(page.t, "kode-kabar-diminta"),
        "setuju" => fl!(page.t, "kode-kabar-setuju"),
        _ => String::new(),
    };
    let mut built = CodePage::new(&app, page, &officer, &number, Problems::none()).await?;
    built.done = done;
    Ok(Html(built).into_response())
}

/// GET of an address that only takes forms.
pub(super) async fn back(_: SignedIn, Path(number): Path<String>) -> Result<Response, Error> {
    to_page(&number, "")
}

/// To the page. The number goes as we write it: an address may hold signs that a header cannot.
fn to_page(number: &str, news: &str) -> Result<Response, Error> {
    let number = CaseNumber::parse(number).ok_or(Error::NotFound)?;
    Ok(Redirect::to(&format!("/petugas/kasus/{number}/kode{news}")).into_response())
}

/// A request, with how the person was recognised.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    alasan: String,
}

/// POST `/petugas/kasus/{nomor}/kode`.
pub(super) async fn ask(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    ConfirmedForm(officer, ask): ConfirmedForm<Ask>,
) -> Result<Response, Error> {
    match code::ask(&app, officer.id, &number, &ask.alasan).await {
        Ok(()) => to_page(&number, "?kabar=minta"),
        Err(error) => refused(&app, page, &officer, &number, ("alasan", error), ask.alasan).await,
    }
}

/// What is agreed to or printed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    /// The request for a new code.
    permohonan: String,
    /// What the custodian was granted.
    permintaan: String,
    sandi_kunci: String,
    /// One-use key.
    sekali: String,
}

fn row(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// POST `/petugas/kasus/{nomor}/kode/setuju`: from the page that shows the identity.
pub(super) async fn approve(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    ConfirmedForm(officer, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    let (request, reveal) = (row(&draft.permohonan)?, row(&draft.permintaan)?);
    let look = code::look(&app, officer.id, &number).await.map_err(edge)?;
    if !look.custodian {
        let error = RevealError::Refused(Why::NotCustodian);
        return refused(&app, page, &officer, &number, ("permohonan", error), String::new()).await;
    }
    let key = match key::unlock(&app, &page, &officer, draft.sandi_kunci).await? {
        Ok(key) => key,
        Err(why) => {
            let mut problems = Problems::none();
            problems.add("permohonan", why);
            let status = problems.status();
            return Ok((status, Html(CodePage::new(&app, page, &officer, &number, problems).await?)).into_response());
        }
    };
    match code::approve(&app, (officer.id, &key), &number, (reveal, request)).await {
        Ok(()) => to_page(&number, "?kabar=setuju"),
        Err(error) => refused(&app, page, &officer, &number, ("permohonan", error), String::new()).await,
    }
}

/// POST `/petugas/kasus/{nomor}/kode/cetak`: the slip is the answer itself; pressing again shows the same one.
pub(super) async fn print(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    ConfirmedForm(officer, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    let request = row(&draft.permohonan)?;
    let once = token::decode(&draft.sekali).unwrap_or_else(token::random_token);
    match code::print(&app, officer.id, &number, (request, &once)).await {
        Ok(printed) => Ok(Html(slip(&app, page, &printed)?).into_response()),
        Err(error) => refused(&app, page, &officer, &number, ("permohonan", error), String::new()).await,
    }
}

async fn refused(
    app: &App,
    page: Page,
    officer: &SignedIn,
    number: &str,
    (field, error): (&str, RevealError),
    reason: String,
) -> Result<Response, Error> {
    let why = refusal(error)?;
    let mut problems = Problems::none();
    problems.add(field, page.t.get(words(why)));
    let typing = matches!(why, Why::ReasonShort | Why::ReasonLong);
    let status = if typing { problems.status() } else { StatusCode::CONFLICT };
    let mut built = CodePage::new(app, page, officer, number, problems).await?;
    built.reason = reason;
    Ok((status, Html(built)).into_response())
}

/// The key of the sentence, where the page of identities says something else.
const fn words(why: Why) -> &'static str {
    match why {
        Why::ReasonShort => "kode-tolak-alasan-pendek",
        Why::NotYourWork => "kode-tolak-bukan-tugas",
        Why::NoIdentity => "kode-tolak-tanpa-identitas",
        Why::NotGranted => "kode-tolak-belum",
        Why::Over => "kode-tolak-habis",
        _ => why.text_key(),
    }
}

impl CodePage {
    async fn new(app: &App, page: Page, officer: &SignedIn, number: &str, problems: Problems) -> Result<Self, Error> {
        let look = code::look(app, officer.id, number).await.map_err(edge)?;
        let mut asked: Vec<Asked> = look.requests.iter().map(|each| asked(&page, officer, &look, each)).collect();
        for later in asked.iter_mut().filter(|each| each.prints).skip(1) {
            later.prints = false;
        }
        let back = if look.custody {
            format!("/petugas/kasus/{}/identitas", look.number)
        } else {
            "/petugas/kode-hilang".to_owned()
        };
        Ok(Self {
            desk: Desk::from(officer),
            problems,
            number: look.number,
            back,
            done: String::new(),
            asked,
            may_ask: look.refusal.is_none(),
            no: look.refusal.map(|why| page.t.get(words(why))).unwrap_or_default(),
            reason: String::new(),
            max: REASON_MAX,
            once: token::base64url(&token::random_token()),
            page,
        })
    }
}

/// Who asks for a code: "Bapak Wulan (Petugas loket)".
pub(super) fn who(page: &Page, request: &CodeRequest) -> String {
    format!("{} ({})", request.by.0, page.t.get(&format!("kasus-peran-{}", request.role)))
}

fn asked(page: &Page, officer: &SignedIn, look: &Look, request: &CodeRequest) -> Asked {
    let open = request.is_open(clock::now());
    let state = match (request.issued_at, request.voided_at, &request.approved) {
        (Some(at), ..) => fl!(page.t, "kode-dicetak", kapan = page.moment(at)),
        // the reporter did it: officers are told the day (R16)
        (None, Some(at), _) if look.open => fl!(page.t, "kode-batal", kapan = page.moment(at)),
        (None, Some(at), _) => fl!(page.t, "kode-batal", kapan = page.date(page.brand.zone.day(at))),
        (None, None, Some(((name, _), at))) if open => {
            fl!(page.t, "kode-disetujui", siapa = name.as_str(), kapan = page.moment(*at))
        }
        (None, None, None) if open => fl!(page.t, "kode-menunggu"),
        _ => fl!(page.t, "kode-lewat"),
    };
    Asked {
        id: request.id,
        who: who(page, request),
        why: request.reason.clone(),
        when: page.moment(request.asked_at),
        state,
        prints: open && request.approved.is_some() && request.asked_by == officer.id,
        decides: look.decides == Some(request.id),
        until: page.moment(request.closes_at.unwrap_or(request.expires_at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn every_refusal_of_a_code_has_its_sentence() {
        for lang in Lang::ALL {
            for why in Why::ALL {
                assert!(lang.texts().has(words(why)), "{} lacks {}", lang.code(), words(why));
            }
        }
    }
}
