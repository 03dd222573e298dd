//! Roles and databases of a cluster. They live outside the migrations because roles belong to the cluster.

use super::PgError;
use sqlx::{AssertSqlSafe, Executor, PgConnection};

/// Makes the roles, and leaves existing ones as they are. A superuser of an external server can run it by hand.
pub const ROLES_SQL: &str = include_str!("roles.sql");

/// Any number that nobody else uses.
const ROLES_LOCK: i64 = 0x006b_656e_746f_6e67;

/// Makes the database roles if they are missing. Idempotent, needs no rights when nothing is missing.
///
/// # Errors
/// [`PgError::Roles`] with the statements to run when this account may not make them.
pub async fn ensure_roles(conn: &mut PgConnection) -> Result<(), PgError> {
    if roles_complete(conn).await? {
        return Ok(());
    }
    sqlx::query("select pg_advisory_lock($1)").bind(ROLES_LOCK).execute(&mut *conn).await?;
    let made = conn.execute(ROLES_SQL).await;
    sqlx::query("select pg_advisory_unlock($1)").bind(ROLES_LOCK).execute(&mut *conn).await?;
    match made {
        Ok(_) => Ok(()),
        Err(error) => Err(PgError::Roles { said: error.to_string(), sql: ROLES_SQL }),
    }
}

async fn roles_complete(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select count(*) = 6
                and bool_and(rolcanlogin = (rolname in ('kentongan_owner', 'kentongan_app')))
                and bool_and(rolbypassrls = (rolname = 'kentongan_backup'))
                and not bool_or(rolsuper)
                and (select count(*) = 4 from pg_auth_members m
                      where (m.member, m.roleid) in (
                            select a.oid, b.oid from pg_roles a, pg_roles b
                             where (a.rolname, b.rolname) in (('kentongan_app', 'kentongan_web'),
                                   ('kentongan_app', 'kentongan_worker'), ('kentongan_app', 'kentongan_mailer'),
                            ('kentongan_backup', 'pg_read_all_data'))))
           from pg_roles
          where rolname in ('kentongan_owner', 'kentongan_app', 'kentongan_web', 'kentongan_worker', 'kentongan_mailer',
                          'kentongan_backup')",
    )
    .fetch_one(conn)
    .await
}

/// The statements that a superuser must run before the account of this connection can act as Kentongan's roles
/// in this database; `None` when it can.
pub(super) async fn missing_rights(conn: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select nullif(concat_ws(E'\n',
                case when not (pg_has_role(current_user, 'kentongan_owner', 'member')
                               and pg_has_role(current_user, 'kentongan_app', 'member'))
                     then format('grant kentongan_owner, kentongan_app to %I;', current_user) end,
                case when not has_schema_privilege('kentongan_owner', 'public', 'create')
                     then format('alter database %I owner to kentongan_owner;', current_database()) end), '')",
    )
    .fetch_one(conn)
    .await
}

/// Makes a database if there is none of this name; only Kentongan's own roles may enter it.
///
/// # Errors
/// What the server says, for example that this account may not make databases.
pub async fn create_database(conn: &mut PgConnection, name: &str, owner: &str) -> Result<(), sqlx::Error> {
    if database_exists(conn, name).await? {
        return Ok(());
    }
    // not in one go: a database cannot be made inside a transaction
    run_on(conn, "create database {} owner {}", name, owner).await?;
    run_on(conn, "revoke all on database {} from public", name, owner).await?;
    run_on(conn, "grant connect on database {} to kentongan_app, kentongan_backup", name, owner).await
}

/// Whether the cluster has this database.
pub(super) async fn database_exists(conn: &mut PgConnection, name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from pg_database where datname = $1)").bind(name).fetch_one(conn).await
}

/// A copy of `template`, a moment's work.
pub(super) async fn copy_database(conn: &mut PgConnection, name: &str, template: &str) -> Result<(), sqlx::Error> {
    run_on(conn, "create database {} template {} owner kentongan_owner strategy file_copy", name, template).await?;
    run_on(conn, "grant connect on database {} to kentongan_app, kentongan_backup", name, template).await?;
    run_on(conn, "revoke all on database {} from public", name, template).await
}

/// Gives a finished template its name and closes it to connections, which would be in the way of copying.
pub(super) async fn seal_template(conn: &mut PgConnection, from: &str, to: &str) -> Result<(), sqlx::Error> {
    run_on(conn, "alter database {} allow_connections false", from, to).await?;
    run_on(conn, "alter database {} rename to {}", from, to).await
}

/// Ends its connections and drops a database.
pub(super) async fn drop_database(conn: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    run_on(conn, "drop database if exists {} with (force)", name, "").await
}

/// The databases whose names start so.
pub(super) async fn databases_like(conn: &mut PgConnection, prefix: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("select datname::text from pg_database where starts_with(datname::text, $1)")
        .bind(prefix)
        .fetch_all(conn)
        .await
}

/// Names cannot be bound as parameters here, so they are quoted: each `{}` is an identifier.
async fn run_on(conn: &mut PgConnection, sql: &str, first: &str, second: &str) -> Result<(), sqlx::Error> {
    let sql = sql.replacen("{}", &quoted(first), 1).replacen("{}", &quoted(second), 1);
    conn.execute(AssertSqlSafe(sql)).await.map(drop)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
