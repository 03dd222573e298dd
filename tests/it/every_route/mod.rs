//! What holds at every address of the site. The addresses come from the router, so a new one is tested the day it is
//! added.

mod forgery;
mod headers;

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::response::Response;
use kentongan::case::state::Role;
use kentongan::clock;
use kentongan::db::Actor;
use kentongan::web::session::{self, Factor};
use tower::ServiceExt;
use uuid::Uuid;

use crate::world::World;

/// An office with one officer who may do everything, and one reporter.
struct Office {
    world: World,
    officer: Uuid,
    case: Uuid,
    number: String,
    draft: String,
}

impl Office {
    async fn open() -> Self {
        let world = World::open().await;
        let unit = world.unit("u1", "office").await;
        let everything = [
            (Some(unit), Role::Verifier),
            (Some(unit), Role::Analyst),
            (Some(unit), Role::Mediator),
            (Some(unit), Role::Consultant),
            (Some(unit), Role::Supervisor),
            (Some(unit), Role::Clerk),
            (None, Role::Admin),
            (None, Role::Auditor),
            (Some(unit), Role::Custodian),
        ];
        let officer = world.hire("serba", &everything).await;
        let filed = world.file(world.complaint("Pungli di loket")).await;
        let mut sari = world.browser();
        sari.visit("/lapor/cara").await.choose("cara", "rahasia").press("Lanjutkan").await;
        let draft = format!("draf={}", sari.cookie("draf").expect("a draft"));
        Self { world, officer, case: filed.case, number: filed.number, draft }
    }

    /// The cookie line of a browser in which the officer is signed in, the case is open and a draft is begun.
    async fn cookies(&self) -> String {
        let mut tx = self.world.app.db.begin(Actor::Anonymous).await.unwrap();
        let desk = session::sign_in(&mut tx, self.officer, Factor::Passkey, clock::now(), false).await.unwrap();
        let case = session::open_case(&mut tx, self.case, clock::now(), false).await.unwrap();
        tx.commit().await.unwrap();
        format!("{}; {}; {}", pair(&desk), pair(&case), self.draft)
    }

    async fn ask(&self, request: Request) -> Response {
        self.world.front().oneshot(request).await.unwrap()
    }
}

fn pair(cookie: &HeaderValue) -> String {
    cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
}

/// A body that holds nothing.
fn nothing() -> Body {
    Body::empty()
}
