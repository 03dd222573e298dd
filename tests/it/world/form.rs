//! What a person has typed into a page, and how a browser sends it.

use axum::http::Method;
use scraper::{ElementRef, Html};

use super::browser::css;

/// Typed values, ticks and chosen files, over what the page came with.
#[derive(Clone, Default)]
pub struct Filled {
    values: Vec<(String, String)>,
    ticks: Vec<(String, Option<String>, bool)>,
    files: Vec<(String, String, Vec<u8>)>,
}

/// A form on its way.
pub struct Sent {
    pub method: Method,
    pub target: String,
    pub kind: String,
    pub body: Vec<u8>,
}

impl Filled {
    pub fn set(&mut self, field: &str, value: &str) {
        self.values.retain(|(name, _)| name != field);
        self.values.push((field.to_owned(), value.to_owned()));
    }

    pub fn tick(&mut self, field: &str, value: Option<&str>) {
        self.ticks.push((field.to_owned(), value.map(str::to_owned), true));
    }

    pub fn untick(&mut self, field: &str) {
        self.ticks.push((field.to_owned(), None, false));
    }

    pub fn attach(&mut self, field: &str, name: &str, bytes: &[u8]) {
        self.files.push((field.to_owned(), name.to_owned(), bytes.to_vec()));
    }

    /// The form that holds the button with these words, as a browser would send it.
    pub fn send(&self, page: &Html, text: &str, here: &str) -> Option<Sent> {
        let buttons: Vec<_> = page.select(&css("button:not([type=button])")).collect();
        let button = buttons
            .iter()
            .find(|b| words(**b) == text)
            .or_else(|| buttons.iter().find(|b| words(**b).contains(text)))?;
        let form = match button.value().attr("form") {
            Some(id) => page.select(&css(&format!("form[id=\"{id}\"]"))).next()?,
            None => button.ancestors().filter_map(ElementRef::wrap).find(|parent| parent.value().name() == "form")?,
        };
        let mut pairs = self.pairs(form);
        if let Some(name) = button.value().attr("name") {
            pairs.push((name.to_owned(), button.value().attr("value").unwrap_or_default().to_owned()));
        }
        let attr = |name: &str| button.value().attr(&format!("form{name}")).or_else(|| form.value().attr(name));
        let target = attr("action").unwrap_or(here).to_owned();
        if !attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post")) {
            let query = serde_html_form::to_string(&pairs).unwrap();
            let path = target.split('?').next().unwrap_or_default();
            return Some(Sent {
                method: Method::GET,
                target: format!("{path}?{query}"),
                kind: String::new(),
                body: Vec::new(),
            });
        }
        let (kind, body) = if attr("enctype") == Some("multipart/form-data") {
            self.multipart(form, &pairs)
        } else {
            assert!(self.files.is_empty(), "the form takes no files");
            ("application/x-www-form-urlencoded".to_owned(), serde_html_form::to_string(&pairs).unwrap().into_bytes())
        };
        Some(Sent { method: Method::POST, target, kind, body })
    }

    /// The successful controls, in the order of the page.
    fn pairs(&self, form: ElementRef<'_>) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for control in form.select(&css("input[name], textarea[name], select[name]")) {
            let Some(name) = control.value().attr("name") else { continue };
            if control.value().attr("disabled").is_some() {
                continue;
            }
            if let Some(value) = self.value(control, name) {
                pairs.push((name.to_owned(), value));
            }
        }
        pairs
    }

    fn value(&self, control: ElementRef<'_>, name: &str) -> Option<String> {
        let typed = self.values.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
        let own = control.value().attr("value").map(str::to_owned);
        match (control.value().name(), control.value().attr("type").unwrap_or("text")) {
            ("textarea", _) => Some(typed.unwrap_or_else(|| control.text().collect())),
            ("select", _) => typed.or_else(|| selected(control)),
            (_, "radio") => {
                let chosen = typed.map_or(control.value().attr("checked").is_some(), |value| own == Some(value));
                chosen.then(|| own.unwrap_or_default())
            }
            (_, "checkbox") => {
                let own = own.unwrap_or_else(|| "on".to_owned());
                let fits = |value: &Option<String>| value.as_ref().is_none_or(|value| *value == own);
                let last = self.ticks.iter().rev().find(|(field, value, _)| field == name && fits(value));
                last.map_or(control.value().attr("checked").is_some(), |(_, _, on)| *on).then_some(own)
            }
            (_, "file" | "submit" | "button" | "reset") => None,
            _ => Some(typed.or(own).unwrap_or_default()),
        }
    }

    fn multipart(&self, form: ElementRef<'_>, pairs: &[(String, String)]) -> (String, Vec<u8>) {
        const EDGE: &str = "----kentongan-it-edge";
        let mut body = Vec::new();
        for (name, value) in pairs {
            body.extend(
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes(),
            );
        }
        for input in form.select(&css("input[type=file][name]")) {
            let name = input.value().attr("name").unwrap_or_default();
            let mut files: Vec<_> = self.files.iter().filter(|(field, ..)| field == name).cloned().collect();
            if files.is_empty() {
                files.push((name.to_owned(), String::new(), Vec::new()));
            }
            for (_, file, bytes) in files {
                let head = format!(
                    "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                     Content-Type: application/octet-stream\r\n\r\n"
                );
                body.extend(head.into_bytes());
                body.extend(bytes);
                body.extend(b"\r\n");
            }
        }
        body.extend(format!("--{EDGE}--\r\n").into_bytes());
        (format!("multipart/form-data; boundary={EDGE}"), body)
    }
}

/// What a select sends: the marked option, else the first.
fn selected(select: ElementRef<'_>) -> Option<String> {
    let options: Vec<_> = select.select(&css("option")).collect();
    let option = options.iter().find(|o| o.value().attr("selected").is_some()).or_else(|| options.first())?;
    Some(option.value().attr("value").map_or_else(|| words(*option), str::to_owned))
}

/// The words of an element, spaces made single.
pub fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
