//! An identity provider that does as it should, unless a test has it lie.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as URL, Engine as _};
use kentongan::clock;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

/// What the office is called there, and the secret of the two.
pub const CLIENT: &str = "kentongan";
pub const SECRET: &str = "rahasia antara dua mesin";
/// The token that comes beside the identity.
const ACCESS: &str = "akses-yang-tidak-dipakai";

/// A page, as its own server answers.
type Raw = (StatusCode, Vec<(HeaderName, String)>, Vec<u8>);

/// What the next answers say.
pub struct Plan {
    pub header: Value,
    pub claims: Value,
    pub key: [u8; 32],
    /// Changes the finished token.
    pub bend: fn(String) -> String,
    /// Changes the whole answer at the token address.
    pub wrap: fn(Value) -> Value,
    pub describe: fn(Value) -> Value,
    pub keys: fn(Value) -> Value,
    /// An answer at the token address that is none of the protocol's.
    pub instead: Option<fn() -> Raw>,
    challenge: String,
    codes: Vec<String>,
}

/// The provider, listening.
#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    plan: Arc<Mutex<Plan>>,
}

impl Provider {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self { issuer, plan: Arc::new(Mutex::new(Plan::honest())) };
        let site = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/kunci", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, site).await });
        provider
    }

    /// Somebody signs in there, having come with this address; where the browser is sent back to, without the site.
    pub fn sign_in(&self, address: &str, subject: &str) -> String {
        let query = address.split_once('?').expect("a question").1;
        let asked: HashMap<String, String> = serde_html_form::from_str(query).unwrap();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["code_challenge_method"], "S256");
        let now = clock::now().timestamp();
        let code = format!("kode-{}", uuid::Uuid::new_v4());
        let mut plan = Plan::honest();
        plan.challenge.clone_from(&asked["code_challenge"]);
        plan.codes.push(code.clone());
        plan.claims = json!({
            "iss": self.issuer, "sub": subject, "aud": CLIENT, "nonce": asked["nonce"], "iat": now, "exp": now + 300,
            "at_hash": URL.encode(&Sha256::digest(ACCESS)[..16]),
        });
        *self.plan.lock().unwrap() = plan;
        let back = asked["redirect_uri"].strip_prefix("http://kentongan.test").expect("our own address");
        format!("{back}?code={code}&state={}&iss={}", asked["state"], self.issuer)
    }

    /// Ends every lie.
    pub fn be_honest(&self) {
        *self.plan.lock().unwrap() = Plan::honest();
    }

    /// Has the next answers differ.
    pub fn lie(&self, lie: fn(&mut Plan)) {
        lie(&mut self.plan.lock().unwrap());
    }
}

impl Plan {
    fn honest() -> Self {
        Self {
            header: json!({"alg": "ES256", "kid": "satu", "typ": "JWT"}),
            claims: Value::Null,
            key: [7; 32],
            bend: |token| token,
            wrap: |answer| answer,
            describe: |document| document,
            keys: |set| set,
            instead: None,
            challenge: String::new(),
            codes: Vec::new(),
        }
    }

    fn token(&self) -> String {
        let signed = format!("{}.{}", URL.encode(self.header.to_string()), URL.encode(self.claims.to_string()));
        let signature: Signature = SigningKey::from_slice(&self.key).unwrap().sign(signed.as_bytes());
        (self.bend)(format!("{signed}.{}", URL.encode(signature.to_bytes())))
    }
}

fn json_page(status: StatusCode, value: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

async fn describe(State(provider): State<Provider>) -> Response {
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let document = json!({
        "issuer": provider.issuer, "authorization_endpoint": at("/masuk"), "token_endpoint": at("/token"),
        "jwks_uri": at("/kunci"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    let change = provider.plan.lock().unwrap().describe;
    json_page(StatusCode::OK, &change(document))
}

async fn keys(State(provider): State<Provider>) -> Response {
    let point = SigningKey::from_slice(&[7; 32]).unwrap().verifying_key().to_sec1_point(false);
    let (x, y) = (URL.encode(&point.as_bytes()[1..33]), URL.encode(&point.as_bytes()[33..]));
    let set =
        json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "satu", "use": "sig", "alg": "ES256", "x": x, "y": y}]});
    let change = provider.plan.lock().unwrap().keys;
    json_page(StatusCode::OK, &change(set))
}

async fn token(State(provider): State<Provider>, headers: HeaderMap, body: String) -> Response {
    let form: HashMap<String, String> = serde_html_form::from_str(&body).unwrap();
    let mut plan = provider.plan.lock().unwrap();
    if let Some(instead) = plan.instead {
        let (status, lines, body) = instead();
        let mut answer = (status, body).into_response();
        answer.headers_mut().extend(lines.into_iter().map(|(name, value)| (name, value.parse().unwrap())));
        return answer;
    }
    let login = headers.get(AUTHORIZATION).and_then(|line| line.to_str().ok()?.strip_prefix("Basic "));
    let login = login.and_then(|text| BASE64_STANDARD.decode(text).ok()).unwrap_or_default();
    let coded = serde_html_form::to_string([("", SECRET)]).unwrap();
    let known = login == format!("{CLIENT}:{}", coded.trim_start_matches('=')).into_bytes();
    let verified = URL.encode(Sha256::digest(&form["code_verifier"])) == plan.challenge;
    let before = plan.codes.len();
    plan.codes.retain(|code| *code != form["code"]);
    if !known || !verified || plan.codes.len() == before {
        return json_page(StatusCode::BAD_REQUEST, &json!({"error": "invalid_grant"}));
    }
    let answer = json!({"access_token": ACCESS, "token_type": "Bearer", "expires_in": 60, "id_token": plan.token()});
    json_page(StatusCode::OK, &(plan.wrap)(answer))
}

/// A redirect, which nobody may follow.
pub fn elsewhere() -> Raw {
    (StatusCode::TEMPORARY_REDIRECT, vec![(LOCATION, "http://127.0.0.1:9/".to_owned())], Vec::new())
}

/// More than anybody should read.
pub fn flood() -> Raw {
    (StatusCode::OK, vec![(CONTENT_TYPE, "application/json".to_owned())], vec![b' '; 2 * 1024 * 1024])
}
