//! Every address of the site with its methods, from the router itself.

use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::http::header::ALLOW;
use tower::ServiceExt;
use uuid::Uuid;

use super::World;

/// One address.
#[derive(Debug, Clone)]
pub struct Address {
    /// As the router has it: `/kasus/surat/{n}`.
    pub template: &'static str,
    /// What it answers: GET always comes with HEAD.
    pub methods: Vec<Method>,
}

impl Address {
    /// A path of that template: `number` where a case is named, something of the right shape elsewhere.
    pub fn path(&self, number: &str) -> String {
        let mut path = String::new();
        for part in self.template.split_inclusive(['{', '}']) {
            path += &match part {
                "nomor}" => number.to_owned(),
                "n}" => "1".to_owned(),
                "year}" => "2026".to_owned(),
                "id}" => Uuid::nil().to_string(),
                "tindakan}" => "note".to_owned(),
                other if other.ends_with('}') => "ABCDEFGH".to_owned(),
                other => other.trim_end_matches('{').to_owned(),
            };
        }
        path
    }

    /// Whether it changes something.
    pub fn unsafe_methods(&self) -> impl Iterator<Item = &Method> {
        self.methods.iter().filter(|method| !method.is_safe())
    }
}

impl World {
    /// Asks every address with a method that none has; the refusal names those it has (RFC 9110 §15.5.6).
    pub async fn map(&self) -> Vec<Address> {
        let mut map = Vec::new();
        for template in kentongan::app::routes().paths() {
            let blank = Address { template, methods: Vec::new() };
            let request = Request::builder()
                .method("TANYA")
                .uri(blank.path("KTG-000000"))
                .header("sec-fetch-site", "same-origin")
                .body(Body::empty())
                .unwrap();
            let answer = self.front().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), 405, "{template}");
            let allow = answer.headers()[ALLOW].to_str().unwrap();
            let methods = allow.split(',').map(|method| method.trim().parse().unwrap()).collect();
            map.push(Address { methods, ..blank });
        }
        assert!(map.len() > 100, "the site has shrunk to {} addresses", map.len());
        map
    }
}
