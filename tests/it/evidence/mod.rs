//! Evidence on its way from a reporter to an officer: copied without metadata, scanned, opened, written down.

mod apart;
mod broken;
mod kept;
mod named;
mod papers;
mod parts;
mod scanned;

use kentongan::case::act::Filed;
use kentongan::case::db::{self, Evidence};
use kentongan::case::state::Role;
use kentongan::config::{EvidenceConfig, Unscanned};
use kentongan::db::Actor;
use kentongan::jobs;
use uuid::Uuid;

use crate::world::{Browser, World};

/// An office with one handler.
struct Office {
    world: World,
    unit: Uuid,
    handler: Uuid,
}

impl Office {
    async fn open(evidence: EvidenceConfig) -> Self {
        let world = World::scanning(evidence).await;
        let unit = world.unit("u1", "office").await;
        let roles = [(Some(unit), Role::Verifier), (Some(unit), Role::Analyst), (None, Role::Admin)];
        let handler = world.hire("rara", &roles).await;
        Self { world, unit, handler }
    }

    /// An office that says openly that it reads what nobody has scanned.
    async fn without_scanner() -> Self {
        Self::open(EvidenceConfig { unscanned: Unscanned::Read, ..EvidenceConfig::default() }).await
    }

    /// A reporter files a complaint with one file.
    async fn receives(&self, name: &str, bytes: Vec<u8>) -> Filed {
        let new = self.world.complaint("Pungli di loket");
        let files = vec![self.world.stored(name, bytes).await];
        self.world.file(kentongan::case::act::NewCase { files, ..new }).await
    }

    /// The worker does what is due.
    async fn works(&self) {
        Box::pin(jobs::evidence::round(&self.world.app)).await.unwrap();
    }

    async fn evidence(&self, filed: &Filed) -> Evidence {
        self.all(filed).await.remove(0)
    }

    async fn all(&self, filed: &Filed) -> Vec<Evidence> {
        let mut tx = self.world.app.db.begin(Actor::System).await.unwrap();
        let secret = db::secret(&mut tx, &self.world.app.keys, filed.case).await.unwrap().expect("its secret");
        db::evidence(&mut tx, &secret.key, filed.case).await.unwrap()
    }

    /// The handler's browser at the page of the file.
    async fn at(&self, filed: &Filed) -> Browser {
        let mut rara = self.world.desk_of(self.handler).await;
        let file = self.evidence(filed).await.id;
        rara.visit(&format!("/petugas/kasus/{}/bukti/{file}", filed.number)).await;
        rara
    }
}
