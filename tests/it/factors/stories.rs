use axum::extract::Request;
use chrono::Duration;
use kentongan::account::invite;
use kentongan::case::state::Role;
use kentongan::clock;
use kentongan::db::Actor;
use kentongan::web::session::{self, Factor};

use super::{SET_UP, by_key, code_typed, codes_on, is_in, password_typed, with_key};
use crate::limits::{TOWN, flood, noon, solve};
use crate::world::{CodeApp, PASSWORD, SecurityKey, World};

/// The script that asks for the key has no page to work on; the form with the answer has.
#[tokio::test]
async fn behind_a_network_that_tries_too_often_a_passkey_opens_after_some_work() {
    let world = World::open().await;
    let mut key = SecurityKey::number(1);
    with_key(&world, "rara", Role::Admin, &mut key).await;
    clock::pretend(noon(), async {
        flood(&world, TOWN, "/petugas/masuk", 21).await;
        let mut rara = world.browser_at(TOWN);
        rara.visit("/petugas/masuk").await.press_with("Masuk dengan kunci sandi", &mut key).await;
        rara.see("Sebentar, sedang ramai");
        let work = solve(&rara);
        rara.fill("altcha", &work).press("Lanjutkan").await;
        assert!(is_in(&mut rara).await);
    })
    .await;
}

/// Strangers who keep trying the name hold nobody up in a browser that its owner came in with, by whatever way.
#[tokio::test]
async fn a_passkey_makes_the_browser_known_as_a_password_does() {
    let world = World::open().await;
    let mut key = SecurityKey::number(1);
    with_key(&world, "rara", Role::Admin, &mut key).await;
    let mut rara = by_key(&world, &mut key).await;
    let mut stranger = world.browser();
    stranger.visit("/petugas/masuk").await.fill("nama", "rara").fill("sandi", "bukan kata sandinya");
    rara.visit("/petugas/akun").await.press("Keluar").await.fill("nama", "rara").fill("sandi", PASSWORD);
    clock::pretend(clock::now(), async {
        stranger.press("Masuk").await.see("Nama masuk atau kata sandi salah");
        rara.press("Masuk").await.see("Satu langkah lagi");
    })
    .await;
}

