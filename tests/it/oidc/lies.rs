//! What a provider, or somebody between, can say wrongly. Each lets nobody in; the honest answer does.

use serde_json::{Value, json};

use super::provider::{Plan, elsewhere, flood};
use super::{Office, SIGN_IN, SUBJECT};

type Lie = (&'static str, fn(&mut Plan));

fn set(plan: &mut Plan, name: &str, value: Value) {
    plan.claims[name] = value;
}

fn drop_claim(plan: &mut Plan, name: &str) {
    plan.claims.as_object_mut().unwrap().remove(name);
}

fn later(plan: &mut Plan, name: &str, seconds: i64) {
    plan.claims[name] = json!(plan.claims[name].as_i64().unwrap() + seconds);
}

/// Who says it, for whom, to what question.
const WHO: [Lie; 19] = [
    ("another issuer", |p| set(p, "iss", json!("https://lain.example"))),
    ("an issuer with a slash more", |p| {
        let issuer = format!("{}/", p.claims["iss"].as_str().unwrap());
        set(p, "iss", json!(issuer));
    }),
    ("an issuer by another scheme", |p| {
        let issuer = p.claims["iss"].as_str().unwrap().replace("http:", "https:");
        set(p, "iss", json!(issuer));
    }),
    ("no issuer", |p| drop_claim(p, "iss")),
    ("a list of issuers", |p| {
        let issuer = p.claims["iss"].clone();
        set(p, "iss", json!([issuer]));
    }),
    ("another audience", |p| set(p, "aud", json!("kantor-lain"))),
    ("an audience in capitals", |p| set(p, "aud", json!("KENTONGAN"))),
    ("an audience beside ours", |p| set(p, "aud", json!(["kentongan", "kantor-lain"]))),
    ("an empty list of audiences", |p| set(p, "aud", json!([]))),
    ("no audience", |p| drop_claim(p, "aud")),
    ("another authorized party", |p| set(p, "azp", json!("kantor-lain"))),
    ("another nonce", |p| set(p, "nonce", json!("x"))),
    ("an empty nonce", |p| set(p, "nonce", json!(""))),
    ("no nonce", |p| drop_claim(p, "nonce")),
    ("a nonce with a space more", |p| {
        let nonce = format!("{} ", p.claims["nonce"].as_str().unwrap());
        set(p, "nonce", json!(nonce));
    }),
    ("another subject", |p| set(p, "sub", json!("r-18"))),
    ("the sign-in name and address of an officer", |p| {
        set(p, "sub", json!("rara"));
        set(p, "email", json!("rara@contoh.go.id"));
        set(p, "email_verified", json!(true));
        set(p, "preferred_username", json!("rara"));
    }),
    ("a number as subject", |p| set(p, "sub", json!(17))),
    ("no subject", |p| drop_claim(p, "sub")),
];

/// When.
const WHEN: [Lie; 8] = [
    ("over for a second", |p| later(p, "exp", -301)),
    ("over for a day", |p| later(p, "exp", -86_400)),
    ("without end", |p| drop_claim(p, "exp")),
    ("an end in words", |p| set(p, "exp", json!("besok"))),
    ("made an hour ago", |p| later(p, "iat", -3600)),
    ("made in an hour", |p| later(p, "iat", 3600)),
    ("made at no time", |p| drop_claim(p, "iat")),
    ("made in words", |p| set(p, "iat", json!("tadi"))),
];

/// By what it is proven.
const SIGNED: [Lie; 18] = [
    ("no algorithm", |p| p.header["alg"] = json!("none")),
    ("no algorithm and no signature", |p| {
        p.header["alg"] = json!("none");
        p.bend = |token| format!("{}.", token.rsplit_once('.').unwrap().0);
    }),
    ("None", |p| p.header["alg"] = json!("None")),
    ("a shared secret's algorithm", |p| p.header["alg"] = json!("HS256")),
    ("RS256", |p| p.header["alg"] = json!("RS256")),
    ("ES384", |p| p.header["alg"] = json!("ES384")),
    ("RS1", |p| p.header["alg"] = json!("RS1")),
    ("another key", |p| p.key = [8; 32]),
    ("another key that it brings along", |p| {
        p.key = [8; 32];
        p.header["jwk"] = json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"});
    }),
    ("another key at an address", |p| {
        p.key = [8; 32];
        p.header["jku"] = json!("http://127.0.0.1:9/kunci");
    }),
    ("a key that is not in the set", |p| p.header["kid"] = json!("dua")),
    ("a demand that nobody knows", |p| {
        p.header["crit"] = json!(["wajib"]);
        p.header["wajib"] = json!(true);
    }),
    ("no signature", |p| p.bend = |token| format!("{}.", token.rsplit_once('.').unwrap().0)),
    ("half a signature", |p| p.bend = |token| token[..token.len() - 40].to_owned()),
    ("zeros for a signature", |p| {
        p.bend = |token| format!("{}.{}", token.rsplit_once('.').unwrap().0, "A".repeat(86));
    }),
    ("a claim changed afterwards", |p| {
        p.bend = |token| {
            let mut parts: Vec<&str> = token.split('.').collect();
            let longer = format!("{}AA", parts[1]);
            parts[1] = &longer;
            parts.join(".")
        };
    }),
    ("two parts", |p| p.bend = |token| token.rsplit_once('.').unwrap().0.to_owned()),
    ("five parts", |p| p.bend = |token| format!("{token}.AA.AA")),
];

/// How it comes.
const WAY: [Lie; 15] = [
    ("no identity token", |p| {
        p.wrap = |mut answer| {
            answer.as_object_mut().unwrap().remove("id_token");
            answer
        };
    }),
    ("an identity token of other kind", |p| {
        p.wrap = |mut answer| {
            answer["id_token"] = json!({"sub": SUBJECT});
            answer
        };
    }),
    ("another access token", |p| {
        p.wrap = |mut answer| {
            answer["access_token"] = json!("yang-lain");
            answer
        };
    }),
    ("a hash of another access token", |p| set(p, "at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"))),
    ("no access token", |p| {
        p.wrap = |mut answer| {
            answer.as_object_mut().unwrap().remove("access_token");
            answer
        };
    }),
    ("a list", |p| p.wrap = |answer| json!([answer])),
    ("a redirect", |p| p.instead = Some(elsewhere)),
    ("a flood", |p| p.instead = Some(flood)),
    ("a description of somebody else", |p| {
        p.describe = |mut document| {
            document["issuer"] = json!("https://lain.example");
            document
        };
    }),
    // the same machine by a name that could be another's
    ("a token address without TLS", |p| {
        p.describe = |mut document| {
            document["token_endpoint"] =
                json!(document["token_endpoint"].as_str().unwrap().replace("127.0.0.1", "0.0.0.0"));
            document
        };
    }),
    ("an address of keys without TLS", |p| {
        p.describe = |mut document| {
            document["jwks_uri"] = json!(document["jwks_uri"].as_str().unwrap().replace("127.0.0.1", "0.0.0.0"));
            document
        };
    }),
    ("no description", |p| p.describe = |_| Value::Null),
    ("no keys", |p| p.keys = |_| json!({"keys": []})),
    ("keys for something else", |p| {
        p.keys = |mut set| {
            set["keys"][0]["use"] = json!("enc");
            set
        };
    }),
    ("no set of keys", |p| p.keys = |_| Value::Null),
];

#[tokio::test]
async fn no_wrong_answer_of_a_provider_lets_anybody_in() {
    let office = Office::linked().await;
    let lies = WHO.iter().chain(&WHEN).chain(&SIGNED).chain(&WAY);
    for (what, lie) in lies {
        let mut browser = office.world.browser();
        let back = office.go(&mut browser, SIGN_IN, SUBJECT).await;
        office.provider.lie(*lie);
        browser.visit(&back).await;
        office.is_outside(&mut browser, what).await;
    }
    let mut honest = office.world.browser();
    let back = office.go(&mut honest, SIGN_IN, SUBJECT).await;
    honest.visit(&back).await.follow("Lanjut").await;
    honest.visit("/petugas/akun").await.see("Kata sandi saja tidak cukup");
}
