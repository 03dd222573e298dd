//! Questions of the public pages.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// One figure as the worker last counted it.
#[derive(sqlx::FromRow)]
pub struct Figure {
    pub key: String,
    pub value: i64,
    pub at: DateTime<Utc>,
}

/// Every public figure; small ones are not yet suppressed.
pub async fn figures(conn: &mut PgConnection) -> Result<Vec<Figure>, sqlx::Error> {
    sqlx::query_as("select key, value, at from public_figures()").fetch_all(conn).await
}

/// The form's choices in their order: code, Indonesian, English.
pub async fn choices(conn: &mut PgConnection) -> Result<Vec<(String, String, String)>, sqlx::Error> {
    sqlx::query_as("select code, label_id, label_en from form_choice order by position, code").fetch_all(conn).await
}
