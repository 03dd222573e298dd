//! `/petugas/kasus/{nomor}/identitas`: asking with a reason, a second person's share, and the identity for an hour.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::code::who;
use super::{key, original, refusal};
use crate::account::ConfirmedForm;
use crate::app::App;
use crate::case::act::code;
use crate::case::act::opening::{self, Proof};
use crate::case::act::reveal::{self, Look, REASON_MAX, Why};
use crate::case::db::Reveal;
use crate::clock;
use crate::error::Error;
use crate::vault::CaseNumber;
use crate::vault::custody::IdentityKey;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems, contact};

/// A request as the page shows it.
struct Asked {
    id: String,
    who: String,
    why: String,
    when: String,
    state: String,
    /// This officer may give a share.
    gives: bool,
    /// This officer asked, and may look now.
    opens: bool,
    /// With a passphrase; an officer who is no custodian opens with the session.
    passphrase: bool,
    until: String,
}

#[derive(Template)]
#[template(path = "custody/identity.html")]
struct IdentityPage {
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
    /// Who asks for a new code, and how the person was recognised, when this officer may agree to it.
    code: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "custody/opened.html")]
struct OpenedPage {
    page: Page,
    desk: Desk,
    number: String,
    reveal: Uuid,
    /// Empty: nobody said who they are.
    rows: Vec<(String, String)>,
    until: String,
    /// Numbers are masked until asked for.
    masked: bool,
    passphrase: bool,
    problems: Problems,
    originals: Vec<Choice>,
    /// The request for a new code that this officer may agree to now.
    code: Option<Uuid>,
}

impl OpenedPage {
    fn warning(&self) -> String {
        fl!(self.page.t, "kustodian-terbuka-teks", kapan = self.until.as_str())
    }

    /// The original that is chosen at first.
    fn first(&self) -> String {
        self.originals.first().map(|choice| choice.value.clone()).unwrap_or_default()
    }
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct News {
    kabar: String,
}

/// GET `/petugas/kasus/{nomor}/identitas`.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Path(number): Path<String>,
    Query(news): Query<News>,
) -> Result<Response, Error> {
    let done = match news.kabar.as_str() {
        "minta" => fl!(page.t, "kustodian-kabar-diminta"),
        "setuju" => fl!(page.t, "kustodian-kabar-setuju"),
        _ => String::new(),
    };
    let mut built = IdentityPage::new(&app, page, &officer, &number, Problems::none()).await?;
    built.done = done;
    Ok(Html(built).into_response())
}

/// GET of an address that only takes forms.
pub(super) async fn back(_: SignedIn, Path(number): Path<String>) -> Result<Redirect, Error> {
    to_page(&number, "")
}

/// To the page of a case that was found: its number as it is written, not as it was typed.
fn to_page(number: &str, news: &str) -> Result<Redirect, Error> {
    let number = CaseNumber::parse(number).ok_or(Error::NotFound)?;
    Ok(Redirect::to(&format!("/petugas/kasus/{number}/identitas{news}")))
}

/// A request to open.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    alasan: String,
}

/// POST `/petugas/kasus/{nomor}/identitas`.
pub(super) async fn ask(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    ConfirmedForm(officer, ask): ConfirmedForm<Ask>,
) -> Result<Response, Error> {
    match reveal::ask(&app, (officer.id, &officer.token.0), &number, &ask.alasan).await {
        Ok(_) => Ok(to_page(&number, "?kabar=minta")?.into_response()),
        Err(error) => refused(&app, page, &officer, &number, ("alasan", refusal(error)?), ask.alasan).await,
    }
}

/// A request, and the own passphrase.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    permintaan: String,
    /// Opens what was granted.
    sandi_kunci: String,
    /// Gives a share: the page may hold both forms.
    sandi_setuju: String,
    /// The numbers are to be shown whole.
    utuh: String,
    /// The file whose original is wanted.
    berkas: String,
}

impl Draft {
    pub(super) fn reveal(&self) -> Result<Uuid, Error> {
        self.permintaan.parse().map_err(|_| Error::NotFound)
    }

