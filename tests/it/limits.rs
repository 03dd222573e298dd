//! Too many at the door: nobody loses what was typed, a complaint least of all.

use altcha::{Challenge, SolveChallengeOptions, solve_challenge};
use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use kentongan::case::state::Role;
use kentongan::clock;
use kentongan::config::DoorConfig;
use kentongan::vault::{DraftCode, ReceiptCode};
use kentongan::web::limit::Caller;
use kentongan::web::token;
use tower::ServiceExt;

use crate::pages::sound;
use crate::story_intake::to_check;
use crate::world::{Browser, PASSWORD, World};

const FORM: &str = "application/x-www-form-urlencoded";
/// A mobile operator's network, shared by a town.
pub const TOWN: &str = "203.0.113.7";

/// The middle of the next hour, so that no hour ends within a story and no limiter was made after it.
pub fn noon() -> DateTime<Utc> {
    let now = clock::now().timestamp();
    DateTime::from_timestamp(now - now % 3600 + 3600 + 1800, 0).unwrap()
}

/// Somebody in a network sends a form so many times.
pub async fn flood(world: &World, address: &str, path: &str, times: u32) {
    let none = axum::http::HeaderMap::new();
    for _ in 0..times {
        let token = token::issue(&world.app.keys, &none, false, clock::now());
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("token={token}")))
            .unwrap();
        world.front().asked_by(Caller::at(address.parse().unwrap())).oneshot(request).await.unwrap();
    }
}

/// What the script of the page does.
pub fn solve(reader: &Browser) -> String {
    let challenge = reader.attr_of("form[data-kerja]", "data-kerja").expect("a challenge");
    let challenge: Challenge = serde_json::from_str(&challenge).unwrap();
    let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().expect("a solution");
    let payload = altcha::Payload { challenge, solution };
    BASE64_STANDARD.encode(serde_json::to_vec(&payload).unwrap())
}

#[tokio::test]
async fn a_complaint_over_the_limit_is_filed_after_some_work() {
    let world = World::open().await;
    clock::pretend(noon(), async {
        flood(&world, TOWN, "/lapor/kirim", 20).await;
        let mut sari = world.browser_at(TOWN);
        to_check(&mut sari).await;
        sari.tick("setuju").press("Kirim pengaduan").await.see("Sebentar, sedang ramai");
        assert_eq!((sari.status(), sari.header("retry-after")), (429, "5"));
        sound(&sari, "id");
        let (work, ticket) = (solve(&sari), sari.attr_of("input[name=antrean]", "value").unwrap());
        sari.fill("altcha", &work).press("Lanjutkan").await.see("Pengaduan Anda sudah kami terima");

        // the same work does not count for somebody else
        let mut budi = world.browser_at(TOWN);
        to_check(&mut budi).await;
        budi.tick("setuju").press("Kirim pengaduan").await.see("Sebentar, sedang ramai");
        budi.fill("altcha", &work).fill("antrean", &ticket).press("Lanjutkan").await.see("Sebentar, sedang ramai");
        let own = solve(&budi);
        budi.fill("altcha", &own).press("Lanjutkan").await.see("Pengaduan Anda sudah kami terima");
        // other networks notice nothing
        let mut tono = world.browser_at("198.51.100.1");
        to_check(&mut tono).await;
        tono.tick("setuju").press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
    })
    .await;
}

#[tokio::test]
async fn without_javascript_one_waits_five_seconds() {
    let world = World::open().await;
    let noon = noon();
    let mut sari = world.browser_at(TOWN);
    clock::pretend(noon, async {
        flood(&world, TOWN, "/lapor/kirim", 20).await;
        to_check(&mut sari).await;
        sari.tick("setuju").press("Kirim pengaduan").await.see("Tunggu lima detik, lalu tekan tombol di bawah");
        sari.press("Lanjutkan").await.see("Sebentar, sedang ramai");
    })
    .await;
    clock::pretend(noon + TimeDelta::seconds(6), async {
        sari.press("Lanjutkan").await.see("Pengaduan Anda sudah kami terima");
    })
    .await;
}

