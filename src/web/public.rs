//! Public pages from memory: rendered at most every five seconds, sent without touching the router.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LENGTH, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::{BoxFuture, Either, Ready, ready};
use tower::{Service, ServiceExt};

use crate::app::{App, router};
use crate::clock;
use crate::i18n::Lang;
use crate::web::assets::{Coding, Packed};
use crate::web::limit::Caller;
use crate::web::page;

/// The pages that are the same for everybody without a cookie. Search engines may keep them too.
pub const PATHS: [&str; 10] =
    ["/", "/aksesibilitas", "/aman", "/angka", "/bantuan", "/konsultasi", "/lacak", "/lapor", "/privasi", "/tentang"];

const FRESH: TimeDelta = TimeDelta::seconds(5);
/// A copy that nobody asked for in so long is not sent: the tokens of its forms end with the day after they were made.
const USABLE: TimeDelta = TimeDelta::hours(1);
const CODINGS: [Coding; 3] = [Coding::Plain, Coding::Gzip, Coding::Brotli];

/// The rendered pages of both languages.
pub struct Cache(HashMap<(&'static str, Lang), Slot>);

#[derive(Default)]
struct Slot {
    copy: RwLock<Option<Arc<Copy>>>,
    refreshing: AtomicBool,
}

/// One page, ready to send in three codings.
struct Copy {
    made: DateTime<Utc>,
    ways: [(HeaderMap, Bytes); 3],
}

impl Default for Cache {
    fn default() -> Self {
        Self(PATHS.into_iter().flat_map(|path| Lang::ALL.map(|lang| ((path, lang), Slot::default()))).collect())
    }
}

impl Cache {
    /// Drops every copy: an administrator changed what they show.
    pub fn clear(&self) {
        for slot in self.0.values() {
            *slot.copy.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}

impl Copy {
    fn of(head: &HeaderMap, body: Bytes, made: DateTime<Utc>) -> Self {
        let packed = Packed::new(body, 5);
        let ways = CODINGS.map(|wanted| {
            let (coding, bytes) = packed.get(wanted);
            let mut head = head.clone();
            head.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            if let Some(name) = coding.name() {
                head.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
            }
            (head, bytes)
        });
        Self { made, ways }
    }

    fn answer(&self, coding: Coding) -> Response {
        let (head, body) = &self.ways[CODINGS.iter().position(|c| *c == coding).unwrap_or_default()];
        let mut response = Response::new(Body::from(body.clone()));
        *response.headers_mut() = head.clone();
        response
    }
}

/// The service that the listener talks to: the cache in front of the router.
#[derive(Clone)]
pub struct Front {
    app: App,
    router: Router,
    /// Who asks; unknown for requests that come from no connection.
    caller: Option<Caller>,
}

impl Front {
    /// The whole site of an app.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { router: router(app.clone()), app, caller: None }
    }

    /// The same for one caller.
    #[must_use]
    pub fn asked_by(self, caller: Caller) -> Self {
        Self { caller: Some(caller), ..self }
    }

    /// The slot that answers a request, when it is a plain GET of a public page without secrets.
    fn slot(request: &Request) -> Option<(&'static str, Lang)> {
        if request.method() != Method::GET || request.uri().query().is_some() {
            return None;
        }
        let path = PATHS.into_iter().find(|path| *path == request.uri().path())?;
        let mut cookies = request.headers().get_all(COOKIE).iter();
        // The language cookie alone does not make a reader.
        let anonymous = cookies.all(|line| line.as_bytes().starts_with(b"bhs=") && !line.as_bytes().contains(&b';'));
        anonymous.then(|| (path, page::language_of(request.headers())))
    }

    /// Renders a page as a reader without cookies gets it; `None` when it must not be kept.
    async fn render(&self, (path, lang): (&'static str, Lang)) -> Option<Copy> {
        // the time of its forms' tokens
        let made = clock::now();
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = path.parse().ok()?;
        request.headers_mut().insert(ACCEPT_LANGUAGE, HeaderValue::from_static(lang.code()));
        let (parts, body) = self.router.clone().oneshot(request).await.ok()?.into_parts();
        if parts.status != StatusCode::OK || parts.headers.contains_key(SET_COOKIE) {
            return None;
        }
        let body = to_bytes(body, 1024 * 1024).await.ok()?;
        let head = parts.headers;
        tokio::task::spawn_blocking(move || Copy::of(&head, body, made)).await.ok()
    }

    async fn refresh(&self, key: (&'static str, Lang)) -> Option<Arc<Copy>> {
        let slot = self.app.public.0.get(&key)?;
        let made = self.render(key).await.map(Arc::new);
        if made.is_some() {
            slot.copy.write().unwrap_or_else(PoisonError::into_inner).clone_from(&made);
        }
        slot.refreshing.store(false, Ordering::Release);
        made
    }

    /// The kept copy, with a refresh started behind it when it is old.
    fn kept(&self, key: (&'static str, Lang)) -> Option<Arc<Copy>> {
        let slot = self.app.public.0.get(&key)?;
        let copy = slot.copy.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        let age = clock::now() - copy.made;
        // one from a time that has not come is of no use either: the machine's clock was set back
        if age > USABLE || age < TimeDelta::zero() {
            return None;
        }
        if age > FRESH && !slot.refreshing.swap(true, Ordering::AcqRel) {
            let front = self.clone();
            tokio::spawn(async move { front.refresh(key).await });
        }
        Some(copy)
    }
}

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, BoxFuture<'static, Result<Response, Infallible>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let Some(key) = Self::slot(&request) else {
            if let Some(caller) = self.caller {
                request.extensions_mut().insert(caller);
            }
            return Either::Right(Box::pin(self.router.clone().oneshot(request)));
        };
        let coding = Coding::wanted(request.headers());
        if let Some(copy) = self.kept(key) {
            return Either::Left(ready(Ok(copy.answer(coding))));
        }
        let front = self.clone();
        Either::Right(Box::pin(async move {
            match front.refresh(key).await {
                Some(copy) => Ok(copy.answer(coding)),
                None => front.router.oneshot(request).await,
            }
        }))
    }
}
