//! The own account: password and sessions.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use super::db::Factors;
use super::password::{Turn, Weak, judge};
use super::sign_in::wait;
use super::told::{News, tell};
use super::tries::{Tries, to_its_end};
use super::{away, db, oidc};
use crate::app::App;
use crate::clock;
use crate::db::log_act;
use crate::error::Error;
use crate::vault::token;
use crate::web::desk::{Desk, told};
use crate::web::session::{self, SignedIn};
use crate::web::{Form, Html, Page, Problems, cookies};

/// A session as its owner sees it.
struct Shown {
    key: String,
    since: String,
    seen: String,
    this: bool,
}

#[derive(Template)]
#[template(path = "account/own.html")]
pub(super) struct OwnPage {
    pub(super) page: Page,
    desk: Desk,
    problems: Problems,
    officer: SignedIn,
    sign_in: String,
    roles: Vec<String>,
    sessions: Vec<Shown>,
    /// That the officer is put down as absent; empty otherwise.
    away: String,
    /// What happened to the account lately: sentences.
    news: Vec<String>,
    keys: Vec<ShownKey>,
    /// What signing in asks for besides the password.
    pub(super) factors: Factors,
    /// The identity provider's name, in an office that has one, and since when the account there is linked.
    provider: Option<(String, Option<String>)>,
}

/// A passkey as its owner sees it.
struct ShownKey {
    id: Uuid,
    label: String,
    since: String,
    /// Empty when it was never used.
    used: String,
    /// Since when it opens nothing, because there are two of it; empty while it works.
    stopped: String,
}

impl OwnPage {
    async fn new(app: &App, page: Page, officer: SignedIn, problems: Problems) -> Result<Self, Error> {
        let mut tx = app.db.begin(officer.actor()).await?;
        let account = db::by_id(&mut tx, officer.id).await?.ok_or(Error::SignIn)?;
        let rows = db::own_sessions(&mut tx).await?;
        let factors = db::factors(&mut tx, officer.id).await?;
        let keys = db::passkeys(&mut tx, officer.id).await?;
        let provider = oidc::standing(app, &mut tx, officer.id).await?;
        let provider = provider.map(|(name, since)| (name, since.map(|at| page.moment(at))));
        let away = away::sentence(&page, db::absence(&mut tx, officer.id).await?);
        let news = db::own_news(&mut tx).await?;
        let news = news.into_iter().map(|row| told(&page, &row.what, row.by_name.as_deref(), row.at)).collect();
        let sessions = rows
            .into_iter()
            .map(|row| Shown {
                this: row.token_hash == officer.session,
                key: token::base64url(&row.token_hash),
                since: page.moment(row.created_at),
                seen: page.moment(row.last_seen),
            })
            .collect();
        let mut roles: Vec<String> =
            officer.roles.iter().map(|(_, role)| page.t.get(&format!("peran-{}", role.code()))).collect();
        roles.dedup();
        let desk = Desk::from(&officer);
        let keys = keys
            .into_iter()
            .map(|row| ShownKey {
                id: row.id,
                since: page.moment(row.created_at),
                used: row.last_used.map(|at| page.moment(at)).unwrap_or_default(),
                stopped: row.suspended_at.map(|at| page.moment(at)).unwrap_or_default(),
                label: row.label,
            })
            .collect();
        let sign_in = account.sign_in;
        Ok(Self { page, desk, problems, officer, sign_in, roles, sessions, away, news, keys, factors, provider })
    }

    fn roles(&self) -> String {
        self.roles.join(", ")
    }

    fn alias(&self) -> String {
        format!("{:02}", self.officer.alias)
    }
}

/// GET `/petugas/akun`.
pub async fn show(State(app): State<App>, page: Page, officer: SignedIn) -> Result<impl IntoResponse, Error> {
    Ok(Html(OwnPage::new(&app, page, officer, Problems::none()).await?))
}

/// The page with what is wrong.
pub(super) async fn refuse(app: &App, page: Page, officer: SignedIn, problems: Problems) -> Result<Response, Error> {
    let status = problems.status();
    Ok((status, Html(OwnPage::new(app, page, officer, problems).await?)).into_response())
}

