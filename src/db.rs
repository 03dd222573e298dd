//! Actor-bound database transactions: nothing else hands out a connection.
//!
//! Each transaction is opened with the role and the actor in one round trip, so that row-level security knows who
//! asks. Statements are prepared once per connection, which a `PgBouncer` in transaction mode keeps track of from 1.21 on.

use std::ops::{Deref, DerefMut};

use chrono::{DateTime, Utc};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

/// Every migration of the schema, embedded in the binary.
pub static MIGRATOR: Migrator = sqlx::migrate!();

/// Who asks the database. Row-level security decides from this what exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Nobody in particular: sees no case.
    Anonymous,
    /// The reporter of this case, by receipt code.
    Citizen(Uuid),
    /// This officer.
    Officer(Uuid),
    /// The worker and the one door after its checks.
    System,
    /// Whoever sends notices: reads addresses and the outbox, and nothing else.
    Mailer,
}

impl Actor {
    const fn role(self) -> &'static str {
        match self {
            Self::System => "kentongan_worker",
            Self::Mailer => "kentongan_mailer",
            Self::Anonymous | Self::Citizen(_) | Self::Officer(_) => "kentongan_web",
        }
    }

    fn setting(self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Citizen(case) => format!("citizen:{case}"),
            Self::Officer(officer) => format!("officer:{officer}"),
            Self::System => "system".to_owned(),
            Self::Mailer => "mailer".to_owned(),
        }
    }
}

/// The database as the program sees it.
#[derive(Clone)]
pub struct Db {
    pool: PgPool,
}

impl Db {
    /// A pool of at most `size` connections for the login role of the application.
    #[must_use]
    pub fn new(options: PgConnectOptions, size: u32) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(size)
            .acquire_timeout(std::time::Duration::from_secs(10))
            .test_before_acquire(false)
            .connect_lazy_with(options.statement_cache_capacity(400));
        Self { pool }
    }

    /// Opens a transaction for `actor`. Connections that died while idle are replaced.
    pub async fn begin(&self, actor: Actor) -> Result<Tx, sqlx::Error> {
        self.open("begin", actor).await
    }

    /// Opens a transaction that only reads, and sees everything as it was at its first moment.
    pub async fn snapshot(&self, actor: Actor) -> Result<Tx, sqlx::Error> {
        self.open("begin isolation level repeatable read read only", actor).await
    }

    async fn open(&self, begin: &'static str, actor: Actor) -> Result<Tx, sqlx::Error> {
        // Only fixed words and a formatted UUID go into the statement.
        let open = || {
            AssertSqlSafe(format!(
                "{begin}; set local role {}; select set_config('app.actor', '{}', true)",
                actor.role(),
                actor.setting()
            ))
        };
        // After a restart of the server every idle connection is dead; each try throws one away.
        let mut tries = self.pool.options().get_max_connections();
        let tx = loop {
            match self.pool.begin_with(open()).await {
                Err(sqlx::Error::Io(_) | sqlx::Error::Database(_)) if tries > 0 => tries -= 1,
                other => break other?,
            }
        };
        Ok(Tx { tx })
    }

    /// Closes every connection; used at shutdown.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Whether a failure means that the database is away, stopping, full or not to be written just now, rather than that it
/// refused.
#[must_use]
pub fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => true,
        // classes 08, connection; 53, out of room, memory or connections; 57, stopped by an operator or a time limit; and
        // 25006, a copy that takes no changes
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| ["08", "53", "57"].iter().any(|class| code.starts_with(class)) || code == "25006"),
        _ => false,
    }
}

/// Whether nobody works here yet: a new office.
pub async fn has_no_officer(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select not exists (select from officer)").fetch_one(conn).await
}

/// Notes what somebody did outside any case, and to what: codes and numbers, never a person's name.
pub async fn log_act(
    conn: &mut PgConnection,
    officer: Option<Uuid>,
    action: &str,
    object: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into office_log (id, at, officer_id, action, object) values ($1, $2, $3, $4, $5)")
        .bind(Uuid::now_v7())
        .bind(now)
        .bind(officer)
        .bind(action)
        .bind(object)
        .execute(conn)
        .await
        .map(drop)
}

/// A setting of the database server, as it prints it.
pub async fn server_setting(conn: &mut PgConnection, name: &str) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select current_setting($1)").bind(name).fetch_one(conn).await
}

/// A transaction that belongs to one actor. Dropped without [`Tx::commit`] it leaves nothing behind.
pub struct Tx {
    tx: Transaction<'static, Postgres>,
}

impl Tx {
    /// Lets the one door lock, check and write; nothing else may call this (a test keeps it so). The actor stays who
    /// they are, so that the checks still know who asks.
    pub async fn elevate(&mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("set local role kentongan_worker").execute(&mut *self.tx).await.map(drop)
    }

    /// Undoes everything since the opening and lets go of its locks at once; a transaction that is only dropped does so a
    /// moment later.
    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        self.tx.rollback().await
    }

    /// Makes everything since the opening durable.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.tx.commit().await
    }
}

impl Deref for Tx {
    type Target = PgConnection;

    fn deref(&self) -> &Self::Target {
        &self.tx
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.tx
    }
}