    pub(super) fn file(&self) -> Result<Uuid, Error> {
        self.berkas.parse().map_err(|_| Error::NotFound)
    }
}

/// POST `/petugas/kasus/{nomor}/identitas/setuju`: gives the own share to who asked.
pub(super) async fn agree(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    ConfirmedForm(officer, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    let id = draft.reveal()?;
    let look = reveal::look(&app, officer.id, &number).await.map_err(edge)?;
    if !look.custodian {
        return refused(&app, page, &officer, &number, ("sandi_setuju", Why::NotCustodian), String::new()).await;
    }
    let key = match key::unlock(&app, &page, &officer, draft.sandi_setuju).await? {
        Ok(key) => key,
        Err(why) => return wrong(&app, page, &officer, &number, ("sandi_setuju", why)).await,
    };
    match reveal::grant(&app, (officer.id, &key), &number, id).await {
        Ok(()) => Ok(to_page(&number, "?kabar=setuju")?.into_response()),
        Err(error) => refused(&app, page, &officer, &number, ("sandi_setuju", refusal(error)?), String::new()).await,
    }
}

/// POST `/petugas/kasus/{nomor}/identitas/buka`: the identity, once; every press is written down.
pub(super) async fn open(
    State(app): State<App>,
    page: Page,
    Path(number): Path<String>,
    ConfirmedForm(officer, draft): ConfirmedForm<Draft>,
) -> Result<Response, Error> {
    let (id, whole) = (draft.reveal()?, !draft.utuh.is_empty());
    let (page, number, key) = match prove(&app, page, &officer, &number, draft).await? {
        Turn::Ready(page, number, key) => (page, number, key),
        Turn::Away(response) => return Ok(response),
    };
    let passphrase = key.is_some();
    let code = code::look(&app, officer.id, &number).await.map_err(edge)?.decides;
    let proof = proof(&officer, key.as_ref());
    match opening::open(&app, officer.id, proof, (&number, id, whole)).await {
        Ok(opened) => {
            let identity = opened.identity.as_ref();
            let rows = identity.map(|identity| contact::rows(page.t, identity, whole)).unwrap_or_default();
            Ok(Html(OpenedPage {
                desk: Desk::from(&officer),
                number,
                reveal: id,
                rows,
                until: page.moment(opened.closes_at),
                code: code.filter(|_| passphrase && identity.is_some()),
                masked: !whole && identity.is_some_and(|identity| !identity.nik.is_empty()),
                passphrase,
                problems: Problems::none(),
                originals: original::choices(&app, &page, id, &opened.originals),
                page,
            })
            .into_response())
        }
        Err(error) => refused(&app, page, &officer, &number, ("sandi_kunci", refusal(error)?), String::new()).await,
    }
}

/// Whoever asked, with what opens; or the page that says why not.
pub(super) enum Turn {
    /// The page, the number of the case, and the own key of a custodian.
    Ready(Page, String, Option<IdentityKey>),
    /// Something is wrong.
    Away(Response),
}

/// Whether this officer asked, and knows the passphrase if they are a custodian.
pub(super) async fn prove(
    app: &App,
    page: Page,
    officer: &SignedIn,
    number: &str,
    draft: Draft,
) -> Result<Turn, Error> {
    let id = draft.reveal()?;
    let look = reveal::look(app, officer.id, number).await.map_err(edge)?;
    let asked = look.reveals.iter().find(|reveal| reveal.id == id).ok_or(Error::NotFound)?;
    if asked.by.0 != officer.id {
        let away = refused(app, page, officer, number, ("sandi_kunci", Why::NotYours), String::new()).await?;
        return Ok(Turn::Away(away));
    }
    if asked.role != "custodian" {
        return Ok(Turn::Ready(page, look.number, None));
    }
    match key::unlock(app, &page, officer, draft.sandi_kunci).await? {
        Ok(own) => Ok(Turn::Ready(page, look.number, Some(own))),
        Err(why) => wrong(app, page, officer, number, ("sandi_kunci", why)).await.map(Turn::Away),
    }
}

/// What opens: the own key, or the session in which it was asked.
pub(super) fn proof<'a>(officer: &'a SignedIn, key: Option<&'a IdentityKey>) -> Proof<'a> {
    key.map_or(Proof::Session(&officer.token.0), Proof::Key)
}

pub(super) fn edge(error: reveal::RevealError) -> Error {
    match error {
        reveal::RevealError::Refused(_) => Error::Forbidden,
        reveal::RevealError::Act(error) => error.into(),
    }
}

async fn wrong(
    app: &App,
    page: Page,
    officer: &SignedIn,
    number: &str,
    (field, why): (&str, String),
) -> Result<Response, Error> {
    let mut problems = Problems::none();
    problems.add(field, why);
    let status = problems.status();
    Ok((status, Html(IdentityPage::new(app, page, officer, number, problems).await?)).into_response())
}

pub(super) async fn refused(
    app: &App,
    page: Page,
    officer: &SignedIn,
    number: &str,
    (field, why): (&str, Why),
    reason: String,
) -> Result<Response, Error> {
    let typing = matches!(why, Why::ReasonShort | Why::ReasonLong);
    let mut problems = Problems::none();
    problems.add(field, page.t.get(why.text_key()));
    let status = if typing { problems.status() } else { StatusCode::CONFLICT };
    let mut built = IdentityPage::new(app, page, officer, number, problems).await?;
    if typing {
        built.reason = reason;
    }
    Ok((status, Html(built)).into_response())
}

impl IdentityPage {
    async fn new(app: &App, page: Page, officer: &SignedIn, number: &str, problems: Problems) -> Result<Self, Error> {
        let look = reveal::look(app, officer.id, number).await.map_err(edge)?;
        let mut asked: Vec<Asked> = look.reveals.iter().map(|reveal| asked(&page, officer, &look, reveal)).collect();
        // one share at a time; the next request comes when this one is done
        for later in asked.iter_mut().filter(|each| each.gives).skip(1) {
            later.gives = false;
        }
        let codes = code::look(app, officer.id, number).await.map_err(edge)?;
        let decides = codes.requests.iter().find(|request| Some(request.id) == codes.decides);
        let code = decides.map(|request| (who(&page, request), request.reason.clone()));
        let no = look.refusal.map(|why| page.t.get(why.text_key())).unwrap_or_default();
        let back = if look.reads { format!("/petugas/kasus/{}", look.number) } else { super::HOME.to_owned() };
        Ok(Self {
            desk: Desk::from(officer),
            problems,
            number: look.number,
            back,
            done: String::new(),
            asked,
            may_ask: look.refusal.is_none(),
            no,
            reason: code
                .as_ref()
                .map(|(_, why)| fl!(page.t, "kode-alasan-buka", sebab = why.as_str()))
                .unwrap_or_default(),
            max: REASON_MAX,
            code,
            page,
        })
    }
}

fn asked(page: &Page, officer: &SignedIn, look: &Look, reveal: &Reveal) -> Asked {
    let (now, mine) = (clock::now(), reveal.by.0 == officer.id);
    let open = reveal.closes_at.is_some_and(|closes| closes > now);
    let waits = reveal.granted_at.is_none() && reveal.expires_at > now;
    let names: Vec<&str> = reveal.given.iter().map(|(_, name, _)| name.as_str()).collect();
    let state = match reveal.granted_at {
        Some(at) => {
            fl!(
                page.t,
                "kustodian-disetujui",
                siapa = names.join(", "),
                kapan = page.moment(at),
                n = reveal.views.len()
            )
        }
        None if waits && !names.is_empty() => fl!(page.t, "kustodian-menunggu-kedua", siapa = names.join(", ")),
        None if waits => fl!(page.t, "kustodian-menunggu"),
        None => fl!(page.t, "kustodian-lewat"),
    };
    Asked {
        id: reveal.id.to_string(),
        who: format!("{} ({})", reveal.by.1, page.t.get(&format!("kasus-peran-{}", reveal.role))),
        why: reveal.reason.clone(),
        when: page.moment(reveal.asked_at),
        state,
        gives: look.gives.contains(&reveal.id),
        opens: mine && open,
        passphrase: reveal.role == "custodian",
        until: page.moment(reveal.closes_at.unwrap_or(reveal.expires_at)),
    }
}
