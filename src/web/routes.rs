//! The site map. axum's router does not say which addresses it has, so they are noted while it is put together: tests of
//! every route (headers, forgery, access) ask here and miss none.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::MethodRouter;

use crate::app::App;

/// Addresses with their handlers, and the list of those addresses.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    paths: Vec<&'static str>,
}

impl Routes {
    /// No address yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an address with what answers there.
    #[must_use]
    pub fn route(mut self, path: &'static str, methods: MethodRouter<App>) -> Self {
        self.paths.push(path);
        Self { router: self.router.route(path, methods), paths: self.paths }
    }

    /// Adds the addresses of another part.
    #[must_use]
    pub fn merge(mut self, mut other: Self) -> Self {
        self.paths.append(&mut other.paths);
        Self { router: self.router.merge(other.router), paths: self.paths }
    }

    /// How large a form may be at the addresses so far; the others take [`LIMIT`](crate::web::form::LIMIT).
    #[must_use]
    pub fn layer(self, largest: DefaultBodyLimit) -> Self {
        Self { router: self.router.layer(largest), paths: self.paths }
    }

    /// The templates of the addresses, like `/kasus/surat/{n}`.
    #[must_use]
    pub fn paths(&self) -> &[&'static str] {
        &self.paths
    }

    /// What answers.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
