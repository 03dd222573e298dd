//! Officers' accounts: sign-in, sign-out, the own account, the one-time invitation.

use axum::routing::{get, post};
use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::db::log_act;
use crate::vault::token;
use crate::web::session::{self, SET_UP};
use crate::web::{Routes, leads_to};

mod away;
mod confirm;
mod db;
mod delay;
mod enter_passkey;
mod factors;
mod install;
mod invitation;
mod keys;
mod oidc;
mod own;
mod passkey;
mod password;
mod second;
mod sign_in;
mod told;
mod tries;
mod webauthn;

pub use confirm::{Confirmed, ConfirmedForm};

pub use password::{Turn, Weak, judge};
pub use sign_in::wait;
pub use told::{News, tell, tell_administrators};
pub use tries::{Tries, known_browsers, to_its_end};

pub use webauthn::Passkeys;

/// How long an invitation link works.
pub const INVITED_FOR: Duration = Duration::hours(24);
/// Sessions that an officer may have at once; a further sign-in ends the oldest.
const SESSIONS: usize = 3;
/// The one password of every account in the demo office.
pub const DEMO_PASSWORD: &str = "kentongan di balai desa";

/// Addresses of this slice.
pub fn routes() -> Routes {
    Routes::new()
        .route("/petugas/masuk", get(sign_in::show).post(sign_in::send))
        .route("/petugas/masuk/kode", leads_to("/petugas/masuk").post(sign_in::send_code))
        .route("/petugas/masuk/passkey", leads_to("/petugas/masuk").post(enter_passkey::send))
        .route("/petugas/masuk/passkey/mulai", leads_to("/petugas/masuk").post(enter_passkey::begin))
        .route("/petugas/keluar", post(sign_in::leave))
        .route("/petugas/konfirmasi", get(confirm::show).post(confirm::send))
        .route("/petugas/konfirmasi/passkey", leads_to("/petugas/konfirmasi").post(confirm::send_passkey))
        .route("/petugas/konfirmasi/passkey/mulai", leads_to("/petugas/konfirmasi").post(confirm::begin_passkey))
        .route("/petugas/akun", get(own::show))
        .route("/petugas/akun/sandi", leads_to("/petugas/akun").post(own::change))
        .route("/petugas/akun/sesi", post(own::end))
        .route("/petugas/akun/kabar", post(told::read))
        .route("/petugas/akun/absen", post(away::end))
        .route("/petugas/akun/cadangan", leads_to("/petugas/akun").post(keys::renew_codes))
        .route("/petugas/akun/passkey", leads_to(SET_UP).post(keys::add))
        .route("/petugas/akun/passkey/mulai", leads_to(SET_UP).post(keys::begin))
        .route("/petugas/akun/passkey/{id}/nama", leads_to("/petugas/akun").post(keys::rename))
        .route("/petugas/akun/passkey/{id}/hapus", leads_to("/petugas/akun").post(keys::remove))
        .route("/petugas/akun/langkah-kedua", get(keys::show).post(install::begin))
        .route("/petugas/akun/langkah-kedua/pasang", leads_to(SET_UP).post(install::confirm))
        .route("/petugas/akun/langkah-kedua/lepas", leads_to("/petugas/akun").post(install::remove))
        .route("/petugas/undangan/{token}", get(invitation::show).post(invitation::send))
        .merge(oidc::routes())
}

/// Invites an officer: the token of a link that works once, for 24 hours. Earlier links stop. For the console and for what
/// it makes: the link is enough.
pub async fn invite(conn: &mut PgConnection, officer: Uuid, now: DateTime<Utc>) -> Result<String, sqlx::Error> {
    invite_with(conn, officer, None, now).await
}

/// The same with the keyed hash of a word that the page behind the link asks for.
pub async fn invite_with(
    conn: &mut PgConnection,
    officer: Uuid,
    word: Option<&[u8]>,
    now: DateTime<Utc>,
) -> Result<String, sqlx::Error> {
    let secret = token::random_token();
    db::end_invitations(&mut *conn, officer, now).await?;
    db::invite(conn, &token::sha256(&secret), officer, word, now + INVITED_FOR).await?;
    Ok(token::base64url(&secret))
}

/// Ends every invitation of an officer that was not used yet.
pub async fn void_invitations(conn: &mut PgConnection, officer: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    db::end_invitations(conn, officer, now).await
}

/// Makes an administrator, or finds the officer of that name, and invites: the token of the link. An officer who had a
/// password is told, and every session ends. For the console, which needs no second person: whoever is there has the keys.
pub async fn invite_administrator(
    conn: &mut PgConnection,
    sign_in: &str,
    name: &str,
    now: DateTime<Utc>,
) -> Result<String, sqlx::Error> {
    let officer = match db::by_name(&mut *conn, sign_in).await? {
        Some(account) => {
            session::end_others(&mut *conn, None, account.id).await?;
            if account.password_hash.is_some() {
                tell(&mut *conn, account.id, News::Invited, None, now).await?;
            }
            account.id
        }
        None => db::insert_administrator(&mut *conn, sign_in, name, now).await?,
    };
    log_act(&mut *conn, None, "officer_invited", "", now).await?;
    invite(conn, officer, now).await
}

/// The hash to store for a password that is not typed into a page: the demo office's.
pub async fn hash_password(password: &str) -> Result<String, crate::error::Error> {
    password::Turn::take().await?.hash(password.to_owned()).await
}
