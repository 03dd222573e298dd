//! What officers have in their pockets: a security key, and an app that shows codes.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use kentongan::vault::Place;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Browser, World};

/// The person was there; the authenticator knows who it is.
pub const PRESENT: u8 = 1;
/// See [`PRESENT`].
pub const VERIFIED: u8 = 1 << 2;
/// A new credential is in the answer.
const ATTESTED: u8 = 1 << 6;

/// A security key with one credential (WebAuthn, ES256, no attestation).
#[derive(Clone)]
pub struct SecurityKey {
    secret: SigningKey,
    pub id: Vec<u8>,
    /// Whose it is, as the site said.
    pub user: Vec<u8>,
    pub counter: u32,
}

/// An answer before it is signed; tests twist it.
pub struct Answer {
    pub client: Value,
    /// The site that the authenticator was asked for.
    pub site: String,
    pub flags: u8,
    pub counter: u32,
    pub id: Vec<u8>,
    pub user: Option<Vec<u8>>,
    pub secret: SigningKey,
}

impl SecurityKey {
    /// A new one from the shop. Two of the same number are copies.
    pub fn number(number: u8) -> Self {
        let secret = SigningKey::from_slice(&[number + 1; 32]).expect("a number below the order of the curve");
        Self { secret, id: vec![number; 16], user: Vec::new(), counter: 0 }
    }

    /// Makes its credential for the site that asks.
    pub fn make(&mut self, question: &Value, origin: &str) -> Value {
        let asked = &question["publicKey"];
        self.user = decode(&asked["user"]["id"]);
        self.counter += 1;
        let client = client("webauthn.create", &asked["challenge"], origin);
        let mut data = authenticator_data(text(&asked["rp"]["id"]), PRESENT | VERIFIED | ATTESTED, self.counter);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose());
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData".to_vec();
        object.extend([0x59]);
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(&data);
        json!({
            "id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key", "extensions": {},
            "response": { "clientDataJSON": encode(client.to_string().as_bytes()), "attestationObject": encode(&object) },
        })
    }

    /// The public key as RFC 9053 writes it: `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`.
    fn cose(&self) -> Vec<u8> {
        let point = self.secret.verifying_key().to_sec1_point(false);
        let (x, y) = (&point.as_bytes()[1..33], &point.as_bytes()[33..]);
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", x, b"\x22\x58\x20", y].concat()
    }

    /// What it would answer.
    pub fn answer(&mut self, question: &Value, origin: &str) -> Answer {
        let asked = &question["publicKey"];
        self.counter += 1;
        Answer {
            client: client("webauthn.get", &asked["challenge"], origin),
            site: text(&asked["rpId"]).to_owned(),
            flags: PRESENT | VERIFIED,
            counter: self.counter,
            id: self.id.clone(),
            user: Some(self.user.clone()),
            secret: self.secret.clone(),
        }
    }
}

impl Answer {
    /// Signs it, as the browser hands it on.
    pub fn signed(&self) -> Value {
        self.signed_over(self.client.to_string().as_bytes())
    }

    /// The same with client data that may be no JSON at all.
    pub fn signed_over(&self, client: &[u8]) -> Value {
        let data = authenticator_data(&self.site, self.flags, self.counter);
        let signature: Signature = self.secret.sign(&[data.as_slice(), &Sha256::digest(client)].concat());
        json!({
            "id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key", "extensions": {},
            "response": {
                "clientDataJSON": encode(client),
                "authenticatorData": encode(&data),
                "signature": encode(signature.to_der().as_bytes()),
                "userHandle": self.user.as_deref().map(encode),
            },
        })
    }

    /// The plain signature, 64 bytes, as no authenticator of this kind writes it.
    pub fn bare_signature(&self) -> Vec<u8> {
        let data = authenticator_data(&self.site, self.flags, self.counter);
        let client = Sha256::digest(self.client.to_string());
        let signature: Signature = self.secret.sign(&[data.as_slice(), &client].concat());
        signature.to_bytes().to_vec()
    }
}

fn client(kind: &str, challenge: &Value, origin: &str) -> Value {
    json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false })
}

fn authenticator_data(site: &str, flags: u8, counter: u32) -> Vec<u8> {
    [Sha256::digest(site).as_slice(), &[flags], &counter.to_be_bytes()].concat()
}

/// base64url, as WebAuthn writes bytes.
pub fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of [`encode`].
pub fn decode(value: &Value) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text(value)).expect("base64url")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// An authenticator app with one key in it.
#[derive(Clone)]
pub struct CodeApp(totp_rs::Totp);

impl CodeApp {
    /// The app after its owner typed the key.
    pub fn with(key: &str) -> Self {
        let secret = totp_rs::Secret::try_from_base32(key.replace(' ', "")).unwrap();
        Self(totp_rs::Builder::new().with_secret(secret).build().unwrap())
    }

    /// What it shows at a moment.
    pub fn shows(&self, at: DateTime<Utc>) -> String {
        self.0.generate(u64::try_from(at.timestamp()).unwrap()).to_string()
    }
}

impl Browser {
    /// Installs an app from the page that offers it, and types its first code.
    pub async fn install_app(&mut self) -> CodeApp {
        let key = self.press("Pasang aplikasi").await.words_of("p.mono").expect("a key to type in");
        let (app, now) = (CodeApp::with(&key), kentongan::clock::now());
        kentongan::clock::pretend(now, self.fill("kode", &app.shows(now)).press("Aktifkan")).await;
        self.see("Langkah kedua aktif");
        app
    }
}

impl World {
    /// An officer's app that was set up some time ago.
    pub async fn app_of(&self, officer: Uuid) -> CodeApp {
        let key: &[u8; 20] = b"kunci rahasia petuga";
        let place = Place { table: "second_step", column: "seed", row: officer, case: Uuid::nil() };
        let mut owner = self.owner().await;
        sqlx::query("insert into second_step (officer_id, seed, confirmed_at) values ($1, $2, now())")
            .bind(officer)
            .bind(self.app.keys.content().seal(place, key))
            .execute(&mut owner)
            .await
            .unwrap();
        CodeApp::with(&totp_rs::Secret::from(*key).to_base32())
    }
}
