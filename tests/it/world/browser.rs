//! A browser without JavaScript: it can do only what a person can.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Method, StatusCode};
use kentongan::web::public::Front;
use scraper::{Html, Selector};
use serde_json::Value;
use tower::ServiceExt;

use super::authenticator::SecurityKey;
use super::form::{Filled, words};
use super::wire::Wire;

const SITE: &str = "kentongan.test";

/// How requests reach the site.
#[derive(Clone)]
enum Way {
    Within(Front),
    Over(Wire),
}

/// One person's browser. Every step returns it, so that a story reads in one go.
#[derive(Clone)]
pub struct Browser {
    way: Way,
    cookies: BTreeMap<String, String>,
    language: &'static str,
    /// The name of the site in the address bar.
    site: String,
    path: String,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    filled: Filled,
}

impl Browser {
    pub(super) fn new(front: Front) -> Self {
        Self::by(Way::Within(front))
    }

    /// A browser elsewhere, with a real connection to a running program.
    pub fn over(wire: Wire) -> Self {
        Self::by(Way::Over(wire))
    }

    fn by(way: Way) -> Self {
        Self {
            way,
            cookies: BTreeMap::new(),
            language: "id",
            site: SITE.to_owned(),
            path: String::new(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            filled: Filled::default(),
        }
    }

    /// Sets the language that the browser asks for.
    pub fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// Finds the site under another name.
    pub fn at(mut self, site: &str) -> Self {
        site.clone_into(&mut self.site);
        self
    }

    /// Types an address.
    pub async fn visit(&mut self, path: &str) -> &mut Self {
        self.go(Method::GET, path, None).await
    }

    /// Clicks the link with these words; fails when there is none.
    pub async fn follow(&mut self, text: &str) -> &mut Self {
        let href = {
            let page = self.page();
            let links: Vec<_> = page.select(&css("a[href]")).collect();
            let found =
                links.iter().find(|a| words(**a) == text).or_else(|| links.iter().find(|a| words(**a).contains(text)));
            let Some(link) = found else { panic!("no link “{text}” on {}:\n{}", self.path, self.text()) };
            link.value().attr("href").unwrap_or_default().to_owned()
        };
        self.go(Method::GET, &href, None).await
    }

    /// Types into a field; fails when the page has none of this name.
    pub fn fill(&mut self, field: &str, value: &str) -> &mut Self {
        self.need(&format!("input[name=\"{field}\"], textarea[name=\"{field}\"]"));
        self.filled.set(field, value);
        self
    }

    /// Chooses a radio button or an option.
    pub fn choose(&mut self, field: &str, value: &str) -> &mut Self {
        self.need(&format!(
            "input[type=radio][name=\"{field}\"][value=\"{value}\"], select[name=\"{field}\"] option[value=\"{value}\"]"
        ));
        self.filled.set(field, value);
        self
    }

    /// Ticks a checkbox, whatever its value.
    pub fn tick(&mut self, field: &str) -> &mut Self {
        self.need(&format!("input[type=checkbox][name=\"{field}\"]"));
        self.filled.tick(field, None);
        self
    }

    /// Ticks one checkbox of several with the same name.
    pub fn tick_one(&mut self, field: &str, value: &str) -> &mut Self {
        self.need(&format!("input[type=checkbox][name=\"{field}\"][value=\"{value}\"]"));
        self.filled.tick(field, Some(value));
        self
    }

    /// Takes a tick away.
    pub fn untick(&mut self, field: &str) -> &mut Self {
        self.need(&format!("input[type=checkbox][name=\"{field}\"]"));
        self.filled.untick(field);
        self
    }

    /// Chooses a file; may be called again for more.
    pub fn attach(&mut self, field: &str, name: &str, bytes: &[u8]) -> &mut Self {
        self.need(&format!("input[type=file][name=\"{field}\"]"));
        self.filled.attach(field, name, bytes);
        self
    }

    /// Presses the button with these words and sends its form; fails when there is none.
    pub async fn press(&mut self, text: &str) -> &mut Self {
        let sent = self.filled.send(&self.page(), text, &self.path);
        let Some(sent) = sent else { panic!("no button “{text}” on {}:\n{}", self.path, self.text()) };
        self.go(sent.method, &sent.target, Some((sent.kind, sent.body))).await
    }

    /// Fails unless the page says this.
    #[track_caller]
    pub fn see(&mut self, text: &str) -> &mut Self {
        assert!(self.text().contains(text), "“{text}” is not on {} ({}):\n{}", self.path, self.status, self.text());
        self
    }

    /// Fails if the page says this.
    #[track_caller]
    pub fn not_see(&mut self, text: &str) -> &mut Self {
        assert!(!self.text().contains(text), "“{text}” is on {}:\n{}", self.path, self.text());
        self
    }

    /// The status of the last answer that was not a redirect.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// A header of that answer.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where the browser stands.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The title of the page.
    pub fn title(&self) -> String {
        self.page().select(&css("title")).next().map(words).unwrap_or_default()
    }

    /// What the page says, spaces made single.
    pub fn text(&self) -> String {
        self.page().select(&css("body")).next().map(words).unwrap_or_default()
    }

    /// The words of the first element that a selector finds.
    pub fn words_of(&self, selector: &str) -> Option<String> {
        self.page().select(&css(selector)).next().map(words)
    }

    /// An attribute of the first element that a selector finds.
    pub fn attr_of(&self, selector: &str, name: &str) -> Option<String> {
        self.page().select(&css(selector)).next().and_then(|found| found.value().attr(name).map(str::to_owned))
    }

    /// The bytes of the last answer.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The page, parsed.
    pub fn page(&self) -> Html {
        Html::parse_document(&String::from_utf8_lossy(&self.body))
    }

    /// A cookie's value, as a thief of the browser would read it.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Keeps a cookie that came from elsewhere, as `name=value; …`.
    pub fn keep(&mut self, cookie: &str) -> &mut Self {
        let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Closes the browser: every cookie is forgotten.
    pub fn forget(&mut self) -> &mut Self {
        self.cookies.clear();
        self
    }

    /// Sends a form that no page offers this officer, with a right token.
    pub async fn posts(&mut self, path: &str, fields: &str) -> &mut Self {
        self.visit("/petugas/akun").await;
        let token = self.attr_of("input[name=token]", "value").expect("a page with a form");
        let kind = "application/x-www-form-urlencoded".to_owned();
        self.go(Method::POST, path, Some((kind, format!("token={token}&{fields}").into_bytes()))).await
    }

    /// What the page's script asks for when the passkey button with these words is pressed; `None` when the answer is no
    /// question.
    pub async fn passkey_question(&self, text: &str) -> Option<Value> {
        let page = self.page();
        let forms: Vec<_> = page.select(&css("form[data-passkey]")).collect();
        let form = forms.iter().find(|form| form.select(&css("button")).any(|button| words(button) == text));
        let Some(form) = form else { panic!("no passkey button “{text}” on {}:\n{}", self.path, self.text()) };
        let value = |name: &str| {
            let field = form.select(&css(&format!("input[name=\"{name}\"]"))).next();
            field.and_then(|field| field.value().attr("value")).unwrap_or_default().to_owned()
        };
        let body = serde_html_form::to_string([("token", value("token")), ("bukti", value("bukti"))]).unwrap();
        let request = Request::post(form.value().attr("data-mulai").expect("an address that asks"))
            .header(HOST, &self.site)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        // a script asks beside the page, which stays
        let mut script = self.clone();
        script.exchange(request).await;
        serde_json::from_slice(&script.body).ok()
    }

    /// Presses a passkey button and sends this answer to a question.
    pub async fn answer(&mut self, text: &str, question: &Value, answer: &Value) -> &mut Self {
        self.filled.set("tantangan", question["tantangan"].as_str().unwrap_or_default());
        self.filled.set("jawaban", &answer.to_string());
        self.press(text).await
    }

    /// Presses a passkey button and does what a key does.
    pub async fn press_with(&mut self, text: &str, key: &mut SecurityKey) -> &mut Self {
        let question = self.passkey_question(text).await.expect("a question");
        let origin = self.origin();
        let answer = if question["publicKey"]["user"].is_null() {
            key.answer(&question, &origin).signed()
        } else {
            key.make(&question, &origin)
        };
        self.answer(text, &question, &answer).await
    }

    /// The site in the address bar.
    pub fn origin(&self) -> String {
        format!("http://{}", self.site)
    }

    /// Sends a request that no page of ours offers.
    pub async fn send(&mut self, request: Request) -> &mut Self {
        request.uri().path().clone_into(&mut self.path);
        self.exchange(request).await;
        self
    }

    #[track_caller]
    fn need(&self, selector: &str) {
        let found = self.page().select(&css(selector)).next().is_some();
        assert!(found, "no {selector} on {}:\n{}", self.path, self.text());
    }

    async fn go(&mut self, method: Method, target: &str, body: Option<(String, Vec<u8>)>) -> &mut Self {
        let mut next = Some((method, self.resolve(target), body));
        while let Some((method, target, body)) = next.take() {
            let mut request = Request::builder()
                .method(&method)
                .uri(&target)
                .header(HOST, &self.site)
                .header("sec-fetch-site", if method == Method::GET { "none" } else { "same-origin" });
            if method != Method::GET {
                request = request.header(ORIGIN, format!("http://{}", self.site));
            }
            let bytes = body.map(|(kind, bytes)| {
                if let Some(headers) = request.headers_mut() {
                    headers.insert(CONTENT_TYPE, kind.parse().unwrap());
                }
                bytes
            });
            self.path.clone_from(&target);
            self.exchange(request.body(Body::from(bytes.unwrap_or_default())).unwrap()).await;
            let away = self.headers.get(LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
            if let Some(away) = away.filter(|away| self.status.is_redirection() && away.starts_with('/')) {
                next = Some((Method::GET, self.resolve(&away), None));
            }
        }
        self
    }

    async fn exchange(&mut self, mut request: Request) {
        request.headers_mut().insert(ACCEPT_LANGUAGE, self.language.parse().unwrap());
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(COOKIE, line.join("; ").parse().unwrap());
        }
        let answer = match &mut self.way {
            Way::Within(front) => front.clone().oneshot(request).await.unwrap(),
            Way::Over(wire) => wire.exchange(request).await,
        };
        let (parts, body) = answer.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        self.status = parts.status;
        self.headers = parts.headers;
        self.body = to_bytes(body, usize::MAX).await.unwrap();
        self.filled = Filled::default();
    }

    fn resolve(&self, target: &str) -> String {
        let target = target.split('#').next().unwrap_or_default();
        let here = self.path.split('?').next().unwrap_or_default();
        let own = format!("http://{}", self.site);
        match target {
            "" => here.to_owned(),
            _ if target.starts_with('?') => format!("{here}{target}"),
            _ if target.starts_with(&own) => target[own.len()..].to_owned(),
            _ => target.to_owned(),
        }
    }
}

pub(super) fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}
