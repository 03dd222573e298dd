//! `/lanjut`: going on with a draft by its code, on any device.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use crate::app::App;
use crate::case::state::Kind;
use crate::clock;
use crate::db::{Actor, Tx};
use crate::error::Error;
use crate::i18n::Tr;
use crate::intake::draft::{self, Open, Secrets};
use crate::intake::{db, later, steps};
use crate::vault::{CodeError, DraftCode, DraftKey, token};
use crate::web::{Form, Html, Page, Problems, session};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ResumeForm {
    kode: String,
}

#[derive(Template)]
#[template(path = "intake/resume.html")]
struct ResumePage {
    page: Page,
    problems: Problems,
    typed: String,
}

/// `GET /lanjut`.
pub(super) async fn ask(page: Page) -> Html<impl Template> {
    Html(ResumePage { page, problems: Problems::none(), typed: String::new() })
}

fn sentence(t: Tr, error: CodeError) -> String {
    match error {
        CodeError::Empty => fl!(t, "lapor-lanjut-kosong"),
        CodeError::Length { got } => fl!(t, "lapor-lanjut-panjang", n = i64::try_from(got).unwrap_or(i64::MAX)),
        CodeError::Letter | CodeError::Check => fl!(t, "lapor-lanjut-salah"),
    }
}

/// The draft of a code, locked until the end of the transaction; not one that was filed.
async fn find(app: &App, tx: &mut Tx, code: &DraftCode) -> Result<Option<Open>, Error> {
    let now = clock::now();
    let Some(row) = db::by_code(tx, &code.lookup(&app.keys), now).await? else { return Ok(None) };
    let wrap = row.code_wrap.clone().unwrap_or_default();
    let key = DraftKey::unwrap_by_code(code, row.id, &wrap).map_err(Error::internal)?;
    let open = Open::of(&row, key)?;
    // The receipt belongs to the browser that filed; a draft code opens no case.
    let filed = db::is_filed(tx, &open.idem_mac(app), now - draft::LIFE).await?;
    Ok(Some(open).filter(|_| !filed))
}

/// What the browser holds in the place of the draft of a code, unless it is that draft itself. `None` for no draft.
async fn in_its_place(app: &App, secrets: &Secrets, code: &DraftCode) -> Result<Option<Option<Open>>, Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let wanted = find(app, &mut tx, code).await?;
    // ended here and not on drop: what follows asks for the connection and for the draft
    tx.commit().await?;
    let Some(wanted) = wanted else { return Ok(None) };
    let present = draft::open(app, secrets, wanted.kind).await?;
    Ok(Some(present.filter(|open| open.id != wanted.id)))
}

/// `POST /lanjut`. A wrong code, an ended draft and one that was filed meanwhile get the same answer.
pub(super) async fn open(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    Form(form): Form<ResumeForm>,
) -> Result<Response, Error> {
    let refuse = |page: Page, text: String| {
        let mut problems = Problems::none();
        problems.add("kode", text);
        let status = problems.status();
        (status, Html(ResumePage { page, problems, typed: form.kode.clone() })).into_response()
    };
    let code = match DraftCode::parse(&form.kode) {
        Ok(code) => code,
        Err(error) => {
            let text = sentence(page.t, error);
            return Ok(refuse(page, text));
        }
    };
    if let Some(present) = in_its_place(&app, &secrets, &code).await?
        && let Some(first) = later::first(&app, present).await?
    {
        return Ok(first);
    }
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let Some(open) = find(&app, &mut tx, &code).await? else {
        secrets.asked.missed(&app);
        let text = fl!(page.t, "lapor-lanjut-tidak-ada");
        return Ok(refuse(page, text));
    };
    let secret = token::random_token();
    let wrap = open.key.wrap_for_cookie(&secret, open.id);
    db::set_cookie(&mut tx, open.id, Some(&session::draft_lookup(&secret)), Some(&wrap)).await?;
    tx.commit().await?;
    let kind: Kind = open.kind;
    let mut response = steps::see_other(steps::next(kind, &open.draft, steps::today(&page)).path());
    draft::give(&app, kind, &secret, &mut response);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn typing_errors_are_told_before_anything_is_looked_up() {
        let say = |typed: &str| DraftCode::parse(typed).map(|_| ()).map_err(|error| sentence(Lang::Id.texts(), error));
        assert_eq!(say(""), Err("Tulis kode draf Anda".into()));
        assert_eq!(say("D-7KQ4"), Err("Kode draf punya 24 huruf dan angka setelah D-. Yang Anda tulis baru 4".into()));
        let mut wrong = DraftCode::generate().show();
        assert_eq!(say(&wrong), Ok(()));
        let last = wrong.pop();
        wrong.push(if last == Some('0') { '1' } else { '0' });
        assert_eq!(say(&wrong), Err("Ada huruf yang keliru. Periksa lagi tiap huruf".into()));
    }
}