#[tokio::test]
async fn an_invited_administrator_makes_a_passkey_before_anything_opens_and_signs_in_with_it_alone() {
    let world = World::open().await;
    let officer = world.hire("rara", &[(None, Role::Admin)]).await;
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    let token = invite(&mut tx, officer, clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    let (mut rara, new) = (world.browser(), "payung teduh di beranda");
    rara.visit(&format!("/petugas/undangan/{token}")).await.fill("sandi_baru", new).fill("sandi_ulang", new);
    rara.press("Simpan dan masuk").await.see("Peran Anda membuka data yang paling peka").not_see("Pasang aplikasi");
    assert_eq!(rara.visit("/petugas/kelola").await.path(), SET_UP);
    let mut key = SecurityKey::number(1);
    rara.fill("label", "  Kunci   biru ").press_with("Buat kunci sandi", &mut key).await.see("Kunci sandi aktif");
    assert_eq!(codes_on(&rara).len(), 10);
    rara.follow("Saya sudah mencatat kode").await.see("Kunci biru").see("belum pernah dipakai");
    rara.press("Keluar").await.see("Masuk petugas");

    let mut rara = by_key(&world, &mut key).await;
    assert!(is_in(&mut rara).await, "the key is the whole sign-in");
    rara.see("terakhir dipakai").see("10 kode cadangan tersisa");
    clock::pretend(clock::now() + Duration::minutes(6), async {
        rara.follow("Tambah cara masuk").await.see("Konfirmasi bahwa ini Anda");
        assert!(
            rara.page().select(&scraper::Selector::parse("#sandi").unwrap()).next().is_none(),
            "no password will do"
        );
        rara.press_with("Konfirmasi dengan kunci sandi", &mut key).await;
        assert_eq!(rara.path(), SET_UP);
        let mut second = SecurityKey::number(2);
        rara.fill("label", "Ponsel").press_with("Buat kunci sandi", &mut second).await.see("Kunci biru").see("Ponsel");
        rara.fill("label", "Ponsel dinas").press("Simpan nama: Ponsel").await.see("Ponsel dinas");
        rara.press("Hapus kunci sandi: Kunci biru").await.not_see("Kunci biru");
        rara.press("Hapus kunci sandi: Ponsel dinas").await.see("Kunci sandi terakhir tidak bisa dihapus");
        assert_eq!(rara.status(), 422);
        assert!(is_in(&mut by_key(&world, &mut second).await).await);
        by_key(&world, &mut key).await.see("Kunci sandi ini tidak diterima");
    })
    .await;
}

/// For who is not in yet.
const SIGN_IN: &str = "/petugas/masuk";

/// For who is not in yet too, and the pages of the second step with what leads on to them.
const OPEN_PAGES: [&str; 5] = [
    "/petugas/undangan/{token}",
    "/petugas/konfirmasi",
    "/petugas/konfirmasi/passkey",
    "/petugas/konfirmasi/passkey/mulai",
    SET_UP,
];

/// The same for forms, with leaving.
const OPEN_FORMS: [&str; 9] = [
    "/petugas/undangan/{token}",
    "/petugas/keluar",
    "/petugas/konfirmasi",
    "/petugas/konfirmasi/passkey",
    "/petugas/konfirmasi/passkey/mulai",
    "/petugas/akun/passkey",
    "/petugas/akun/passkey/mulai",
    "/petugas/akun/langkah-kedua/pasang",
    SET_UP,
];

/// An address of this template: what it names need not exist.
fn filled(template: &str) -> String {
    let parts = template.split('/').map(|part| match part {
        "{nomor}" => "KTG-7K2M9Q",
        "{n}" => "1",
        _ if part.starts_with('{') => "01980000-0000-7000-8000-000000000000",
        _ => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A form that says nothing, with a right token.
fn form(address: &str, token: &str) -> Request {
    Request::post(address)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={token}").into())
        .unwrap()
}

#[tokio::test]
async fn without_a_second_step_every_address_leads_to_where_it_is_set_up() {
    let world = World::open().await;
    let officer = world.hire("rara", &[(None, Role::Analyst), (None, Role::Auditor)]).await;
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    let cookie = session::sign_in(&mut tx, officer, Factor::Password, clock::now(), false).await.unwrap();
    tx.commit().await.unwrap();
    let mut rara = world.browser();
    rara.keep(cookie.to_str().unwrap());
    let (mut pages, mut forms) = (0, 0);
    for template in kentongan::app::routes().paths().iter().filter(|path| path.starts_with("/petugas")) {
        let address = filled(template);
        if !OPEN_PAGES.contains(template) && !template.starts_with(SIGN_IN) {
            rara.visit(&address).await;
            let nothing = rara.status() == 405;
            assert!(nothing || rara.path() == SET_UP, "{template} shows {}", rara.text());
            pages += 1;
        }
        if !OPEN_FORMS.contains(template) && !template.starts_with(SIGN_IN) {
            let token = rara.visit(SET_UP).await.attr_of("input[name=token]", "value").unwrap();
            rara.send(form(&address, &token)).await;
            let refused = (rara.status(), rara.header("location")) == (303, SET_UP);
            assert!(refused || rara.status() == 405, "{template} answers {}", rara.status());
            forms += 1;
        }
    }
    assert!(pages > 60 && forms > 60, "only {pages} pages and {forms} forms");
    rara.visit("/petugas").await.see("Kata sandi saja tidak cukup").follow("Bantuan").await;
    assert_eq!(rara.path(), "/bantuan");
    rara.visit(SET_UP).await.press("Keluar").await.see("Masuk petugas");
}

#[tokio::test]
async fn an_analyst_chooses_an_app_and_a_code_works_once() {
    let world = World::open().await;
    world.hire("rara", &[(None, Role::Analyst)]).await;
    let mut rara = password_typed(&world, "rara").await;
    let mut other = password_typed(&world, "rara").await;
    other.see("Pasang salah satu");
    rara.see("Pasang salah satu").press("Pasang aplikasi").await.see("Pindai kode ini");
    let key = rara.words_of("p.mono").unwrap();
    rara.fill("kode", "000000").press("Aktifkan").await.see("Kode salah atau sudah dipakai");
    assert_eq!(rara.words_of("p.mono").as_deref(), Some(key.as_str()), "the scanned key stays the key");
    let (app, start) = (CodeApp::with(&key), clock::now());
    clock::pretend(start, rara.fill("kode", &app.shows(start)).press("Aktifkan")).await;
    rara.see("Langkah kedua aktif");
    other.visit("/petugas/akun").await.see("Masuk petugas");
    let codes = codes_on(&rara);
    rara.follow("Saya sudah mencatat kode").await.see("10 kode cadangan tersisa").see("Aplikasi autentikator");

    let later = start + Duration::minutes(2);
    let mut home = clock::pretend(later, password_typed(&world, "rara")).await;
    home.see("Satu langkah lagi").visit("/petugas/akun").await.see("Masuk petugas");
    let mut home = clock::pretend(later, password_typed(&world, "rara")).await;
    let mut thief = home.clone();
    code_typed(&mut home, &app.shows(later), later).await;
    assert!(is_in(&mut home).await);
    code_typed(&mut thief, &app.shows(later), later).await;
    thief.see("Kode salah atau sudah dipakai");
    code_typed(&mut thief, &app.shows(later), later).await;
    thief.see("Terlalu banyak percobaan");

    let late = later + Duration::hours(3);
    let mut lost = clock::pretend(late, password_typed(&world, "rara")).await;
    let mut again = lost.clone();
    code_typed(&mut lost, &codes[3].to_lowercase(), late).await;
    lost.visit("/petugas/akun").await.see("9 kode cadangan tersisa");
    code_typed(&mut again, &codes[3], late).await;
    again.see("Kode salah atau sudah dipakai");
    code_typed(&mut again, &codes[4], late + Duration::hours(1)).await;
    assert_eq!(again.path(), "/petugas/masuk", "an hour after the password it is asked for again");
    clock::pretend(late, async {
        lost.press("Lepas aplikasi").await.see("Ini satu-satunya langkah kedua Anda");
        assert_eq!(lost.status(), 422);
        lost.press("Buat kode cadangan baru").await.see("Kode cadangan yang lama tidak berlaku lagi");
        assert!(!codes_on(&lost).contains(&codes[5]));
    })
    .await;
}

/// T-14: a code of the app that was used once opens nothing a second time.
#[tokio::test]
async fn a_hundred_codes_are_seen_over_the_shoulder_and_none_works_again() {
    let world = World::open().await;
    let officer = world.hire("rara", &[(None, Role::Analyst)]).await;
    let app = world.app_of(officer).await;
    // one password, checked once, is enough for a hundred pages between the steps of its five minutes
    let (start, mut opened) = (clock::now(), 0);
    for step in 0..100 {
        // the delay after a wrong code is over by the next code
        let at = start + Duration::minutes(2 * step);
        let between = clock::pretend(at, password_typed(&world, "rara")).await;
        let code = app.shows(at);
        let mut rara = between.clone();
        code_typed(&mut rara, &code, at).await;
        assert_eq!(rara.path(), "/petugas", "code {step} works once");
        let mut thief = between;
        code_typed(&mut thief, &code, at).await;
        opened += i32::from(thief.path() == "/petugas");
    }
    assert_eq!(opened, 0, "of 100 used codes");
}

#[tokio::test]
async fn who_lost_the_passkey_makes_another_one_with_a_recovery_code_and_nothing_else() {
    let world = World::open().await;
    let mut lost = SecurityKey::number(1);
    let (_, rara) = with_key(&world, "rara", Role::Custodian, &mut lost).await;
    let codes = codes_on(&rara);
    let mut rara = password_typed(&world, "rara").await;
    rara.see("Pakai kunci sandi").see("Kode cadangan").fill("kode", &codes[0]).press("Masuk").await;
    assert_eq!(rara.path(), SET_UP);
    assert_eq!(rara.visit("/petugas/kustodian").await.path(), SET_UP, "a code that can be talked out of somebody");
    let mut new = SecurityKey::number(2);
    rara.press_with("Buat kunci sandi", &mut new).await;
    assert!(is_in(&mut rara).await);
    rara.see("9 kode cadangan tersisa");
    let mut again = password_typed(&world, "rara").await;
    again.fill("kode", &codes[0]).press("Masuk").await.see("Kode salah atau sudah dipakai");
}

#[tokio::test]
async fn after_the_password_a_passkey_is_the_second_step() {
    let world = World::open().await;
    let mut key = SecurityKey::number(1);
    with_key(&world, "rara", Role::Supervisor, &mut key).await;
    let mut other = SecurityKey::number(2);
    with_key(&world, "sari", Role::Supervisor, &mut other).await;
    let mut rara = password_typed(&world, "rara").await;
    assert!(!is_in(&mut rara.clone()).await);
    rara.press_with("Pakai kunci sandi", &mut other)
        .await
        .see("Kunci sandi ini tidak diterima")
        .see("Satu langkah lagi");
    rara.press_with("Pakai kunci sandi", &mut key).await;
    assert!(is_in(&mut rara).await);
}

#[tokio::test]
async fn a_role_that_is_given_later_asks_for_a_passkey_at_the_next_page() {
    let world = World::open().await;
    let officer = world.hire("rara", &[(None, Role::Analyst)]).await;
    let app = world.app_of(officer).await;
    let mut rara = password_typed(&world, "rara").await;
    code_typed(&mut rara, &app.shows(clock::now()), clock::now()).await;
    assert!(is_in(&mut rara).await, "an analyst has enough with an app");
    let mut owner = world.owner().await;
    sqlx::query("insert into officer_role (officer_id, role) values ($1, 'admin')")
        .bind(officer)
        .execute(&mut owner)
        .await
        .unwrap();
    rara.visit("/petugas/kelola").await.see("jadi Anda masuk dengan kunci sandi");
    let mut key = SecurityKey::number(1);
    rara.press_with("Buat kunci sandi", &mut key).await;
    assert_eq!(rara.visit("/petugas/kelola").await.path(), "/petugas/kelola");

    // whoever talks a code out of an administrator comes no further than the page that asks for the passkey
    let later = clock::now() + Duration::minutes(3);
    let mut thief = clock::pretend(later, password_typed(&world, "rara")).await;
    code_typed(&mut thief, &app.shows(later), later).await;
    thief.see("jadi kode saja tidak cukup").not_see("Buat kunci sandi");
    assert_eq!(thief.visit("/petugas/kelola").await.path(), SET_UP);
    let token = thief.attr_of("input[name=token]", "value").unwrap();
    thief.send(form("/petugas/akun/passkey/mulai", &token)).await;
    assert_eq!((thief.status(), thief.header("location")), (303, SET_UP), "nor does a request that no page offers");
    thief.visit(SET_UP).await.press_with("Pakai kunci sandi", &mut key).await;
    assert_eq!(thief.path(), "/petugas", "the officer herself goes on");
}

#[tokio::test]
async fn a_new_invitation_takes_everything_off_and_asks_for_a_new_second_step() {
    let world = World::open().await;
    let mut key = SecurityKey::number(1);
    let (officer, mut old) = with_key(&world, "rara", Role::Analyst, &mut key).await;
    let codes = codes_on(&old);
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    let token = invite(&mut tx, officer, clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    let (mut guest, new) = (world.browser(), "payung teduh di beranda");
    guest.visit(&format!("/petugas/undangan/{token}")).await.fill("sandi_baru", new).fill("sandi_ulang", new);
    guest.press("Simpan dan masuk").await;
    assert_eq!(guest.path(), SET_UP);
    assert!(!is_in(&mut old).await && !is_in(&mut by_key(&world, &mut key).await).await);
    guest.install_app().await;
    assert!(codes_on(&guest).iter().all(|code| !codes.contains(code)));
}

#[tokio::test]
async fn changing_how_one_signs_in_asks_once_more_who_it_is() {
    let world = World::open().await;
    let officer = world.hire("rara", &[(None, Role::Analyst)]).await;
    let app = world.app_of(officer).await;
    let mut rara = password_typed(&world, "rara").await;
    code_typed(&mut rara, &app.shows(clock::now()), clock::now()).await;
    let later = clock::now() + Duration::minutes(6);
    clock::pretend(later, async {
        rara.visit("/petugas/akun").await.press("Buat kode cadangan baru").await.see("Konfirmasi bahwa ini Anda");
        rara.fill("sandi", PASSWORD).press("Konfirmasi").await.see("Tulis kodenya");
        rara.fill("sandi", PASSWORD)
            .fill("kode", &app.shows(later))
            .press("Konfirmasi")
            .await
            .see("Sudah dikonfirmasi");
        rara.press("Lanjutkan").await.see("Catat kode cadangan Anda");
    })
    .await;
}

#[tokio::test]
async fn an_office_whose_address_is_a_number_says_what_to_change() {
    let world = World::at("http://10.0.0.7:8080").await;
    world.hire("rara", &[(None, Role::Admin)]).await;
    let mut rara = password_typed(&world, "rara").await;
    rara.see("http://10.0.0.7:8080").see("KENTONGAN_PUBLIC_URL").not_see("Buat kunci sandi");
    world.browser().visit("/petugas/masuk").await.not_see("Masuk dengan kunci sandi");
}

#[tokio::test]
async fn in_demo_the_password_is_enough_and_a_second_step_is_offered() {
    let world = World::demo().await;
    world.hire("rara", &[(None, Role::Admin)]).await;
    let mut rara = world.browser();
    rara.visit("/petugas/masuk").await.see("Langkah kedua tidak diwajibkan di DEMO");
    rara.fill("nama", "rara").fill("sandi", PASSWORD).press("Masuk").await;
    assert!(is_in(&mut rara).await);
    let mut key = SecurityKey::number(1);
    rara.follow("Pasang langkah kedua").await.press_with("Buat kunci sandi", &mut key).await;
    password_typed(&world, "rara").await.see("Satu langkah lagi");
}