/// People press before five seconds are over. That begins nothing anew.
#[tokio::test]
async fn who_presses_too_early_keeps_the_place() {
    let world = World::open().await;
    let (noon, mut sari) = (noon(), world.browser_at(TOWN));
    let code = ReceiptCode::generate().show();
    clock::pretend(noon, async {
        flood(&world, TOWN, "/lacak", 10).await;
        sari.visit("/lacak").await.fill("kode", &code).press("Buka kasus").await.see("Tunggu lima detik");
    })
    .await;
    clock::pretend(noon + TimeDelta::seconds(4), async {
        sari.press("Lanjutkan").await.see("Tunggu lima detik").not_see("Antrean untuk menit ini sudah penuh");
    })
    .await;
    clock::pretend(noon + TimeDelta::seconds(6), async {
        sari.press("Lanjutkan").await.see("Kode tidak cocok dengan kasus mana pun");
    })
    .await;
}

/// Nobody can tell those apart who come through Tor, so one of them can fill that lane. Not the others.
#[tokio::test]
async fn who_fills_the_slow_lane_of_the_onion_service_leaves_the_other_open() {
    let onion = format!("{}.onion", "k".repeat(56));
    let world = World::behind(DoorConfig { busy: 1, onion_host: Some(onion.clone()), ..DoorConfig::default() }).await;
    let (noon, code) = (noon(), ReceiptCode::generate().show());
    let (tor, mut sari) = (world.browser_over_tor().at(&onion), world.browser_at(TOWN));
    let mut many = vec![tor; 25];
    clock::pretend(noon, async {
        flood(&world, "198.51.100.1", "/lacak", 1).await;
        for one in many.iter_mut().chain([&mut sari]) {
            one.visit("/lacak").await.fill("kode", &code).press("Buka kasus").await.see("Tunggu lima detik");
        }
    })
    .await;
    clock::pretend(noon + TimeDelta::seconds(6), async {
        for (no, one) in many.iter_mut().enumerate() {
            let full = no >= 20;
            one.press("Lanjutkan").await.see(if full {
                "Antrean untuk menit ini sudah penuh"
            } else {
                "Kode tidak cocok"
            });
        }
        sari.press("Lanjutkan").await.see("Kode tidak cocok dengan kasus mana pun");
    })
    .await;
}

/// Twenty places in a minute for each kind of form, two for a network; who has waited keeps the place.
#[tokio::test]
async fn a_full_slow_lane_says_so_and_keeps_the_place() {
    let world = World::behind(DoorConfig { busy: 1, ..DoorConfig::default() }).await;
    let noon = noon();
    let mut sari = world.browser_at(TOWN).speaking("en");
    let code = ReceiptCode::generate().show();
    let mut others = Vec::new();
    clock::pretend(noon, async {
        flood(&world, "198.51.100.1", "/lacak", 1).await;
        sari.visit("/lacak").await.fill("kode", &code).press("Open the case").await.see("One moment, it is busy");
        for no in 0..29 {
            let mut other = world.browser_at(&format!("192.0.{}.7", no / 3)).speaking("en");
            other.visit("/lacak").await.fill("kode", &code).press("Open the case").await.see("One moment, it is busy");
            others.push(other);
        }
    })
    .await;
    clock::pretend(noon + TimeDelta::seconds(6), async {
        for (no, other) in others.iter_mut().enumerate() {
            let third = no % 3 == 2;
            other.press("Continue").await;
            other.see(if third { "The queue for this minute is full" } else { "No case matches" });
        }
        sari.press("Continue").await.see("The queue for this minute is full");
        assert_eq!((sari.status(), sari.header("retry-after")), (429, "60"));
    })
    .await;
    clock::pretend(noon + TimeDelta::seconds(70), async {
        sari.press("Continue").await.see("No case matches");
        assert_eq!(sari.attr_of("#kode", "value").as_deref(), Some(code.as_str()), "what was typed is kept");
    })
    .await;
}

