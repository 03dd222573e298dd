//! Step 5: files, links, witnesses (ui.md §9.5). Files are stored while they arrive, each under a key of its own.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::case::account::Account;
use crate::case::state::Kind;
use crate::db::Actor;
use crate::error::Error;
use crate::i18n::Tr;
use crate::intake::draft::{self, Open, Secrets};
use crate::intake::stage::Received;
use crate::intake::steps::{self, Entered, Frame, Step};
use crate::intake::{db, later, stage};
use crate::web::form::Pressed;
use crate::web::{Html, Page, Problems, Upload, text};

/// Longest list of links.
const LINKS_MAX: usize = 2000;
/// Longest note on witnesses.
const WITNESSES_MAX: usize = 2000;

/// What was typed beside the files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct EvidenceForm {
    /// The page was sent once: with nothing on it, it is finished too.
    pub seen: bool,
    pub tautan: String,
    pub saksi: String,
}

impl EvidenceForm {
    /// What is wrong.
    pub fn problems(&self, t: Tr) -> Problems {
        let mut problems = Problems::none();
        if text::long(&self.tautan, LINKS_MAX) {
            problems.add("tautan", fl!(t, "lapor-terlalu-panjang", n = text::over(&self.tautan, LINKS_MAX)));
        } else if !self.links().all(is_link) {
            problems.add("tautan", fl!(t, "lapor-tautan-galat"));
        }
        if text::long(&self.saksi, WITNESSES_MAX) {
            problems.add("saksi", fl!(t, "lapor-terlalu-panjang", n = text::over(&self.saksi, WITNESSES_MAX)));
        }
        problems
    }

    fn links(&self) -> impl Iterator<Item = &str> {
        self.tautan.split_whitespace()
    }

    /// Writes the answers into the account.
    pub fn fill(&self, account: &mut Account) {
        account.links = self.links().collect::<Vec<_>>().join("\n");
        self.saksi.trim().clone_into(&mut account.witnesses);
    }
}

/// A whole address: `https://` and a host with a dot. Old sites still have `http://`.
fn is_link(typed: &str) -> bool {
    let lower = typed.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| host.contains('.') && !host.starts_with('.') && !host.ends_with('.'))
}

#[derive(Template)]
#[template(path = "intake/evidence.html")]
struct EvidencePage {
    page: Page,
    problems: Problems,
    form: EvidenceForm,
    files: Vec<stage::Row>,
    anonymous: bool,
    frame: Frame,
}

fn show(page: Page, open: &Open, form: EvidenceForm, problems: Problems, unsaved: bool) -> Response {
    let status = steps::status(&problems, unsaved);
    let files = stage::rows(&page, &open.files);
    let anonymous = open.draft.is_anonymous();
    let frame = Frame::of(&page, Step::Evidence, Step::Event.path(), unsaved);
    (status, Html(EvidencePage { page, problems, form, files, anonymous, frame })).into_response()
}

/// `GET /lapor/bukti`.
pub(super) async fn ask(State(app): State<App>, page: Page, secrets: Secrets) -> Result<Response, Error> {
    let open = match steps::enter(&app, &page, &secrets, Step::Evidence).await? {
        Ok(open) => open,
        Err(away) => return Ok(away),
    };
    let form = open.draft.evidence.clone();
    Ok(show(page, &open, form, Problems::none(), false))
}

/// `POST /lapor/bukti`: takes the chosen files, whichever button was pressed.
pub(super) async fn save(
    State(app): State<App>,
    page: Page,
    mut secrets: Secrets,
    mut upload: Upload,
) -> Result<Response, Error> {
    match steps::enter_with(&app, &mut secrets, Kind::Complaint, &mut upload).await? {
        Entered::Sent(away) => Ok(away),
        Entered::Unsaved => {
            let (open, received) = (Open::unknown(Kind::Complaint), Received::words_only(upload).await);
            keep(&app, page, &secrets, &open, received).await
        }
        Entered::Draft(mut open, new) => {
            let received = stage::receive(&app, page.t, &mut open, upload).await?;
            let mut response = keep(&app, page, &secrets, &open, received).await?;
            if let Some(secret) = new {
                draft::give(&app, Kind::Complaint, &secret, &mut response);
            }
            Ok(response)
        }
    }
}

