//! Where a reporter wishes to be told that something waits.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::App;
use crate::case::db::{self, damaged};
use crate::i18n::Lang;

/// Keeps the address for notices of a case, sealed to the mailer, in the place of an earlier one.
///
/// # Errors
///
/// When the database refuses; an address longer than any e-mail address cannot be sealed.
pub async fn keep_address(
    app: &App,
    tx: &mut PgConnection,
    case: Uuid,
    address: &str,
    lang: Lang,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let key = app.keys.contact();
    let sealed = key.seal(case, address).map_err(damaged)?;
    db::set_contact(tx, case, (&key.id(), &sealed), lang.code(), now).await
}
