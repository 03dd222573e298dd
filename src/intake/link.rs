//! Complaints that come out of a case that the reporter has opened: retaliation, and a consultation that becomes a
//! complaint. Nothing is sent before the check page.

use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::case::account::Account;
use crate::case::case::Case;
use crate::case::db;
use crate::case::state::{Kind, Mode};
use crate::error::Error;
use crate::intake::accused::{AccusedForm, UNLISTED};
use crate::intake::draft::{self, Draft, Origin, Secrets};
use crate::intake::mode::ModeForm;
use crate::intake::{later, steps};
use crate::web::Page;
use crate::web::form::Pressed;
use crate::web::session::Opened;

/// The choice for retaliation.
const RETALIATION: &str = "pembalasan";

/// `POST /lapor/pembalasan`: one tap from any opened case.
pub(super) async fn retaliation(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    opened: Opened,
    _: Pressed,
) -> Result<Response, Error> {
    let (case, account, _) = read(&app, opened).await?;
    let mut draft = linked(&case, "retaliation");
    RETALIATION.clone_into(&mut draft.choice.jenis);
    draft.accused = whereabouts(&account);
    begin(&app, &page, &secrets, draft).await
}

/// `POST /lapor/dari-konsultasi`: a consultation becomes a complaint with nothing typed twice.
pub(super) async fn conversion(
    State(app): State<App>,
    page: Page,
    secrets: Secrets,
    opened: Opened,
    _: Pressed,
) -> Result<Response, Error> {
    let (case, account, summary) = read(&app, opened).await?;
    if case.kind != Kind::Consultation || case.state.is_final() {
        return Err(Error::Moved);
    }
    let mut draft = linked(&case, "conversion");
    let parts = [summary.unwrap_or_default(), account.question];
    draft.event.uraian = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    begin(&app, &page, &secrets, draft).await
}

/// The opened case, what its reporter wrote, and the consultant's summary of it.
async fn read(app: &App, opened: Opened) -> Result<(Case, Account, Option<String>), Error> {
    let mut tx = app.db.begin(opened.actor()).await?;
    let case = db::load(&mut tx, opened.case).await?.ok_or(Error::NotFound)?;
    let secret = db::secret(&mut tx, &app.keys, opened.case).await?.ok_or(Error::NotFound)?;
    let summary = db::offered_summary(&mut tx, &secret.key, opened.case).await?;
    Ok((case, secret.account, summary))
}

fn linked(case: &Case, kind: &str) -> Draft {
    let origin = Origin { link: Some((case.id, kind.to_owned())), number: case.number.clone(), ..Origin::default() };
    // Who was anonymous stays so unless they choose otherwise. A name is typed again: it was sealed and nobody here can
    // read it back.
    let mode = if case.mode == Mode::Anonymous { ModeForm::of(Mode::Anonymous) } else { ModeForm::default() };
    Draft { mode, origin, ..Draft::default() }
}

/// The same agency; whoever retaliates may be somebody else than the person named before.
fn whereabouts(account: &Account) -> AccusedForm {
    let listed = account.agency.map_or_else(|| UNLISTED.to_owned(), |id| id.to_string());
    AccusedForm {
        instansi: account.agency_text.clone(),
        instansi_untuk: account.agency_text.clone(),
        instansi_id: if account.agency_text.is_empty() { String::new() } else { listed },
        unit: account.unit_text.clone(),
        ..AccusedForm::default()
    }
}

/// Begins the complaint, unless the browser holds something that would be lost with it; a second tap goes on with the first.
async fn begin(app: &App, page: &Page, secrets: &Secrets, draft: Draft) -> Result<Response, Error> {
    let present = draft::open(app, secrets, Kind::Complaint).await?;
    if let Some(same) = present.as_ref().filter(|open| !open.filed && open.draft.origin.link == draft.origin.link) {
        return Ok(steps::see_other(steps::next(Kind::Complaint, &same.draft, steps::today(page)).path()));
    }
    if let Some(first) = later::first(app, present).await? {
        return Ok(first);
    }
    let tx = app.db.begin(crate::db::Actor::Anonymous).await?;
    let saved = draft::begin(app, tx, Kind::Complaint, draft).await?;
    let mut response = steps::see_other("/lapor/cara");
    saved.give(app, &mut response);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_agency_is_carried_over_as_it_was_picked() {
        let account = Account { agency_text: "Dinas Umpama".into(), agency: Some(Uuid::nil()), ..Default::default() };
        let form = whereabouts(&account);
        assert!(form.settled());
        assert_eq!(form.instansi_id, Uuid::nil().to_string());
        assert!(!whereabouts(&Account::default()).settled(), "nothing typed, nothing picked");
    }
}
