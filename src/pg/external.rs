//! A server of the operator's own, named by `DATABASE_URL`: nothing is started, roles and rights are seen to.

use super::{OWNER, PgError, db};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection};

/// How to reach an external server.
#[derive(Debug, Clone)]
pub struct External {
    /// For the pool of the program, which takes a role in each transaction.
    pub app: PgConnectOptions,
    /// As the owner of the tables: migrations and `verify`. Not through `PgBouncer`, which drops the role.
    pub owner: PgConnectOptions,
}

/// Connects once, makes missing roles if it may, and checks that the account can act as them.
///
/// # Errors
/// [`PgError::Roles`] or [`PgError::Rights`] with the statements for a superuser, [`PgError::Sql`] when the
/// server cannot be reached.
pub async fn external(url: &str) -> Result<External, PgError> {
    let app: PgConnectOptions = url.parse()?;
    let mut conn = app.connect().await?;
    db::ensure_roles(&mut conn).await?;
    let missing = db::missing_rights(&mut conn).await?;
    conn.close().await?;
    match missing {
        Some(sql) => Err(PgError::Rights { sql }),
        None => Ok(External { owner: app.clone().options([("role", OWNER)]), app }),
    }
}
