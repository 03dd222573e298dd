//! `/lacak`: the code that opens a case (ui.md §13). The code travels in the body only.

use askama::Template;
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, extract};
use i18n_embed_fl::fl;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::App;
use crate::case::db::{case_of_code, keep_own_key};
use crate::case::state::State;
use crate::clock;
use crate::db::Actor;
use crate::demo::{self, Sample};
use crate::error::Error;
use crate::follow::db;
use crate::follow::kept::Kept;
use crate::follow::parcel::{Fields, ONCE};
use crate::follow::standing;
use crate::follow::tries::Tries;
use crate::vault::{CodeError, DraftCode, OwnKey, ReceiptCode};
use crate::web::cookies::{self, Name};
use crate::web::limit::Caller;
use crate::web::session::Token;
use crate::web::{Form, Html, Page, Problems, session};

/// Symbols in a code.
const SYMBOLS: usize = 24;
/// Texts that the page after unlocking shows; the other fields ride along unseen.
const SHOWN: [&str; 5] = ["teks", "uraian", "alasan", "nama", "ket"];

#[derive(Template)]
#[template(path = "follow/code.html")]
struct CodePage {
    page: Page,
    problems: Problems,
    typed: String,
    kept: Kept,
    /// The database cannot be reached, so nothing was looked up.
    away: bool,
    /// What it opens and the code, in the demo.
    samples: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "follow/resume.html")]
struct ResumePage {
    page: Page,
    path: String,
    fields: Fields,
    shown: Vec<String>,
    files: bool,
}

/// The form of the code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    kode: String,
    #[serde(flatten)]
    kept: Kept,
}

/// GET `/lacak`.
pub(super) async fn show(extract::State(app): extract::State<App>, page: Page) -> Result<Response, Error> {
    form(&app, page, StatusCode::OK, Problems::none(), String::new(), Kept::default()).await
}

/// The page for a form whose session ended, or whose case cannot be reached now: the text stays, the code is asked for
/// again.
pub(super) async fn wait(app: &App, page: Page, why: &Error, kept: Kept) -> Result<Response, Error> {
    let status = match why {
        Error::Unavailable(source) => {
            tracing::warn!(%source, "not sent, the reporter is asked to try again");
            StatusCode::SERVICE_UNAVAILABLE
        }
        _ => StatusCode::UNAUTHORIZED,
    };
    form(app, page, status, Problems::none(), String::new(), kept).await
}

/// POST `/lacak`.
pub(super) async fn open(
    extract::State(app): extract::State<App>,
    page: Page,
    caller: Option<Extension<Caller>>,
    headers: HeaderMap,
    Form(draft): Form<Draft>,
) -> Result<Response, Error> {
    let now = clock::now();
    let tries = Tries::read(&headers, &app.keys, app.secure, now);
    let mut problems = Problems::none();
    if let Some(until) = tries.paused_until() {
        problems.add("kode", pause(&page, until));
        return form(&app, page, StatusCode::TOO_MANY_REQUESTS, problems, draft.kode, draft.kept).await;
    }
    let code = match ReceiptCode::parse(&draft.kode) {
        Ok(code) => code,
        Err(error) => {
            problems.add("kode", explain(&page, &draft.kode, error));
            return form(&app, page, problems.status(), problems, draft.kode, draft.kept).await;
        }
    };
    match unlock(&app, &headers, &code, now).await {
        Ok(Some((case, cookie))) => {
            let mut response = deliver(&app, &page, &headers, &cookie, &draft.kept, case);
            cookies::put(response.headers_mut(), cookie);
            cookies::put(response.headers_mut(), Name::Tries.clear(app.secure));
            Ok(response)
        }
        Ok(None) => {
            app.limits.missed(caller.map(|Extension(caller)| caller), &headers);
            missed(&app, page, draft, tries.missed(now)).await
        }
        Err(why @ Error::Unavailable(_)) if draft.kept.any() => wait(&app, page, &why, draft.kept).await,
        Err(error) => Err(error),
    }
}

/// The case of a code and the cookie of a new session; none when no case has this code.
async fn unlock(
    app: &App,
    headers: &HeaderMap,
    code: &ReceiptCode,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Option<(Uuid, HeaderValue)>, Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let lookup = code.lookup(&app.keys);
    let Some(case) = case_of_code(&mut tx, &lookup).await? else { return Ok(None) };
    let own = own_key(&mut tx, code, &lookup, case).await?;
    if let Some(old) = session::hash(headers, Name::Case, app.secure) {
        session::end(&mut tx, &old).await?;
    }
    let cookie = session::open_case(&mut tx, case, now, app.secure).await?;
    if let Some((own, token)) = own.zip(Token::read(&with(headers, &cookie), Name::Case, app.secure)) {
        keep_own_key(&mut tx, &token.hash(app.secure), &own.wrap_for_session(&token.0, case)).await?;
    }
    tx.commit().await?;
    Ok(Some((case, cookie)))
}