#[tokio::test]
async fn a_place_in_the_slow_lane_is_good_once() {
    let world = World::open().await;
    let noon = noon();
    let mut sari = world.browser_at(TOWN);
    clock::pretend(noon, async {
        flood(&world, TOWN, "/lacak", 10).await;
        sari.visit("/lacak").await.fill("kode", &ReceiptCode::generate().show()).press("Buka kasus").await;
        sari.see("Tunggu lima detik, lalu tekan tombol di bawah");
    })
    .await;
    clock::pretend(noon + TimeDelta::seconds(6), async {
        let mut copy = sari.clone();
        sari.press("Lanjutkan").await.see("Kode tidak cocok dengan kasus mana pun");
        copy.press("Lanjutkan").await.see("Sebentar, sedang ramai").not_see("Antrean untuk menit ini sudah penuh");
    })
    .await;
}

#[tokio::test]
async fn after_three_codes_that_match_nothing_a_network_is_asked_for_work() {
    let world = World::open().await;
    let filed = world.file(world.complaint("Pungli di loket")).await;
    clock::pretend(noon(), async {
        for _ in 0..3 {
            let mut guesser = world.browser_at(TOWN);
            guesser.visit("/lacak").await.fill("kode", &ReceiptCode::generate().show());
            guesser.press("Buka kasus").await.see("Kode tidak cocok dengan kasus mana pun");
        }
        let mut sari = world.browser_at(TOWN);
        sari.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await;
        sari.see("Sebentar, sedang ramai");
        let work = solve(&sari);
        sari.fill("altcha", &work).press("Lanjutkan").await.see(&filed.number);
        let mut far = world.browser_at("198.51.100.1");
        far.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await.see(&filed.number);
    })
    .await;
}

/// Codes of drafts can be guessed at as little as those of cases.
#[tokio::test]
async fn draft_codes_that_match_nothing_make_wary_too() {
    let world = World::open().await;
    clock::pretend(noon(), async {
        for _ in 0..3 {
            let mut guesser = world.browser_at(TOWN);
            guesser.visit("/lanjut").await.fill("kode", &DraftCode::generate().show()).press("Buka draf").await;
            guesser.see("Tidak ada draf dengan kode ini");
        }
        let mut guesser = world.browser_at(TOWN);
        guesser.visit("/lanjut").await.fill("kode", &DraftCode::generate().show()).press("Buka draf").await;
        guesser.see("Sebentar, sedang ramai");
    })
    .await;
}

