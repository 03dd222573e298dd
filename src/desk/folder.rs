//! What the workspace reads of a case, in one transaction.

use std::collections::HashMap;

use uuid::Uuid;

use super::scene::Scene;
use super::{db as desk_db, stream};
use crate::case::db::{self, Document, EventEntry, Evidence, Line, Linked, Message, Proposal, Reading};
use crate::db::Tx;

/// Readers named in the margin.
const READERS: i64 = 4;

/// All of it.
pub struct Folder {
    pub messages: Vec<Message>,
    pub evidence: Vec<Evidence>,
    pub documents: Vec<Document>,
    pub events: Vec<EventEntry>,
    pub lines: Vec<Line>,
    pub proposals: Vec<Proposal>,
    pub links: Vec<Linked>,
    pub readers: Vec<Reading>,
    /// Names of the officers in the record.
    pub names: HashMap<Uuid, String>,
}

impl Folder {
    /// Writes down that the officer opened the case, and reads it.
    pub async fn open(tx: &mut Tx, scene: &Scene) -> Result<Self, sqlx::Error> {
        let (id, key) = (scene.case.id, &scene.secret.key);
        desk_db::note_opening(tx, id, scene.officer.id, scene.now).await?;
        let events = db::events(tx, key, id).await?;
        let names = desk_db::names(tx, &stream::officers(&events)).await?.into_iter().collect();
        Ok(Self {
            messages: db::messages(tx, key, id).await?,
            evidence: db::evidence(tx, key, id).await?,
            documents: db::documents(tx, key, id).await?,
            lines: db::lines(tx, key, id).await?,
            proposals: db::proposals(tx, key, id).await?,
            links: db::links(tx, id).await?,
            readers: db::readers(tx, id, READERS).await?,
            events,
            names,
        })
    }
}