/// The reporter's own key, which the code opens. A case from before gets one now.
async fn own_key(
    tx: &mut PgConnection,
    code: &ReceiptCode,
    lookup: &[u8; 32],
    case: Uuid,
) -> Result<Option<OwnKey>, Error> {
    if db::own_key(tx, lookup).await?.is_none() {
        db::begin_own_key(tx, lookup, &OwnKey::generate().wrap_for_code(code, case)).await?;
    }
    let wrap = db::own_key(tx, lookup).await?;
    // what does not open costs the reporter the own copy, never the case
    Ok(wrap.and_then(|wrap| OwnKey::unwrap_by_code(code, case, &wrap).ok()))
}

/// A code that is no case's: the same page and the same work, whether it was never issued or was replaced.
async fn missed(app: &App, page: Page, draft: Draft, tries: Tries) -> Result<Response, Error> {
    let mut problems = Problems::none();
    let (status, text) = match tries.paused_until() {
        Some(until) => (StatusCode::TOO_MANY_REQUESTS, pause(&page, until)),
        None => (StatusCode::UNPROCESSABLE_ENTITY, fl!(page.t, "kasus-lacak-tak-cocok")),
    };
    problems.add("kode", text);
    let mut response = form(app, page, status, problems, draft.kode, draft.kept).await?;
    cookies::put(response.headers_mut(), tries.cookie(&app.keys, app.secure));
    Ok(response)
}

async fn form(
    app: &App,
    page: Page,
    status: StatusCode,
    problems: Problems,
    typed: String,
    kept: Kept,
) -> Result<Response, Error> {
    let away = status == StatusCode::SERVICE_UNAVAILABLE;
    let samples = if away { Vec::new() } else { demo::samples(app).await? };
    let samples = samples.into_iter().map(|sample| (about(&page, &sample), sample.code)).collect();
    Ok((status, Html(CodePage { page, problems, typed, kept, away, samples })).into_response())
}

/// "Pengaduan: Ditelaah".
fn about(page: &Page, sample: &Sample) -> String {
    let kind = match sample.kind.as_str() {
        "consultation" => fl!(page.t, "kasus-konsultasi"),
        _ => fl!(page.t, "kasus-pengaduan"),
    };
    let state = match State::from_code(&sample.state) {
        Some(State::AwaitingReporter) => fl!(page.t, "keadaan-awaiting-reporter-saja"),
        Some(state) => standing::short(page.t, state),
        None => String::new(),
    };
    format!("{kind}: {state}")
}

fn pause(page: &Page, until: chrono::DateTime<chrono::Utc>) -> String {
    fl!(page.t, "kasus-lacak-tunggu", pukul = page.lang.time(until, page.brand.zone))
}

/// A typing error, found before anything is looked up.
fn explain(page: &Page, typed: &str, error: CodeError) -> String {
    match error {
        _ if DraftCode::parse(typed).is_ok() => fl!(page.t, "kasus-lacak-draf"),
        CodeError::Empty => fl!(page.t, "kasus-lacak-kosong"),
        CodeError::Length { got } if got < SYMBOLS => fl!(page.t, "kasus-lacak-kurang", n = got),
        CodeError::Length { got } => fl!(page.t, "kasus-lacak-lebih", n = got),
        CodeError::Letter => fl!(page.t, "kasus-lacak-huruf"),
        CodeError::Check => fl!(page.t, "kasus-lacak-salah"),
    }
}

/// Where the reporter goes: to the case, or first to the text that waited for the code.
fn deliver(app: &App, page: &Page, headers: &HeaderMap, cookie: &HeaderValue, kept: &Kept, case: Uuid) -> Response {
    let Some(fields) = kept.open(app, case) else {
        let target = if kept.any() { "/kasus?kabar=lain" } else { "/kasus" };
        return Redirect::to(target).into_response();
    };
    let shown = SHOWN.iter().map(|name| fields.one(name).to_owned()).filter(|text| !text.is_empty()).collect();
    // The form below is sent with the new cookie, so its token must belong to that one.
    let page = Page { path: page.path.clone(), ..Page::of(app, &Uri::from_static("/lacak"), &with(headers, cookie)) };
    Html(ResumePage { page, path: kept.path.clone(), fields, shown, files: !kept.files.is_empty() }).into_response()
}

/// The headers that the browser will send next time.
fn with(headers: &HeaderMap, cookie: &HeaderValue) -> HeaderMap {
    let mut headers = headers.clone();
    let new = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    let old = headers.get(COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // The first of two cookies of a name counts.
    if let Ok(both) = HeaderValue::from_str(&format!("{new}; {old}")) {
        headers.insert(COOKIE, both);
    }
    headers
}

impl ResumePage {
    /// Everything that was typed, except that a new press is a new press.
    fn hidden(&self) -> impl Iterator<Item = &(String, String)> {
        self.fields.iter().filter(|(name, _)| name != ONCE)
    }

    /// The one-use key stays: the first press may have arrived after all.
    fn once(&self) -> &str {
        self.fields.one(ONCE)
    }
}