async fn keep(app: &App, page: Page, secrets: &Secrets, open: &Open, received: Received) -> Result<Response, Error> {
    if received.late {
        return Ok(steps::see_other(steps::receipt_without(open.kind)));
    }
    let pressed = received.text("aksi").to_owned();
    let form = EvidenceForm {
        seen: open.draft.evidence.seen || pressed == "lanjut",
        tautan: received.text("tautan").to_owned(),
        saksi: received.text("saksi").to_owned(),
    };
    if received.unsaved {
        return Ok(show(page, open, form, Problems::none(), true));
    }
    let mut problems = received.problems;
    if pressed == "unggah" && received.files == 0 && !problems.any() {
        problems.add("berkas", fl!(page.t, "lapor-berkas-pilih"));
    }
    problems.extend(&form.problems(page.t));
    let later = pressed == "nanti";
    if problems.any() && !later {
        return Ok(show(page, open, form, problems, false));
    }
    let kept = form.clone();
    match draft::change(app, secrets, Kind::Complaint, |draft| draft.evidence = kept).await {
        Ok(_) if pressed == "unggah" => Ok(steps::see_other(Step::Evidence.path())),
        Ok(saved) => later::or_next(app, &page, saved, later).await,
        Err(Error::Unavailable(_)) => Ok(show(page, open, form, Problems::none(), true)),
        Err(error) => Err(error),
    }
}

/// `POST /lapor/bukti/{id}/hapus`: takes one file out again.
pub(super) async fn remove(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Path(file): Path<Uuid>,
    _: Pressed,
) -> Result<Response, Error> {
    drop_file(&app, &page, &secrets, Step::Evidence, file).await
}

/// Takes a file out of the draft and off the disk; one that is gone already is no error.
pub(super) async fn drop_file(
    app: &App,
    page: &Page,
    secrets: &Secrets,
    step: Step,
    file: Uuid,
) -> Result<Response, Error> {
    let open = match steps::enter(app, page, secrets, step).await? {
        Ok(open) => open,
        Err(away) => return Ok(away),
    };
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let open = draft::lock(app, &mut tx, open).await?;
    if open.filed {
        return Ok(steps::see_other(steps::receipt_without(open.kind)));
    }
    let gone = db::remove_file(&mut tx, open.id, file).await?;
    tx.commit().await?;
    if gone {
        app.store.delete(file).await.map_err(Error::internal)?;
    }
    Ok(steps::see_other(step.path()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    fn on(field: &str, tautan: &str, saksi: &str) -> Option<String> {
        let form = EvidenceForm { seen: true, tautan: tautan.into(), saksi: saksi.into() };
        form.problems(Lang::Id.texts()).on(field).map(str::to_owned)
    }

    #[test]
    fn everything_may_be_empty() {
        assert_eq!(on("tautan", "", ""), None);
        assert_eq!(on("saksi", "", ""), None);
    }

    #[test]
    fn links_are_whole_addresses() {
        let wrong = "Tulis tautan lengkap, diawali https://";
        for bad in ["contoh.id/a", "https://", "https://a", "ftp://contoh.id", "https://contoh.id\nhalo", "https://.id"]
        {
            assert_eq!(on("tautan", bad, "").as_deref(), Some(wrong), "{bad}");
        }
        assert_eq!(on("tautan", "https://contoh.id/a?b=c#d\n http://www.contoh.co.id", ""), None);
        let form =
            EvidenceForm { seen: true, tautan: " https://a.id\r\n\nhttps://b.id ".into(), saksi: " Dua orang ".into() };
        let mut account = Account::default();
        form.fill(&mut account);
        assert_eq!((account.links.as_str(), account.witnesses.as_str()), ("https://a.id\nhttps://b.id", "Dua orang"));
    }

    #[test]
    fn long_texts_are_refused_with_the_surplus() {
        assert_eq!(on("saksi", "", &"x".repeat(2005)).as_deref(), Some("Terlalu panjang. Kurangi 5 huruf"));
        let links = format!("https://contoh.id/{}", "x".repeat(2000));
        assert_eq!(on("tautan", &links, "").as_deref(), Some("Terlalu panjang. Kurangi 18 huruf"));
    }
}
