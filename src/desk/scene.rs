//! A case as one officer may see it, opened for one request.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::db::{self as desk, Plain};
use crate::app::App;
use crate::case::act::{Who, players};
use crate::case::action::ActionKind;
use crate::case::actor::Actor as Player;
use crate::case::case::Case;
use crate::case::db::{self, Secret};
use crate::case::decide::offered;
use crate::case::policy::Policy;
use crate::case::state::Side;
use crate::clock;
use crate::db::Tx;
use crate::error::Error;
use crate::i18n::{Lang, Tr};
use crate::vault::CaseNumber;
use crate::web::Page;
use crate::web::session::SignedIn;

/// The case, who looks, and what they may do.
pub struct Scene {
    pub page: Page,
    pub officer: SignedIn,
    pub case: Case,
    pub secret: Secret,
    pub plain: Plain,
    pub players: Vec<Player>,
    pub policy: Arc<Policy>,
    pub now: DateTime<Utc>,
    /// The party whose act is being recorded, when it is not the officer's own.
    pub on_behalf: Option<Side>,
}

impl Scene {
    /// Opens a case by its number. Absent and hidden are the same 404.
    pub async fn enter(app: &App, page: Page, officer: SignedIn, number: &str) -> Result<(Tx, Self), Error> {
        let number = CaseNumber::parse(number).ok_or(Error::NotFound)?;
        let now = clock::now();
        let mut tx = app.db.begin(officer.actor()).await?;
        let id = db::find_by_number(&mut tx, number.as_str()).await?.ok_or(Error::NotFound)?;
        let case = db::load(&mut tx, id).await?.ok_or(Error::NotFound)?;
        let secret = db::secret(&mut tx, &app.keys, id).await?.ok_or(Error::NotFound)?;
        let plain = desk::plain(&mut tx, id).await?.ok_or(Error::NotFound)?;
        let policy = app.policies.get(&mut tx, case.policy_version, case.calendar_version).await?;
        let players = players(&mut tx, &case, Who::Officer(officer.id), now).await?;
        Ok((tx, Self { page, officer, case, secret, plain, players, policy, now, on_behalf: None }))
    }

    /// What this officer may do now, in the order of the table, in any of their roles.
    pub fn offered(&self) -> Vec<ActionKind> {
        let may: BTreeSet<ActionKind> =
            self.players.iter().flat_map(|player| offered(&self.case, player, &self.policy, self.now)).collect();
        may.into_iter().collect()
    }

    /// What the handler may record for the reporter.
    pub fn offered_for_reporter(&self) -> Vec<ActionKind> {
        let mut may = BTreeSet::new();
        for player in &self.players {
            let player = player.clone().on_behalf_of(Side::Reporter);
            may.extend(offered(&self.case, &player, &self.policy, self.now));
        }
        may.into_iter().collect()
    }

    /// The officer's language.
    pub fn t(&self) -> Tr {
        self.page.t
    }

    /// The texts of the reporter's language, for what the reporter reads.
    pub fn reporter_t(&self) -> Tr {
        self.reporter_lang().texts()
    }

    /// The reporter's language, for dates beside those words.
    pub fn reporter_lang(&self) -> Lang {
        Lang::from_code(&self.plain.locale).unwrap_or_default()
    }

    /// The address of the case.
    pub fn href(&self) -> String {
        format!("/petugas/kasus/{}", self.case.number)
    }

    /// One of two words in the officer's language.
    pub fn either(&self, id: Option<&String>, en: Option<&String>) -> String {
        let word = if self.page.lang == Lang::Id { id } else { en };
        word.cloned().unwrap_or_default()
    }
}
