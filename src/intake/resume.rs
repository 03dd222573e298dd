//! `/lanjut`: going on with a draft by its code, on any device.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use crate::app::App;
use crate::case::state::Kind;
use crate::clock;
use crate::db::Actor;
use crate::error::Error;
use crate::i18n::Tr;
use crate::intake::draft::{self, Open};
use crate::intake::{db, steps};
use crate::vault::{CodeError, DraftCode, DraftKey, token};
use crate::web::{Form, Html, Page, Problems, cookies, session};

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

/// `POST /lanjut`. A wrong code, an ended draft and one that was filed meanwhile get the same answer.
pub(super) async fn open(State(app): State<App>, page: Page, Form(form): Form<ResumeForm>) -> Result<Response, Error> {
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
    let now = clock::now();
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let found = match db::by_code(&mut tx, &code.lookup(&app.keys), now).await? {
        Some(row) => {
            let wrap = row.code_wrap.clone().unwrap_or_default();
            let key = DraftKey::unwrap_by_code(&code, row.id, &wrap).map_err(Error::internal)?;
            let open = Open::of(&row, key)?;
            // The receipt belongs to the browser that filed; a draft code opens no case.
            let filed = db::is_filed(&mut tx, &open.idem_mac(&app), now - draft::LIFE).await?;
            Some(open).filter(|_| !filed)
        }
        None => None,
    };
    let Some(open) = found else {
        let text = fl!(page.t, "lapor-lanjut-tidak-ada");
        return Ok(refuse(page, text));
    };
    let secret = token::random_token();
    let wrap = open.key.wrap_for_cookie(&secret, open.id);
    db::set_cookie(&mut tx, open.id, Some(&session::draft_lookup(&secret)), Some(&wrap)).await?;
    tx.commit().await?;
    let kind: Kind = open.kind;
    let mut response = steps::see_other(steps::next(kind, &open.draft, steps::today(&page)).path());
    cookies::put(response.headers_mut(), session::draft_cookie(draft::cookie_name(kind), &secret, app.secure));
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
