//! Strangers who keep trying a name neither come in nor hold its owner out (security.md T-13).

use chrono::Duration;
use kentongan::clock;

use crate::world::{Browser, PASSWORD, World};

/// Types a password at a moment; says whether it opened the account.
async fn types(browser: &mut Browser, at: Duration, password: &str) -> bool {
    let moment = clock::now() + at;
    clock::pretend(moment, async {
        browser.visit("/petugas/masuk").await.fill("nama", "rara").fill("sandi", password).press("Masuk").await;
        browser.cookie("sid").is_some()
    })
    .await
}

#[tokio::test]
async fn a_browser_that_signed_in_before_is_not_held_out_by_strangers_and_the_officer_hears_of_them() {
    let world = World::open().await;
    let officer = world.hire("rara", &[]).await;
    world.hire("dewa", &[]).await;
    let mut rara = world.browser();
    assert!(types(&mut rara, Duration::zero(), PASSWORD).await);
    let mark = rara.cookie("kenal").unwrap().to_owned();
    assert!(!mark.contains("rara") && mark.len() == 43, "the mark names nobody: {mark}");
    rara.visit("/petugas/akun").await.press("Keluar").await;

    // ten strangers' tries, each when it is judged
    let mut stranger = world.browser();
    for no in 0..10 {
        assert!(!types(&mut stranger, Duration::seconds(60 + no * 50), "password1234").await);
        stranger.see("Nama masuk atau kata sandi salah");
    }
    let now = Duration::seconds(60 + 9 * 50 + 1);
    assert!(!types(&mut stranger, now, PASSWORD).await, "not even the right one, now");
    stranger.see("Terlalu banyak percobaan");
    let mut thief = world.browser();
    for forged in ["AAAA".to_owned(), mark.to_lowercase(), format!("{mark}A"), "A".repeat(43)] {
        thief.keep(&format!("kenal={forged}; Path=/"));
        assert!(!types(&mut thief, now, PASSWORD).await, "a forged mark helps nobody");
    }
    assert!(types(&mut rara, now, PASSWORD).await, "the officer is not held out");
    world.desk_of(officer).await.visit("/petugas/akun").await.see("Sepuluh kali seseorang gagal masuk sebagai Anda");

    // a known browser is no way around the delay either
    rara.visit("/petugas/akun").await.press("Keluar").await;
    assert!(!types(&mut rara, now, "bukan kata sandinya").await);
    assert!(!types(&mut rara, now, PASSWORD).await);
    rara.see("Terlalu banyak percobaan");
}
