//! Officers sign in, change passwords, follow invitations.

use chrono::Duration;
use kentongan::account::{Tries, Turn, invite};
use kentongan::case::state::Role;
use kentongan::clock;
use kentongan::db::Actor;

use crate::world::{PASSWORD, World};

#[tokio::test]
async fn an_officer_signs_in_and_out() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let id = world.hire("rara", &[(Some(unit), Role::Analyst)]).await;
    let app = world.app_of(id).await;
    let mut rara = world.browser();
    rara.visit("/petugas/akun").await.see("Masuk petugas").not_see("DEMO");
    rara.press("Masuk").await.see("Tulis nama masuk Anda").see("Tulis kata sandi Anda");
    assert_eq!(rara.status(), 422);
    rara.fill("nama", " Rara ").fill("sandi", PASSWORD).press("Masuk").await.see("Satu langkah lagi");
    let now = clock::now();
    clock::pretend(now, rara.fill("kode", &app.shows(now)).press("Masuk")).await;
    rara.visit("/petugas/akun").await.see("Bapak rara").see("Analis").see("Sesi ini");
    let stolen = rara.cookie("sid").unwrap().to_owned();
    rara.press("Keluar").await.see("Masuk petugas");
    assert!(rara.cookie("sid").is_none());
    let mut thief = world.browser();
    thief.keep(&format!("sid={stolen}; Path=/"));
    thief.visit("/petugas/akun").await.see("Masuk petugas");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_answered_alike_and_slowed_down_alike() {
    let world = World::open().await;
    world.hire("rara", &[]).await;
    for name in ["rara", "tiada"] {
        let mut guesser = world.browser();
        guesser.visit("/petugas/masuk").await;
        // both presses in one moment, however long the machine thinks about the passwords
        let moment = clock::now();
        guesser.fill("nama", name).fill("sandi", "bukan kata sandinya");
        clock::pretend(moment, guesser.press("Masuk")).await;
        assert_eq!(guesser.status(), 422);
        guesser.see("Nama masuk atau kata sandi salah");
        assert_eq!(guesser.attr_of("#nama", "value").as_deref(), Some(name), "what was typed is kept");
        assert_eq!(guesser.attr_of("#sandi", "value").as_deref(), Some(""), "but not the password");
        clock::pretend(moment, guesser.fill("sandi", PASSWORD).press("Masuk")).await;
        guesser.see("Terlalu banyak percobaan. Coba lagi pukul");
    }
}

/// Otherwise whoever hangs up before the answer could try as often as they like, and nobody would be slowed down.
#[tokio::test]
async fn a_wrong_password_counts_though_nobody_waited_for_the_answer() {
    let world = World::open().await;
    world.hire("rara", &[]).await;
    let (mut guesser, mut again, moment) = (world.browser(), world.browser(), clock::now());
    for browser in [&mut guesser, &mut again] {
        browser.visit("/petugas/masuk").await.fill("nama", "rara").fill("sandi", "bukan kata sandinya");
    }
    let turn = Turn::take().await.unwrap();
    let pressed = clock::pretend(moment, guesser.press("Masuk"));
    assert!(tokio::time::timeout(std::time::Duration::from_secs(2), pressed).await.is_err(), "it waits for its turn");
    drop(turn);
    clock::pretend(moment, again.press("Masuk")).await.see("Terlalu banyak percobaan");
}

