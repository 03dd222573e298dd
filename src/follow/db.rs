//! What a reporter's pages read beside the case itself.

use sqlx::PgConnection;
use uuid::Uuid;

/// Whether the identity that the asking reporter gave is kept; its time may be over.
pub(super) async fn identity_held(tx: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select identity_held()").fetch_one(tx).await
}

/// Code of the state of the case that this one was joined to.
pub(super) async fn parent_state(tx: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select parent_state()").fetch_one(tx).await
}

/// A kind of reader of the case: a role in a unit, a role without one, or one officer's number.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Reader {
    pub(super) unit: Option<String>,
    pub(super) role: Option<String>,
    pub(super) alias: Option<i32>,
}

/// Who may see the asking reporter's case.
pub(super) async fn readers(tx: &mut PgConnection) -> Result<Vec<Reader>, sqlx::Error> {
    sqlx::query_as("select unit, role, alias from case_readers() order by unit nulls last, role, alias")
        .fetch_all(tx)
        .await
}

/// The numbers by which citizens know these officers.
pub(super) async fn aliases(tx: &mut PgConnection, officers: &[Uuid]) -> Result<Vec<(Uuid, i32)>, sqlx::Error> {
    sqlx::query_as("select id, alias from officer where id = any ($1) order by alias")
        .bind(officers)
        .fetch_all(tx)
        .await
}

/// The reporter's own key of the case that a code opens, under that code.
pub(super) async fn own_key(tx: &mut PgConnection, lookup: &[u8; 32]) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select key_wrap from copy_find($1)").bind(lookup.as_slice()).fetch_optional(tx).await
}

/// Gives a case from before its reporter's own key, unless it has one.
pub(super) async fn begin_own_key(tx: &mut PgConnection, lookup: &[u8; 32], wrap: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("select copy_begin($1, $2)").bind(lookup.as_slice()).bind(wrap).execute(tx).await.map(drop)
}

/// The own key as the open session keeps it.
pub(super) async fn kept_key(tx: &mut PgConnection, session: &[u8; 32]) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select session_own_key($1)").bind(session.as_slice()).fetch_one(tx).await
}
