//! Every public page, in both languages.

use axum::body::Body;
use axum::extract::Request;
use kentongan::i18n::Lang;
use scraper::Selector;

use crate::world::{Browser, World};

/// What holds for any page of ours.
pub fn sound(reader: &Browser, lang: &str) {
    let at = format!("{} {lang}", reader.path());
    let page = reader.page();
    let all = |selector: &str| page.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>();
    assert_eq!(reader.attr_of("html", "lang").as_deref(), Some(lang), "{at}");
    assert_eq!(all("h1").len(), 1, "one h1 on {at}");
    assert_eq!(all("main#isi").len(), 1, "{at}");
    assert!(!reader.title().is_empty(), "{at}");
    assert!(all("[style], style, script:not([src]), [onclick], [onload]").is_empty(), "inline style or script on {at}");
    for control in all("input:not([type=hidden]), textarea, select") {
        let id = control.value().attr("id").unwrap_or_default();
        let labelled = control.value().attr("aria-label").is_some()
            || !all(&format!("label[for=\"{id}\"]")).is_empty()
            || control.ancestors().filter_map(scraper::ElementRef::wrap).any(|e| e.value().name() == "label");
        assert!(labelled, "{id} has no label on {at}");
    }
    let ids: Vec<_> = all("[id]").iter().filter_map(|e| e.value().attr("id")).map(str::to_owned).collect();
    let mut unique = ids.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "an id twice on {at}");
    for post in all("form[method=post]") {
        let token = Selector::parse("input[type=hidden][name=token]").unwrap();
        assert_eq!(post.select(&token).count(), 1, "a form without token on {at}");
    }
}

#[tokio::test]
async fn every_public_page_is_sound_in_both_languages() {
    let world = World::open().await;
    for path in ["/", "/aman", "/angka", "/bantuan", "/privasi", "/aksesibilitas", "/tentang"] {
        for lang in Lang::ALL {
            let mut reader = world.browser().speaking(lang.code());
            reader.visit(path).await;
            assert_eq!(reader.status(), 200, "{path}");
            sound(&reader, lang.code());
            // A second visit comes from memory, a third with a cookie from the router: all alike.
            let first = reader.text();
            reader.visit(path).await;
            assert_eq!(reader.text(), first, "{path}");
        }
    }
}

/// A machine that starts with its clock hours ahead, until it asks for the time.
#[tokio::test]
async fn a_page_from_a_time_that_has_not_come_is_made_anew() {
    let world = World::open().await;
    let ahead = kentongan::clock::now() + chrono::TimeDelta::days(2);
    kentongan::clock::pretend(ahead, world.browser().visit("/lacak")).await;
    let mut sari = world.browser();
    sari.visit("/lacak").await.press("Buka kasus").await.not_see("Formulir kedaluwarsa");
    assert_eq!(sari.status(), 422);
}

#[tokio::test]
async fn a_static_file_is_kept_for_good_under_a_name_of_its_content() {
    let world = World::open().await;
    let mut reader = world.browser();
    reader.visit("/").await;
    for (selector, name) in [("link[rel=stylesheet]", "href"), ("script", "src"), ("link[rel=icon]", "href")] {
        let address = reader.visit("/").await.attr_of(selector, name).unwrap();
        reader.visit(&address).await;
        assert_eq!(reader.status(), 200, "{address}");
        assert_eq!(reader.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(!reader.bytes().is_empty());
    }
    assert_eq!(reader.visit("/aset/style.0000000000.css").await.status(), 404);
}

#[tokio::test]
async fn a_reader_changes_the_language_and_keeps_it() {
    let world = World::open().await;
    let mut sari = world.browser();
    sari.visit("/aman").await.follow("EN").await;
    assert_eq!(sari.path(), "/aman");
    assert_eq!(sari.attr_of("html", "lang").as_deref(), Some("en"));
    sari.visit("/privasi").await;
    assert_eq!(sari.attr_of("html", "lang").as_deref(), Some("en"));
    sari.follow("ID").await;
    assert_eq!(sari.attr_of("html", "lang").as_deref(), Some("id"));
}

#[tokio::test]
async fn quick_exit_clears_the_browser_and_leads_away() {
    let world = World::open().await;
    let mut sari = world.browser();
    sari.visit("/").await.follow("Keluar cepat").await;
    assert_eq!(sari.status(), 303);
    assert_eq!(sari.header("location"), "https://www.bmkg.go.id/cuaca/prakiraan-cuaca");
    assert_eq!(sari.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
    assert_eq!(sari.header("cache-control"), "no-store");
    let beacon = Request::post("/keluar").header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap();
    assert_eq!(sari.send(beacon).await.status(), 204);
}

#[tokio::test]
async fn a_link_on_another_site_or_a_prefetch_leads_away_but_takes_nothing() {
    let world = World::open().await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-purpose", "prefetch")] {
        let mut sari = world.browser();
        let request = Request::get("/keluar").header(name, value).body(Body::empty()).unwrap();
        assert_eq!(sari.send(request).await.status(), 303, "{name}");
        assert_eq!((sari.header("clear-site-data"), sari.header("set-cookie")), ("", ""), "{name}");
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_with_a_page() {
    let world = World::open().await;
    let mut thief = world.browser();
    let request = Request::post("/keluar").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    thief.send(request).await.see("Dikirim dari situs lain");
    assert_eq!(thief.status(), 403);
}

#[tokio::test]
async fn a_wrong_address_has_a_page_in_the_reader_s_language() {
    let world = World::open().await;
    let mut reader = world.browser();
    reader.visit("/tidak-ada").await.see("Halaman tidak ditemukan").see("112");
    assert_eq!(reader.status(), 404);
    sound(&reader, "id");
    let mut reader = world.browser().speaking("en-GB");
    reader.visit("/tidak-ada").await.see("Page not found");
    sound(&reader, "en");
    let request = Request::delete("/aman").header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap();
    assert_eq!(reader.send(request).await.status(), 405);
    reader.see("cannot be opened that way");
}

#[tokio::test]
async fn machines_are_told_that_all_is_well() {
    let world = World::open().await;
    let mut probe = world.browser();
    assert_eq!(probe.visit("/healthz").await.status(), 200);
    assert_eq!(probe.visit("/readyz").await.status(), 200);
    probe.visit("/.well-known/security.txt").await;
    let text = String::from_utf8(probe.bytes().to_vec()).unwrap();
    assert!(text.contains("Contact: http://kentongan.test/bantuan") && text.contains("Expires: 20"), "{text}");
}

/// A page is kept in memory for those who come without a cookie; its form's token ends with the day after.
#[tokio::test]
async fn the_first_visitor_after_quiet_days_gets_a_form_that_works() {
    let world = World::open().await;
    world.browser().visit("/lacak").await;
    let later = kentongan::clock::now() + chrono::Duration::days(3);
    kentongan::clock::pretend(later, async {
        let mut sari = world.browser();
        sari.visit("/lacak").await.fill("kode", "KTG-SALAH").press("Buka kasus").await;
        assert_eq!((sari.path(), sari.status()), ("/lacak", 422));
        sari.not_see("Formulir kedaluwarsa");
    })
    .await;
}
