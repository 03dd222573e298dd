//! Sending: the one press that makes a case, exactly once (security.md §2.4).

use axum::extract::State;
use axum::response::Response;
use i18n_embed_fl::fl;
use serde::Deserialize;

use crate::app::App;
use crate::case::act::{self, NewCase, NewFile};
use crate::case::state::{Kind, Mode};
use crate::clock;
use crate::db::Actor;
use crate::error::Error;
use crate::i18n::Lang;
use crate::intake::draft::{self, Open, Secrets};
use crate::intake::steps::{self, Step};
use crate::intake::{catalogue, check, db, question, title, unsent};
use crate::web::{Form, Page, Problems};

/// What the check page sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SendForm {
    /// Good faith.
    setuju: String,
    /// Nobody sees this field, so only programs fill it in.
    situs: String,
    /// What the check page showed. Another tab may have changed it since.
    dilihat: String,
}

/// `POST /lapor/kirim`.
pub(super) async fn complaint(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<SendForm>,
) -> Result<Response, Error> {
    send(app, page, secrets, Kind::Complaint, form).await
}

/// `POST /konsultasi/tulis/kirim`.
pub(super) async fn consultation(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<SendForm>,
) -> Result<Response, Error> {
    send(app, page, secrets, Kind::Consultation, form).await
}

async fn send(app: App, page: Page, secrets: Secrets, kind: Kind, form: SendForm) -> Result<Response, Error> {
    let agreed = !form.setuju.is_empty();
    if secrets.of(kind).is_none() {
        return Ok(steps::see_other("/"));
    }
    let open = match draft::open_to_file(&app, &secrets, kind).await {
        Ok(open) => open.ok_or(Error::Gone)?,
        Err(Error::Unavailable(_)) => return Ok(unsent::show(page, kind)),
        Err(error) => return Err(error),
    };
    let next = steps::next(kind, &open.draft, steps::today(&page));
    if !matches!(next, Step::Check | Step::AskCheck) {
        return Ok(steps::see_other(next.path()));
    }
    let problems = form.problems(&page, &open);
    if problems.any() {
        return check::show(&app, page, &open, problems, agreed, false).await;
    }
    let filed = async { file(&app, new_case(&app, &page, &open).await?).await };
    match filed.await {
        Ok(()) => Ok(steps::see_other(steps::receipt(kind))),
        Err(Error::Unavailable(_)) => {
            match check::show(&app, page.clone(), &open, Problems::none(), agreed, true).await {
                Err(Error::Unavailable(_)) => Ok(unsent::show(page, kind)),
                shown => shown,
            }
        }
        // a change that came between reading and filing
        Err(Error::Moved) => match draft::open(&app, &secrets, kind).await? {
            Some(now) if !now.filed && now.stamp != open.stamp => {
                let problems = form.problems(&page, &now);
                check::show(&app, page, &now, problems, agreed, false).await
            }
            _ => Err(Error::Moved),
        },
        Err(error) => Err(error),
    }
}

impl SendForm {
    fn problems(&self, page: &Page, open: &Open) -> Problems {
        let mut problems = Problems::none();
        if !self.dilihat.is_empty() && self.dilihat != open.seen() {
            problems.add("dilihat", fl!(page.t, "lapor-berubah"));
        }
        if open.kind == Kind::Complaint && self.setuju.is_empty() {
            problems.add("setuju", fl!(page.t, "lapor-setuju-galat"));
        }
        if !self.situs.is_empty() {
            problems.add("situs", fl!(page.t, "lapor-situs-galat"));
        }
        problems
    }
}

/// What is filed. The one-use key comes from the draft's own key, so it is the same on every press.
async fn new_case(app: &App, page: &Page, open: &Open) -> Result<NewCase, Error> {
    let draft = &open.draft;
    let today = steps::today(page);
    let account = draft.account(open.kind, today);
    let title = match open.kind {
        Kind::Complaint => title::of_complaint(&account, &catalogue::label(app, Lang::Id, &account.choice).await?),
        Kind::Consultation => title::of_question(&question::topic_name(Lang::Id.texts(), &account.topic)),
    };
    Ok(NewCase {
        kind: open.kind,
        mode: draft.mode.mode().unwrap_or(Mode::Anonymous),
        channel: draft.channel(),
        lang: page.lang,
        account,
        title,
        identity: draft.identity(today),
        release_name: draft.is_open(),
        campaign: draft.origin.campaign,
        files: open
            .files
            .iter()
            .map(|file| NewFile { id: file.id, meta: file.meta.clone(), identity: file.identity.clone() })
            .collect(),
        idem: *open.key.one_use_key(),
        link: draft.origin.link.as_ref().map(|(case, kind)| (*case, link_kind(kind))),
        by: None,
        draft: Some((open.id, open.stamp.clone())),
    })
}

fn link_kind(kind: &str) -> &'static str {
    if kind == "conversion" { "conversion" } else { "retaliation" }
}

/// Files in a task of its own, so that a lost connection does not stop it half-way.
async fn file(app: &App, new: NewCase) -> Result<(), Error> {
    let (app, tasks) = (app.clone(), app.tasks.clone());
    let filing = async move {
        let campaign = new.campaign;
        let filed = act::file(&app, new).await?;
        if let Some(campaign) = campaign.filter(|_| filed.fresh) {
            count(&app, campaign).await;
        }
        Ok(())
    };
    tasks.spawn(filing).await.map_err(Error::internal)?
}

/// One more complaint from a poster. The figure may miss one; the complaint may not.
async fn count(app: &App, campaign: uuid::Uuid) {
    let day = app.brand.current(app).zone.day(clock::now());
    let counted = async {
        let mut tx = app.db.begin(Actor::Anonymous).await?;
        db::bump(&mut tx, campaign, day, "sent").await?;
        tx.commit().await
    };
    if let Err(error) = counted.await {
        tracing::warn!(%error, "a campaign's counter was not moved");
    }
}
