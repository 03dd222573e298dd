//! The citizen comes back with the code: the case, the conversation, and everything that can be done about it.
//!
//! What a reporter may do comes from the machine's table; every act goes through the one door.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::files::{MAX_BYTES, MAX_FILES};
use crate::web::{Routes, leads_to};

mod access;
mod ask;
mod case;
mod change;
mod closer;
mod code;
mod codes;
mod convert;
mod db;
mod evidence;
mod identity;
mod kept;
mod let_in;
mod letter;
mod lock;
mod mediation;
mod mine;
mod notices;
mod objection;
mod parcel;
mod rating;
mod reply;
mod report;
mod send;
mod standing;
mod thread;
mod tries;
mod turn;

/// What the file fields offer to choose; the content decides (ui.md §9.5).
const ACCEPT: &str = ".jpg,.jpeg,.png,.webp,.heic,.pdf,.docx,.xlsx,.odt,.mp3,.m4a,.ogg,.opus,.wav,.mp4,.3gp,.webm";
/// Room for the texts and the frame of a form with files, in bytes.
const FRAME: usize = 256 * 1024;

/// Addresses of this slice.
pub fn routes() -> Routes {
    let most = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX).saturating_mul(MAX_FILES + 1) + FRAME;
    let with_files = Routes::new()
        .route("/kasus/jawab", leads_to("/kasus").post(reply::post))
        .route("/kasus/bukti", get(evidence::show).post(evidence::post))
        .route("/kasus/keberatan", get(objection::show).post(objection::post))
        .layer(DefaultBodyLimit::max(most));
    let mut asks = Routes::new();
    for path in ask::PATHS {
        asks = asks.route(path, get(ask::show).post(ask::post));
    }
    Routes::new()
        .route("/lacak", get(code::show).post(code::open))
        .route("/kasus", get(case::show))
        .route("/kasus/isi", get(report::show))
        .route("/kasus/surat/{n}", get(letter::show))
        .route("/kasus/hasil", get(letter::result))
        .route("/kasus/cara", get(closer::show).post(closer::post))
        .route("/kasus/identitas", get(identity::show).post(identity::post))
        .route("/kasus/kabar", get(notices::show).post(notices::post))
        .route("/kasus/mediasi", get(mediation::ask).post(mediation::consent))
        .route("/kasus/butir", get(mediation::lines).post(mediation::answer))
        .route("/kasus/nilai", get(rating::show).post(rating::post))
        .route("/kasus/jadi-pengaduan", get(convert::show).post(convert::decline))
        .route("/kasus/akses", get(access::show).post(access::post))
        .route("/kasus/kode", get(change::show).post(change::post))
        .route("/kasus/tutup", post(lock::lock))
        .merge(with_files)
        .merge(asks)
}

#[cfg(test)]
mod tests {
    use crate::case::state::Role;
    use crate::i18n::Lang;

    /// Keys that pages put together while they run; the compiler checks all others.
    #[test]
    fn every_text_that_is_looked_up_by_a_code_is_there() {
        for lang in Lang::ALL {
            let has = |key: &str| assert!(lang.texts().has(key), "{} lacks {key}", lang.code());
            for news in super::case::NEWS {
                has(&format!("kasus-kabar-{news}"));
            }
            for reason in super::objection::REASONS {
                has(&format!("kasus-keberatan-{reason}"));
            }
            for safe in super::rating::SAFE {
                has(&format!("kasus-nilai-aman-{safe}"));
            }
            for score in 1..=5 {
                has(&format!("kasus-nilai-{score}"));
            }
            for what in ["case", "file", "document", "search"] {
                has(&format!("kasus-akses-{what}"));
            }
            let officers = Role::ALL.iter().filter(|role| !matches!(role, Role::Reporter | Role::System));
            for role in officers {
                has(&format!("kasus-peran-{}", role.code()));
            }
        }
    }
}