/// Every page of a form begins a draft in a browser that has none, so every one of them counts.
#[tokio::test]
async fn drafts_are_counted_whichever_page_they_begin_with_and_nobody_loses_words() {
    let world = World::open().await;
    clock::pretend(noon(), async {
        let mut early = world.browser_at(TOWN);
        to_check(&mut early).await;
        flood(&world, TOWN, "/lapor/jenis", 60).await;
        let forged = format!("draf={}; Path=/", token::issue(&world.app.keys, &HeaderMap::new(), false, clock::now()));
        let dead = format!("draf={}; Path=/", "A".repeat(43));
        for cookie in [None, Some(dead), Some(forged)] {
            let mut other = world.browser_at(TOWN);
            if let Some(cookie) = &cookie {
                other.keep(cookie);
            }
            other.visit("/lanjut").await;
            let token = other.attr_of("input[name=token]", "value").unwrap();
            let cookies = cookie.as_deref().and_then(|cookie| cookie.split(';').next()).unwrap_or_default();
            let send = |kind: &str, body: String| {
                let path = if kind == FORM { "/lapor/kejadian" } else { "/lapor/bukti" };
                let request = Request::post(path).header("sec-fetch-site", "same-origin").header(CONTENT_TYPE, kind);
                request.header(COOKIE, cookies).body(Body::from(body)).unwrap()
            };
            other.send(send(FORM, format!("token={token}&uraian=Cerita+saya&nanti=1"))).await;
            other.see("Sebentar, sedang ramai");
            assert_eq!(other.attr_of("input[name=uraian]", "value").as_deref(), Some("Cerita saya"), "{cookie:?}");
            let field = |name: &str, value: &str| {
                format!("--e\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let body = format!("{}{}--e--\r\n", field("token", &token), field("saksi", "Dua orang"));
            other.send(send("multipart/form-data; boundary=e", body)).await.see("Sebentar, sedang ramai");
            assert_eq!(other.attr_of("input[name=saksi]", "value").as_deref(), Some("Dua orang"), "{cookie:?}");
            let work = solve(&other);
            other.fill("altcha", &work).press("Lanjutkan").await;
            assert_eq!(other.path(), "/lapor/cara", "after some work it begins");
        }
        early.visit("/lapor/kejadian").await.fill("lokasi", "Loket 5").press("Simpan dan lanjutkan").await;
        early.see("Periksa sebelum mengirim").see("Loket 5");
    })
    .await;
}

#[tokio::test]
async fn a_busy_site_asks_everybody_for_work() {
    let world = World::behind(DoorConfig { busy: 5, ..DoorConfig::default() }).await;
    clock::pretend(noon(), async {
        flood(&world, TOWN, "/lapor/kirim", 5).await;
        let mut sari = world.browser_at("198.51.100.1");
        to_check(&mut sari).await;
        sari.tick("setuju").press("Kirim pengaduan").await.see("Sebentar, sedang ramai");
        let work = solve(&sari);
        sari.fill("altcha", &work).press("Lanjutkan").await.see("Pengaduan Anda sudah kami terima");
    })
    .await;
}

/// One colleague who tries passwords shuts nobody else out of the office's network.
#[tokio::test]
async fn an_officer_behind_a_busy_network_still_signs_in() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    world.hire("rara", &[(Some(unit), Role::Analyst)]).await;
    clock::pretend(noon(), async {
        flood(&world, TOWN, "/petugas/masuk", 20).await;
        let mut rara = world.browser_at(TOWN);
        rara.visit("/petugas/masuk").await.fill("nama", "rara").fill("sandi", PASSWORD).press("Masuk").await;
        rara.see("Sebentar, sedang ramai");
        assert!(!String::from_utf8_lossy(rara.bytes()).contains(PASSWORD), "a password is never echoed");
        let work = solve(&rara);
        rara.fill("altcha", &work).fill("sandi", PASSWORD).press("Lanjutkan").await;
        assert_eq!(rara.path(), "/petugas/akun/langkah-kedua", "the password was right");
    })
    .await;
}

#[tokio::test]
async fn a_reporter_who_writes_too_fast_keeps_the_words_and_is_told_when() {
    let world = World::open().await;
    let filed = world.file(world.complaint("Pungli di loket")).await;
    clock::pretend(noon(), async {
        let mut sari = world.browser();
        sari.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await.see(&filed.number);
        for _ in 0..30 {
            sari.visit("/kasus").await.press("Kirim pesan").await;
            assert_eq!(sari.status(), 422);
        }
        sari.fill("teks", "Saya didatangi atasan saya.").press("Kirim pesan").await.see("Coba lagi pukul");
        assert_eq!(sari.status(), 429);
        assert!(sari.header("retry-after").parse::<u32>().unwrap() <= 60);
        assert_eq!(sari.attr_of("input[name=teks]", "value").as_deref(), Some("Saya didatangi atasan saya."));
        // the other way out is never shut
        let mut other = sari.clone();
        other.visit("/kasus").await.press("Tutup dan kunci kasus").await;
        assert_eq!(other.cookie("kasus"), None);
    })
    .await;
}

#[tokio::test]
async fn two_hundred_megabytes_in_an_hour_are_enough_but_words_always_pass() {
    let world = World::open().await;
    clock::pretend(noon(), async {
        let mut sari = world.browser_at(TOWN);
        sari.visit("/lapor/cara").await.choose("cara", "anonim").press("Lanjutkan").await;
        let cookie = format!("draf={}", sari.cookie("draf").unwrap());
        let headers = [(COOKIE, cookie.parse().unwrap())].into_iter().collect();
        let send = async |length: u64| {
            let token = token::issue(&world.app.keys, &headers, false, clock::now());
            let body = format!("--e\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--e--\r\n");
            let request = Request::post("/lapor/bukti")
                .header("sec-fetch-site", "same-origin")
                .header(COOKIE, &cookie)
                .header(CONTENT_TYPE, "multipart/form-data; boundary=e")
                .header(CONTENT_LENGTH, length)
                .body(Body::from(body))
                .unwrap();
            sari.clone().send(request).await.status()
        };
        assert_ne!(send(199 * 1024 * 1024).await, 429);
        assert_eq!(send(25 * 1024 * 1024).await, 429);
        assert_ne!(send(2000).await, 429, "words only");
    })
    .await;
}

/// It is counted as one file, so it brings no more.
#[tokio::test]
async fn an_upload_of_untold_length_brings_one_large_file_and_no_second() {
    let world = World::open().await;
    let mut sari = world.browser_at(TOWN);
    to_check(&mut sari).await;
    let cookie = format!("draf={}", sari.cookie("draf").unwrap());
    let headers = [(COOKIE, cookie.parse().unwrap())].into_iter().collect();
    let token = token::issue(&world.app.keys, &headers, false, clock::now());
    let mut body = format!("--e\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n").into_bytes();
    for name in ["satu.jpg", "dua.jpg"] {
        body.extend(
            format!("--e\r\ncontent-disposition: form-data; name=\"berkas\"; filename=\"{name}\"\r\n\r\n").bytes(),
        );
        body.extend(b"\xff\xd8\xff\xe0\0\x10JFIF");
        body.resize(body.len() + 14 * 1024 * 1024, 0x2e);
        body.extend(b"\r\n");
    }
    body.extend(b"--e--\r\n");
    let pieces: Vec<_> = body.chunks(64 * 1024).map(<[u8]>::to_vec).collect();
    // as over a wire: never all at once
    let pieces = futures_util::stream::iter(pieces).then(async |piece| {
        tokio::task::yield_now().await;
        Ok::<_, std::io::Error>(piece)
    });
    let request = Request::post("/lapor/bukti")
        .header("sec-fetch-site", "same-origin")
        .header(COOKIE, &cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=e")
        .body(Body::from_stream(pieces))
        .unwrap();
    sari.clone().send(request).await;
    sari.visit("/lapor/bukti").await.see("satu.jpg").not_see("dua.jpg");
}

#[tokio::test]
async fn the_onion_service_names_no_clear_address_and_keeps_no_tls_promise() {
    let onion = format!("{}.onion", "k".repeat(56));
    let world = World::behind(DoorConfig { onion_host: Some(onion.clone()), ..DoorConfig::default() }).await;
    let filed = world.file(world.complaint("Pungli di loket")).await;
    let mut clear = world.browser();
    clear.visit("/aman").await;
    assert_eq!(clear.header("onion-location"), format!("http://{onion}/aman"));
    clear.visit("/petugas/masuk").await;
    assert_eq!(clear.header("onion-location"), "", "nobody works at the desk through it");

    let mut sari = world.browser_over_tor().at(&onion);
    for address in world.map().await {
        if !address.methods.contains(&axum::http::Method::GET) || address.template == "/keluar" {
            continue;
        }
        sari.visit(&address.path(&filed.number)).await;
        let page = String::from_utf8_lossy(sari.bytes()).into_owned();
        assert!(!page.contains("kentongan.test"), "{} names the clear site", address.template);
        assert_eq!(sari.header("strict-transport-security"), "");
        assert_eq!(sari.header("onion-location"), "");
    }
    sari.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await.see(&filed.number);
    assert!(sari.cookie("kasus").is_some(), "a cookie that needs no TLS");
    to_check(&mut world.browser_over_tor().at(&onion)).await;
}