/// A change of password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Change {
    sandi: String,
    sandi_baru: String,
    sandi_ulang: String,
}

/// POST `/petugas/akun/sandi`: a new password ends every other session, and this one gets another token. Wrong ones count
/// as they do at the sign-in, because a session that was left open must not become a way to find the password out.
pub async fn change(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Form(draft): Form<Change>,
) -> Result<Response, Error> {
    to_its_end(&app.clone(), judge_change(app, page, officer, draft)).await
}

async fn judge_change(app: App, page: Page, officer: SignedIn, draft: Change) -> Result<Response, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    let account = db::by_id(&mut tx, officer.id).await?.ok_or(Error::SignIn)?;
    tx.commit().await?;
    let mut problems = Problems::none();
    if draft.sandi.is_empty() {
        problems.add("sandi", fl!(page.t, "akun-sandi-lama-kosong"));
    }
    let known = [account.sign_in.as_str(), &officer.name];
    judge_new(&page, &mut problems, &draft.sandi_baru, &draft.sandi_ulang, known);
    if !problems.any() {
        let (turn, now) = (Turn::take().await?, clock::now());
        let mut tx = app.db.begin(officer.actor()).await?;
        let tries = Tries::of(&app, &mut tx, &account.sign_in).await?;
        tx.commit().await?;
        if let Some(until) = tries.until(now) {
            problems.add("sandi", wait(&page, until));
            return refuse(&app, page, officer, problems).await;
        }
        if turn.check(draft.sandi, account.password_hash).await? {
            let hash = turn.hash(draft.sandi_baru).await?;
            let mut tx = app.db.begin(officer.actor()).await?;
            tries.forget(&mut tx).await?;
            db::set_password(&mut tx, officer.id, &hash).await?;
            log_act(&mut tx, Some(officer.id), "password", "", clock::now()).await?;
            tell(&mut tx, officer.id, News::Password, None, clock::now()).await?;
            let renewed = session::renew(&mut tx, &app, &officer, None).await?;
            session::end_others(&mut tx, Some(&renewed.session), officer.id).await?;
            tx.commit().await?;
            let mut response = Redirect::to("/petugas/akun").into_response();
            cookies::put(response.headers_mut(), renewed.cookie);
            return Ok(response);
        }
        let mut tx = app.db.begin(officer.actor()).await?;
        tries.one_more(&mut tx, now).await?;
        tx.commit().await?;
        problems.add("sandi", fl!(page.t, "akun-sandi-lama-salah"));
    }
    refuse(&app, page, officer, problems).await
}

/// Judges a new password typed twice by somebody with this sign-in name and name.
pub(super) fn judge_new(page: &Page, problems: &mut Problems, new: &str, again: &str, [sign_in, name]: [&str; 2]) {
    match judge(new, &[sign_in, name, &page.brand.name, &page.brand.office]) {
        Ok(()) if new != again => problems.add("sandi_ulang", fl!(page.t, "akun-sandi-beda")),
        Ok(()) => {}
        Err(Weak::Short) => problems.add("sandi_baru", fl!(page.t, "akun-sandi-pendek")),
        Err(Weak::Long) => problems.add("sandi_baru", fl!(page.t, "akun-sandi-panjang")),
        Err(Weak::Guessable) => problems.add("sandi_baru", fl!(page.t, "akun-sandi-mudah")),
    }
}

/// Which session to end; empty: every other one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ending {
    sesi: String,
}

/// POST `/petugas/akun/sesi`.
pub async fn end(State(app): State<App>, officer: SignedIn, Form(draft): Form<Ending>) -> Result<Response, Error> {
    let mut tx = app.db.begin(officer.actor()).await?;
    if draft.sesi.is_empty() {
        session::end_others(&mut tx, Some(&officer.session), officer.id).await?;
    } else if let Some(hash) = token::decode(&draft.sesi) {
        // only what is in the own list: a hash of somebody else's session ends nothing
        if db::own_sessions(&mut tx).await?.iter().any(|own| own.token_hash == hash) {
            session::end(&mut tx, &hash).await?;
        }
    }
    tx.commit().await?;
    Ok(Redirect::to("/petugas/akun").into_response())
}
