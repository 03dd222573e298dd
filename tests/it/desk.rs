//! The officer's desk, page by page.

use kentongan::case::state::Role;

use crate::world::World;

#[tokio::test]
async fn the_queue_shows_what_waits_and_only_that() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let other = world.unit("u2", "office").await;
    let dewi = world.hire("dewi", &[(Some(unit), Role::Verifier)]).await;
    let far = world.hire("jauh", &[(Some(other), Role::Verifier)]).await;
    let admin = world.hire("admin", &[(None, Role::Admin)]).await;
    let filed = world.file(world.complaint("Diminta uang rokok di loket")).await;
    world.file(world.complaint("Titip absen berbulan-bulan")).await;

    let mut desk = world.desk_of(dewi).await;
    desk.visit("/petugas").await;
    assert_eq!(desk.status(), 200);
    desk.see("Perlu tindakan 2").see("Kasus saya 0").see("2 kasus terbuka di daftar Anda");
    desk.see("Diminta uang rokok di loket").see(&filed.number).see("Anonim").see("Diterima").see("Sisa");
    desk.see("Ambil").not_see("Fulan Prakontoh").not_see("Tugaskan");
    desk.visit("/petugas?tampil=saya").await.see("Belum ada kasus yang Anda tangani.");
    desk.visit("/petugas?tampil=semua&identitas=open").await.see("Tidak ada kasus yang cocok").see("Hapus saringan");
    desk.visit("/petugas?tampil=semua&kategori=pungli&jenis=complaint&tahap=received").await.see("Titip absen");
    desk.visit("/petugas?instansi=tidakadayangbegini").await.see("Tidak ada instansi").see("Titip absen");

    world.desk_of(far).await.visit("/petugas").await.see("Tidak ada yang perlu tindakan.").not_see("uang rokok");
    let mut outside = world.desk_of(admin).await;
    outside.visit("/petugas").await;
    assert_eq!(outside.status(), 403);
    world.browser().visit("/petugas").await.see("Masuk petugas");
}

#[tokio::test]
async fn a_long_queue_is_paged_by_deadline() {
    let world = World::open().await;
    let unit = world.unit("u1", "office").await;
    let dewi = world.hire("dewi", &[(Some(unit), Role::Verifier), (Some(unit), Role::Supervisor)]).await;
    for n in 1..=53 {
        world.file(world.complaint(&format!("Laporan nomor {n:02}"))).await;
    }
    let mut desk = world.desk_of(dewi).await;
    desk.visit("/petugas?tampil=semua").await.see("Semua 53").see("Tugaskan");
    let first = titles(&desk);
    assert_eq!(first.len(), 50);
    desk.follow("Berikutnya").await;
    let second = titles(&desk);
    assert_eq!(second.len(), 3);
    assert!(second.iter().all(|title| !first.contains(title)), "no case twice");
    desk.follow("Dari awal").await;
    assert_eq!(titles(&desk), first);
}

fn titles(desk: &crate::world::Browser) -> Vec<String> {
    let page = desk.page();
    let rows = page.select(&scraper::Selector::parse("th.pokok a").unwrap()).map(|a| a.text().collect()).collect();
    rows
}
