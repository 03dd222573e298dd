//! One person with cookies, who fills in one form after the other.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;

use scraper::{Html, Selector};

use super::http::{Answer, Connection, get, post, post_parts};

/// A browser without JavaScript on one kept connection.
pub struct Visitor {
    to: SocketAddr,
    connection: Connection,
    pub cookies: BTreeMap<String, String>,
    token: String,
}

impl Visitor {
    pub async fn new(to: SocketAddr) -> io::Result<Self> {
        let connection = Connection::open(to).await?;
        Ok(Self { to, connection, cookies: BTreeMap::new(), token: String::new() })
    }

    /// The cookie line that this person sends.
    pub fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub async fn get(&mut self, path: &str) -> io::Result<Answer> {
        let request = get(self.to, path, &[("cookie", &self.cookie()), ("accept-language", "id")]);
        let answer = self.connection.exchange(&request).await?;
        self.keep(&answer);
        Ok(answer)
    }

    /// Posts fields with the token of the page that was last looked at.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> io::Result<Answer> {
        let token = self.token.clone();
        let all: Vec<_> = [("token", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        let answer = self.connection.exchange(&post(self.to, path, &self.cookie(), &all)).await?;
        self.keep(&answer);
        Ok(answer)
    }

    /// Opens a page, fills in its form and goes on; the answer must be a redirect. Panics with the page's words otherwise.
    pub async fn step(&mut self, path: &str, fields: &[(&str, &str)]) -> io::Result<String> {
        let page = self.get(path).await?;
        assert_eq!(page.status, 200, "{path}: {}", words(&page));
        let answer = self.post(path, fields).await?;
        assert_eq!(answer.status, 303, "POST {path}: {}", words(&answer));
        Ok(answer.header("location").unwrap_or_default().to_owned())
    }

    /// The same for a form that takes files, with none chosen.
    pub async fn step_with_files(&mut self, path: &str, fields: &[(&str, &str)]) -> io::Result<String> {
        let page = self.get(path).await?;
        assert_eq!(page.status, 200, "{path}: {}", words(&page));
        let token = self.token.clone();
        let all = [("token", token.as_str())].into_iter().chain(fields.iter().copied());
        let answer = self.connection.exchange(&post_parts(self.to, path, &self.cookie(), all)).await?;
        self.keep(&answer);
        assert_eq!(answer.status, 303, "POST {path}: {}", words(&answer));
        Ok(answer.header("location").unwrap_or_default().to_owned())
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.all("set-cookie") {
            let pair = line.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let page = answer.text();
        if let Some(at) = page.find("name=\"token\"") {
            let value = page[at..].split("value=\"").nth(1).and_then(|rest| rest.split('"').next());
            value.unwrap_or_default().clone_into(&mut self.token);
        }
    }
}

/// What a page says, for a message.
pub fn words(answer: &Answer) -> String {
    let page = Html::parse_document(&answer.text());
    let body = Selector::parse("body").expect("a selector");
    let text = page.select(&body).flat_map(|body| body.text()).collect::<String>();
    format!("{} {}", answer.status, text.split_whitespace().collect::<Vec<_>>().join(" "))
}
