//! `/petugas/kelola/pegawai`: the organisation register: who works where and under whom. The wall reads it. People stand
//! in it as keyed hashes, so it can be asked about a person and cannot be read out.
//!
//! What it loses takes walls from cases to come (those that stand stay). One administrator keeps it, because it comes from
//! the staff office every month with hundreds of changes that nobody else could judge; so it asks who is there, the log
//! says how many were added, changed and removed, and when anybody was changed or removed every other administrator hears
//! of it. Who only adds people adds walls, and nobody is disturbed.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::account::{News, tell_administrators};
use crate::db::log_act;
use crate::web::Routes;
use crate::web::session::SignedIn;
use db::Written;

mod db;
mod import;
mod person;
mod row;

/// Addresses of the register.
pub fn routes() -> Routes {
    Routes::new()
        .route("/petugas/kelola/pegawai", get(person::show).post(person::save))
        .route("/petugas/kelola/pegawai/cari", post(person::find))
        .route("/petugas/kelola/pegawai/hapus", post(person::remove))
        .route("/petugas/kelola/pegawai/contoh", get(import::sample))
        .route(
            "/petugas/kelola/pegawai/impor",
            get(import::show).post(import::save).layer(DefaultBodyLimit::max(import::LIMIT)),
        )
}

/// Writes down what an administrator did to the register, and tells the others where it says less or something else now.
async fn note(
    conn: &mut PgConnection,
    who: &SignedIn,
    act: &str,
    written: Written,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let Written { added, changed, removed } = written;
    log_act(conn, Some(who.id), act, &format!("{added}/{changed}/{removed}"), now).await?;
    if changed + removed > 0 {
        tell_administrators(conn, News::Register, who.id, now).await?;
    }
    Ok(())
}
