//! Static files: embedded, named by their content, so that browsers keep them for good.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::vault::token::hex;

/// Where static files live.
pub const PREFIX: &str = "/aset/";

#[derive(RustEmbed)]
#[folder = "static"]
struct Files;

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::load);

struct Assets {
    /// `style.css` to `/aset/style.1a2b3c4d5e.css`.
    links: HashMap<String, String>,
    /// `style.1a2b3c4d5e.css` to what it holds.
    files: HashMap<String, Asset>,
}

struct Asset {
    kind: &'static str,
    packed: Packed,
}

/// A body in the three codings, each made when first asked for.
#[derive(Debug)]
pub struct Packed {
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
    level: u32,
}

/// A coding of a response body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    Plain,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Coding {
    /// The best coding that the browser takes.
    #[must_use]
    pub fn wanted(headers: &HeaderMap) -> Self {
        let Some(list) = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()) else {
            return Self::Plain;
        };
        let takes = |name: &str| {
            list.split(',').any(|part| {
                let mut words = part.split(';').map(str::trim);
                words.next() == Some(name) && words.next() != Some("q=0")
            })
        };
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    /// The `Content-Encoding` to send.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

impl Packed {
    /// Keeps a body. `level` 0 to 9: how hard to press, for files 9, for pages less.
    #[must_use]
    pub const fn new(plain: Bytes, level: u32) -> Self {
        Self { plain, brotli: OnceLock::new(), gzip: OnceLock::new(), level }
    }

    /// The body in a coding. An error while pressing (out of memory) gives the plain bytes' own coding back.
    #[must_use]
    pub fn get(&self, coding: Coding) -> (Coding, Bytes) {
        let pressed = match coding {
            Coding::Plain => return (Coding::Plain, self.plain.clone()),
            Coding::Gzip => self.gzip.get_or_init(|| gzip(&self.plain, self.level).unwrap_or_default()),
            Coding::Brotli => self.brotli.get_or_init(|| brotli(&self.plain, self.level).unwrap_or_default()),
        };
        if pressed.is_empty() { (Coding::Plain, self.plain.clone()) } else { (coding, pressed.clone()) }
    }
}

fn gzip(plain: &[u8], level: u32) -> std::io::Result<Bytes> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    writer.write_all(plain)?;
    Ok(writer.finish()?.into())
}

fn brotli(plain: &[u8], level: u32) -> std::io::Result<Bytes> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, level, 20);
    writer.write_all(plain)?;
    drop(writer);
    Ok(out.into())
}

impl Assets {
    fn load() -> Self {
        let mut assets = Self { links: HashMap::new(), files: HashMap::new() };
        let (sheets, rest): (Vec<_>, Vec<_>) = Files::iter().partition(|name| name.ends_with(".css"));
        for name in rest {
            if let Some(file) = Files::get(&name) {
                assets.add(&name, file.data.into_owned());
            }
        }
        // A sheet names other files; it must name them as they are served.
        for name in sheets {
            if let Some(file) = Files::get(&name) {
                let mut text = String::from_utf8_lossy(&file.data).into_owned();
                for (plain, link) in &assets.links {
                    text = text.replace(&format!("url({plain})"), &format!("url({link})"));
                }
                assets.add(&name, text.into_bytes());
            }
        }
        assets
    }

    fn add(&mut self, name: &str, data: Vec<u8>) {
        let mark = hex(&Sha256::digest(&data)[..5]);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let hashed = format!("{stem}.{mark}.{ending}");
        let kind = match ending {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        self.links.insert(name.to_owned(), format!("{PREFIX}{hashed}"));
        self.files.insert(hashed, Asset { kind, packed: Packed::new(data.into(), 9) });
    }
}

/// The address of a static file, for templates. An unknown name gives an address that answers 404
/// (a test opens every address that a page names).
#[must_use]
pub fn link(name: &str) -> &'static str {
    ASSETS.links.get(name).map_or("/aset/", String::as_str)
}

/// GET `/aset/{name}`.
pub async fn serve(request: Request) -> Result<Response, Error> {
    let name = request.uri().path().strip_prefix(PREFIX).ok_or(Error::NotFound)?;
    let asset = ASSETS.files.get(name).ok_or(Error::NotFound)?;
    let (coding, body) = asset.packed.get(Coding::wanted(request.headers()));
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(coding) = coding.name() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_content_and_sheets_name_hashed_files() {
        let link = link("style.css");
        assert!(link.starts_with("/aset/style.") && link.len() == "/aset/style.0123456789.css".len(), "{link}");
        let (_, css) = ASSETS.files[link.trim_start_matches(PREFIX)].packed.get(Coding::Plain);
        let css = String::from_utf8(css.to_vec()).unwrap();
        assert!(css.contains("url(/aset/kawung.") && !css.contains("data:"));
    }

    #[test]
    fn a_first_visit_stays_within_its_budget() {
        let size = |name: &str| ASSETS.files[link(name).trim_start_matches(PREFIX)].packed.get(Coding::Gzip).1.len();
        assert!(size("style.css") <= 8 * 1024, "style.css: {}", size("style.css"));
        assert!(size("style.css") + size("petugas.css") <= 12 * 1024);
        assert!(size("kentongan.js") <= 4 * 1024, "kentongan.js: {}", size("kentongan.js"));
        assert!(size("meja.js") <= 4 * 1024);
    }

    #[test]
    fn the_best_coding_is_chosen() {
        let wants = |list: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(list));
            Coding::wanted(&headers)
        };
        assert_eq!(wants("gzip, deflate, br"), Coding::Brotli);
        assert_eq!(wants("gzip, br;q=0"), Coding::Gzip);
        assert_eq!(wants("identity"), Coding::Plain);
    }
}