/// Each node reads how many there were, judges, and counts. Two at one moment are two.
#[tokio::test]
async fn failures_at_two_nodes_are_two_and_one_is_forgotten_every_hour() {
    let world = World::open().await;
    let (rara, mut owner, start) = (world.hire("rara", &[]).await, world.owner().await, clock::now());
    for (hours, nodes, counted) in [(0, 2, 2), (0, 4, 6), (4, 1, 3), (50, 1, 1), (49, 1, 2)] {
        let now = start + Duration::hours(hours);
        let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
        let mut tries = Vec::new();
        for _ in 0..nodes {
            tries.push(Tries::of_passphrase(&world.app, &mut tx, rara).await.unwrap());
        }
        for node in tries {
            node.one_more(&mut tx, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        let count: i32 =
            sqlx::query_scalar("select failures from sign_in_failure").fetch_one(&mut owner).await.unwrap();
        assert_eq!(count, counted, "after {hours} hours");
    }
}

/// Strangers who keep trying a name hold its owner out of no browser in which the owner came in once.
#[tokio::test]
async fn an_officer_who_joined_by_invitation_is_known_from_then_on_and_so_is_a_whole_shift_at_one_computer() {
    let world = World::open().await;
    let officer = world.hire("baru", &[]).await;
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    let token = invite(&mut tx, officer, clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    let (mut shared, new) = (world.browser(), "payung teduh di beranda");
    shared.visit(&format!("/petugas/undangan/{token}")).await.fill("sandi_baru", new).fill("sandi_ulang", new);
    shared.press("Simpan dan masuk").await.see("Pasang langkah kedua");
    for colleague in ["ani", "budi", "cici", "dodi", "euis"] {
        world.hire(colleague, &[]).await;
        shared.visit("/petugas/masuk").await.fill("nama", colleague).fill("sandi", PASSWORD).press("Masuk").await;
        shared.see("Pasang langkah kedua");
    }
    let (mut stranger, moment) = (world.browser(), clock::now());
    stranger.visit("/petugas/masuk").await.fill("nama", "baru").fill("sandi", "bukan kata sandinya");
    clock::pretend(moment, stranger.press("Masuk")).await.see("Nama masuk atau kata sandi salah");
    shared.visit("/petugas/masuk").await.fill("nama", "baru").fill("sandi", new);
    clock::pretend(moment, shared.press("Masuk")).await.see("Pasang langkah kedua");
    stranger.visit("/petugas/masuk").await.fill("nama", "baru").fill("sandi", new);
    clock::pretend(moment, stranger.press("Masuk")).await.see("Terlalu banyak percobaan");
}

/// A session that was left open is no way to find the password out.
#[tokio::test]
async fn whoever_guesses_the_password_at_its_change_is_slowed_down_and_noticed() {
    let world = World::open().await;
    let id = world.hire("rara", &[]).await;
    let mut thief = world.desk_of(id).await;
    let start = clock::now();
    for no in 0..10 {
        let at = start + Duration::seconds(no * 50);
        for (guess, says) in [("bukan kata sandinya", "Kata sandi"), (PASSWORD, "Terlalu banyak percobaan")] {
            clock::pretend(at, async {
                thief.visit("/petugas/akun").await.fill("sandi", guess).fill("sandi_baru", "pohon mangga tetangga");
                thief.fill("sandi_ulang", "pohon mangga tetangga").press("Ganti kata sandi").await;
            })
            .await;
            assert_eq!(thief.status(), 422, "{no} {guess}");
            thief.see(says);
        }
    }
    world.desk_of(id).await.visit("/petugas/akun").await.see("Sepuluh kali seseorang gagal masuk sebagai Anda");
}

#[tokio::test]
async fn an_invitation_works_once_and_sets_the_password() {
    let world = World::open().await;
    let officer = world.hire("baru", &[(None, Role::Admin)]).await;
    let mut tx = world.app.db.begin(Actor::Anonymous).await.unwrap();
    let old = invite(&mut tx, officer, clock::now()).await.unwrap();
    let token = invite(&mut tx, officer, clock::now()).await.unwrap();
    let late = invite(&mut tx, world.hire("telat", &[]).await, clock::now() - Duration::hours(25)).await.unwrap();
    tx.commit().await.unwrap();
    let mut guest = world.browser();
    for dead in [old.as_str(), late.as_str(), "bukan-token"] {
        guest.visit(&format!("/petugas/undangan/{dead}")).await.see("Undangan tidak berlaku");
        assert_eq!(guest.status(), 410);
    }
    let link = format!("/petugas/undangan/{token}");
    guest.visit(&link).await.see("Bapak baru");
    guest.fill("sandi_baru", "pendek saja").press("Simpan dan masuk").await.see("paling sedikit 12 huruf");
    guest.fill("sandi_baru", "rahasia12345").press("Simpan dan masuk").await.see("terlalu mudah ditebak");
    guest
        .fill("sandi_baru", "payung teduh di beranda")
        .fill("sandi_ulang", "payung teduh")
        .press("Simpan dan masuk")
        .await;
    guest.see("Kedua kata sandi baru tidak sama");
    let new = "payung teduh di beranda";
    guest.fill("sandi_baru", new).fill("sandi_ulang", new).press("Simpan dan masuk").await;
    guest.see("Pasang langkah kedua");
    world.browser().visit(&link).await.see("Undangan tidak berlaku");
    let mut again = world.browser();
    again.visit("/petugas/masuk").await.fill("nama", "baru").fill("sandi", new).press("Masuk").await;
    again.see("Pasang langkah kedua");
}

#[tokio::test]
async fn a_new_password_ends_other_sessions_and_there_are_never_more_than_three() {
    let world = World::open().await;
    let id = world.hire("rara", &[]).await;
    let app = world.app_of(id).await;
    let mut other = world.desk_of(id).await;
    let mut rara = world.desk_of(id).await;
    other.visit("/petugas/akun").await.see("Bapak rara");
    rara.visit("/petugas/akun").await;
    rara.fill("sandi", PASSWORD)
        .fill("sandi_baru", "pohon mangga tetangga")
        .fill("sandi_ulang", "pohon mangga tetangga");
    rara.press("Ganti kata sandi").await.see("Sesi ini").not_see("Akhiri semua sesi lain");
    other.visit("/petugas/akun").await.see("Masuk petugas");
    let now = clock::now();
    for step in 0..4 {
        let mut more = world.browser();
        more.visit("/petugas/masuk")
            .await
            .fill("nama", "rara")
            .fill("sandi", "pohon mangga tetangga")
            .press("Masuk")
            .await;
        let at = now + Duration::minutes(step);
        clock::pretend(at, more.fill("kode", &app.shows(at)).press("Masuk")).await;
        more.visit("/petugas/akun").await.see("Bapak rara");
        assert!(
            more.page()
                .select(&scraper::Selector::parse("section[aria-labelledby=h-sesi] .berkas li").unwrap())
                .count()
                <= 3
        );
    }
    rara.visit("/petugas/akun").await.see("Masuk petugas");
}

#[tokio::test]
async fn an_invitation_asks_both_administrators_once_more_who_they_are_and_keeps_what_was_pressed() {
    let world = World::open().await;
    let rara = world.hire("rara", &[]).await;
    let (mut admin, mut second) = world.administrators().await;
    let own = format!("/petugas/kelola/pengguna/{rara}");
    let later = clock::now() + Duration::minutes(6);
    clock::pretend(later, async {
        admin.visit(&own).await.fill("sebab", "Lupa kata sandi").press("Usulkan undangan").await;
        admin.see("Konfirmasi bahwa ini Anda");
        assert_eq!(admin.status(), 403);
        admin.press("Konfirmasi").await.see("Tulis kata sandi Anda");
        admin.fill("sandi", "bukan kata sandinya").press("Konfirmasi").await.see("tidak cocok");
        admin.fill("sandi", PASSWORD).press("Konfirmasi").await.see("Terlalu banyak percobaan");
    })
    .await;
    clock::pretend(later + Duration::seconds(2), async {
        let old = admin.cookie("sid").unwrap().to_owned();
        admin.fill("sandi", PASSWORD).press("Konfirmasi").await.see("Sudah dikonfirmasi");
        assert_ne!(admin.cookie("sid"), Some(old.as_str()), "a new token");
        let mut thief = world.browser();
        thief.keep(&format!("sid={old}; Path=/")).visit("/petugas/akun").await.see("Masuk petugas");
        admin.press("Lanjutkan").await.see("Lupa kata sandi").see("Menunggu administrator lain");
        second.agrees().await.see("Konfirmasi bahwa ini Anda").fill("sandi", PASSWORD).press("Konfirmasi").await;
        second.press("Lanjutkan").await.see("hanya ditampilkan sekali");
        admin.visit("/petugas/konfirmasi?ke=//jahat.example").await;
        assert!(admin.path().starts_with("/petugas"), "the way back stays inside: {}", admin.path());
    })
    .await;
}
