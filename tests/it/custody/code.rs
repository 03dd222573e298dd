//! A new code for a lost one: who gets it, who may not, and what the reporter sees of it (security.md §2.3).

use axum::body::Body;
use axum::http::Request;
use chrono::Duration;
use kentongan::case::act::Filed;
use kentongan::case::db;
use kentongan::case::state::{Mode, Role};
use kentongan::config::Mail;
use kentongan::db::Actor;
use kentongan::i18n::Lang;
use kentongan::vault::ReceiptCode;
use kentongan::{clock, ledger};
use uuid::Uuid;

use super::misuse::{Tries, wall};
use super::{NAME, NIK, OTHER, Office, PHRASE, page};
use crate::pages::sound;
use crate::world::{Browser, PASSWORD, World};

/// How the person was recognised.
const PROOF: &str = "KTP asli dilihat di loket; tahu kapan dan lewat apa ia melapor.";

fn codes(filed: &Filed) -> String {
    format!("/petugas/kasus/{}/kode", filed.number)
}

impl Office {
    async fn clerk(&self, name: &str) -> Uuid {
        self.world.hire(name, &[(Some(self.unit), Role::Clerk)]).await
    }

    /// Somebody at the counter asks; the id of the request comes back.
    async fn asks_code(&self, desk: &mut Browser, filed: &Filed) -> String {
        desk.visit(&codes(filed)).await.fill("alasan", PROOF).press("Minta kode baru").await.see("Permintaan dicatat");
        let id: Uuid = sqlx::query_scalar(
            "select id from code_request where case_id = $1 order by asked_at desc, id desc limit 1",
        )
        .bind(filed.case)
        .fetch_one(&mut self.world.owner().await)
        .await
        .unwrap();
        id.to_string()
    }

    /// One custodian is granted a look by another and takes it; the page that shows the identity, and what was granted.
    async fn looks(&self, one: (Uuid, &str), other: (Uuid, &str), filed: &Filed) -> (Browser, String) {
        let granted = self.asks(one.0, filed).await;
        self.agrees(other.0, other.1, filed).await;
        let mut desk = self.world.desk_of(one.0).await;
        desk.visit(&page(filed)).await.fill("sandi_kunci", one.1).press("Buka identitas").await.see(NAME);
        (desk, granted)
    }

    /// The custodian of the other unit compares and agrees.
    async fn compares(&self, filed: &Filed) {
        let (mut dian, _) = self.looks((self.dian, OTHER), (self.kus, PHRASE), filed).await;
        dian.fill("sandi_kunci", OTHER).press("Identitas cocok, setujui kode baru").await.see("Disetujui. Peminta");
        dian.not_see(NAME);
    }

    async fn sound_chain(&self) {
        let app = &self.world.app;
        let report = ledger::verify(&app.db, &app.keys, &app.store).await.unwrap();
        let faults: Vec<_> = report.faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, Vec::<String>::new());
    }
}

/// The code on a slip.
fn printed(desk: &Browser) -> String {
    let shown = desk.words_of(".kode").unwrap_or_else(|| panic!("no slip:\n{}", desk.text()));
    assert!(ReceiptCode::parse(&shown).is_ok(), "{shown}");
    shown.split_whitespace().collect()
}

/// A reporter uses a code that an officer has seen, and makes the next one.
async fn comes_back(world: &World, code: &str) -> Browser {
    let mut sari = world.browser();
    sari.visit("/lacak").await.fill("kode", code).press("Buka kasus").await.see("pernah dilihat petugas");
    assert_eq!(sari.visit("/kasus").await.path(), "/kasus/kode", "nothing else opens before");
    sari.press("Buat kode baru").await.see("Kode lacak baru Anda");
    sari.visit("/kasus").await;
    assert_eq!((sari.status(), sari.path()), (200, "/kasus"));
    sari
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_to_the_counter_with_an_identity_card_gets_a_new_code() {
    let office = Office::enrolled().await;
    let (filed, clerk) = (office.files(Mode::Confidential).await, office.clerk("loki").await);
    let mut elsewhere = office.reporter(&filed).await;
    let mut loki = office.world.desk_of(clerk).await;
    loki.visit("/petugas/catat").await.follow("Kode lacak hilang").await;
    sound(&loki, "id");
    loki.fill("nomor", "KTG").press("Lanjutkan").await.see("Tulis nomor kasus dengan benar");
    loki.fill("nomor", &filed.number.to_lowercase()).press("Lanjutkan").await.see("Minta kode baru");
    loki.not_see("Permintaan uang").not_see(NAME).fill("alasan", PROOF).press("Minta kode baru").await;
    loki.see("Permintaan dicatat").see("menunggu kustodian dari unit lain").not_see("Cetak kode");
    elsewhere.visit("/kasus").await.see("Petugas meminta kode lacak baru").see("Ganti kode sekarang");

    let mut tri = office.world.desk_of(office.tri).await;
    tri.visit("/petugas/kustodian").await.see("Tidak ada permintaan yang menunggu");
    let mut dian = office.world.desk_of(office.dian).await;
    dian.visit("/petugas/kustodian").await.see("Kustodian 1").see("meminta kode baru").see(PROOF);
    dian.follow(&filed.number).await.see("cocokkan").press("Minta pembukaan").await.see("Permintaan dicatat");
    sound(&dian, "id");
    office.agrees(office.kus, PHRASE, &filed).await;
    dian.visit(&page(&filed)).await.fill("sandi_kunci", OTHER).press("Buka identitas").await.see(NAME);
    sound(&dian, "id");
    dian.fill("sandi_kunci", OTHER).press("Identitas cocok, setujui kode baru").await.see("Disetujui. Peminta");

    loki.visit(&codes(&filed)).await.see("disetujui Bapak dian").not_see(NAME);
    sound(&loki, "id");
    assert_eq!(elsewhere.visit("/kasus").await.path(), "/kasus", "the old code works until the new one is there");
    let mut again = loki.clone();
    let code = printed(loki.press("Cetak kode baru").await);
    loki.see("Saat pertama dipakai, Anda diminta menggantinya").not_see(NAME);
    assert_eq!(printed(again.press("Cetak kode baru").await), code, "a second press shows the same slip");
    again.visit(&codes(&filed)).await.see("dicetak").not_see("Cetak kode baru").not_see(&code);

    assert_eq!(elsewhere.visit("/kasus").await.path(), "/lacak", "whoever had it open with the old code");
    elsewhere.fill("kode", &filed.code.show()).press("Buka kasus").await.see("tidak cocok dengan kasus mana pun");
    let mut sari = comes_back(&office.world, &code).await;
    sari.see("Kode lacak baru diserahkan; kode lama berhenti").not_see("Ganti kode sekarang");
    sari.visit("/kasus/akses").await.see("Petugas loket meminta kode baru untuk kasus ini").see(PROOF);
    sari.see("Identitas dicocokkan dan disetujui Petugas").see("Kustodian identitas").see("Kode baru diserahkan");
    assert!(!sari.text().contains("Bapak"), "officers have no names here");
    sound(&sari, "id");
    sari.visit("/kasus/identitas").await.see("kode Anda pernah diganti karena hilang").not_see(NAME).not_see("3273");
    sari.fill("nama", "Sari Baru").fill("telepon", "0812 3456 7890").choose("cara_hubung", "halaman");
    sari.press("Simpan perbaikan").await.see("Identitas Anda diperbaiki");
    sari.visit("/kasus/identitas").await.see("Sari Baru");
    let mut stale = office.world.browser();
    stale.visit("/lacak").await.fill("kode", &code).press("Buka kasus").await.see("tidak cocok");
    let mut vera = office.world.desk_of(office.vera).await;
    vera.visit(&format!("/petugas/kasus/{}/jejak", filed.number)).await.see("Kode baru dicetak").see("Petugas loket");
    office.sound_chain().await;
}

/// The clerk reads the slip first. With it they come to the case, and not to who the reporter is: that is opened by two, and
/// stands in the record.
#[tokio::test(flavor = "multi_thread")]
async fn who_asked_for_the_code_and_keeps_it_does_not_read_the_identity() {
    let office = Office::enrolled().await;
    let (filed, clerk) = (office.files(Mode::Confidential).await, office.clerk("loki").await);
    let mut loki = office.world.desk_of(clerk).await;
    office.asks_code(&mut loki, &filed).await;
    office.compares(&filed).await;
    let code = printed(loki.visit(&codes(&filed)).await.press("Cetak kode baru").await);
    let mut thief = comes_back(&office.world, &code).await;
    for path in ["/kasus", "/kasus/identitas", "/kasus/akses", "/kasus/kabar"] {
        thief.visit(path).await.not_see(NAME).not_see(NIK).not_see("3273");
    }
    let copies = "select count(*) from reporter_copy where sealed is not null";
    assert_eq!(office.count(copies).await, 0, "the copy under the lost code is gone");
    let mut kus = office.world.desk_of(office.kus).await;
    office.asks(office.kus, &filed).await;
    office.agrees(office.dian, OTHER, &filed).await;
    kus.visit(&page(&filed)).await.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see(NAME);
}

/// Whoever has the code answers, consents and rates as the reporter: not the handler, and not one who took the case meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn the_handler_of_a_case_gets_no_code_for_it() {
    let office = Office::enrolled().await;
    let filed = office.handled().await;
    let mut vera = office.world.desk_of(office.vera).await;
    vera.visit(&page(&filed)).await.follow("Kode lacak hilang").await.see("Anda menangani kasus ini");
    vera.not_see("Bagaimana identitas");
    let mut tries = Tries::new(&office);
    tries.sends("the handler asks", office.vera, (&codes(&filed), &[("alasan", PROOF)]), 409).await;
    assert_eq!(office.count("select count(*) from code_request").await, 0);

    let clerk = office.clerk("loki").await;
    let mut loki = office.world.desk_of(clerk).await;
    let request = office.asks_code(&mut loki, &filed).await;
    office.compares(&filed).await;
    sqlx::query("update cases set handler_id = $1").bind(clerk).execute(&mut office.world.owner().await).await.unwrap();
    let print = format!("{}/cetak", codes(&filed));
    tries.sends("who handles it by now prints", clerk, (&print, &[("permohonan", &request)]), 409).await;
    assert_eq!(office.count("select count(*) from event where action = 'print_code'").await, 0);
}

/// The slip is for the confirmed only, and who confirms in the meantime gets it all the same.
#[tokio::test(flavor = "multi_thread")]
async fn who_proves_anew_before_printing_gets_the_slip() {
    let office = Office::enrolled().await;
    let (filed, clerk) = (office.files(Mode::Open).await, office.clerk("loki").await);
    let mut loki = office.world.desk_of(clerk).await;
    office.asks_code(&mut loki, &filed).await;
    office.compares(&filed).await;
    let code = clock::pretend(clock::now() + Duration::minutes(6), async {
        loki.visit(&codes(&filed)).await.press("Cetak kode baru").await.see("Konfirmasi bahwa ini Anda");
        loki.fill("sandi", PASSWORD).press("Konfirmasi").await.press("Lanjutkan").await;
        printed(&loki)
    })
    .await;
    comes_back(&office.world, &code).await.visit("/kasus/identitas").await.see("Identitas saya").not_see(NAME);
}

/// A clerk whose session ended while the custodians looked prints the code in another one; the reporter is told that there
/// is no copy, and writes it anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_printed_in_another_session_works_and_the_page_says_that_there_is_no_copy() {
    let office = Office::enrolled().await;
    let (filed, clerk) = (office.files(Mode::Confidential).await, office.clerk("loki").await);
    office.asks_code(&mut office.world.desk_of(clerk).await, &filed).await;
    office.compares(&filed).await;
    let mut loki = office.world.desk_of(clerk).await;
    let code = printed(loki.visit(&codes(&filed)).await.press("Cetak kode baru").await);
    let mut sari = comes_back(&office.world, &code).await;
    sari.visit("/kasus/identitas").await.see("kode Anda pernah diganti karena hilang").not_see(NAME);
    assert_eq!(sari.status(), 200);
    sari.fill("nama", "Sari Baru").fill("telepon", "0812 3456 7890").choose("cara_hubung", "halaman");
    sari.press("Simpan perbaikan").await.see("Identitas Anda diperbaiki");
    sari.visit("/kasus/identitas").await.see("Sari Baru");
    office.sound_chain().await;
}

/// A custodian asks too; whoever has the old code ends the request by changing it.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_code_ends_the_request_by_changing_it() {
    let office = Office::enrolled().await;
    let filed = office.handled().await;
    let mut vera = office.world.desk_of(office.vera).await;
    let mut kus = office.world.desk_of(office.kus).await;
    let request = office.asks_code(&mut kus, &filed).await;
    vera.visit(&codes(&filed)).await.see("Kustodian identitas").not_see("Cetak kode");
    office.compares(&filed).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Bukan Anda? Ganti kode sekarang").follow("Ganti kode sekarang").await.press("Buat kode baru").await;
    sari.visit("/kasus").await.not_see("Bukan Anda?");
    sari.visit("/kasus/akses").await.see("tidak ada kode baru");
    let mut tries = Tries::new(&office);
    let fields: &[(&str, &str)] = &[("permohonan", &request)];
    tries
        .sends("printing what the reporter ended", office.kus, (&format!("{}/cetak", codes(&filed)), fields), 409)
        .await;
    // whoever keeps the log of a network learns the day, not the minute
    kus.visit(&codes(&filed)).await.see("Minta kode baru");
    let text = kus.text();
    let when = text.split("batal ").nth(1).and_then(|rest| rest.split(": pelapor").next()).expect("when it was voided");
    assert!(!when.contains("WIB"), "{when}");
    assert_eq!(sari.visit("/kasus").await.path(), "/kasus", "and the reporter's new code goes on");
}

/// Every way to somebody else's code.
#[tokio::test(flavor = "multi_thread")]
async fn every_misuse_of_a_new_code_is_refused() {
    let office = Office::enrolled().await;
    let hire = async |name: &str, unit, role| office.world.hire(name, &[(unit, role)]).await;
    let (loki, lola, walled) = (office.clerk("loki").await, office.clerk("lola").await, office.clerk("wali").await);
    let vino = hire("vino", Some(office.unit), Role::Verifier).await;
    let far = hire("fara", Some(office.other), Role::Verifier).await;
    let auditor = hire("aude", None, Role::Auditor).await;
    let (filed, foreign) = (office.handled().await, office.files(Mode::Confidential).await);
    let anonymous = office.files(Mode::Anonymous).await;
    let (kus, tri, dian) = ((office.kus, PHRASE), (office.tri, OTHER), (office.dian, OTHER));
    let here = codes(&filed);
    let (agree, print) = (format!("{here}/setuju"), format!("{here}/cetak"));
    let mut tries = Tries::new(&office);
    wall(&office, &filed, walled).await;

    let mut stranger = office.world.browser();
    let status = stranger.visit(&here).await.status();
    assert_eq!(stranger.path(), "/petugas/masuk");
    tries.note("a stranger", &stranger, status, 200);
    for (what, who) in [
        ("an administrator", office.admin),
        ("an auditor", auditor),
        ("a verifier of another unit", far),
        ("a clerk behind the wall", walled),
    ] {
        tries.sees(what, who, &here, 404).await;
        tries.sends(what, who, (&here, &[("alasan", PROOF)]), 404).await;
    }
    let ask: &[(&str, &str)] = &[("alasan", PROOF)];
    tries.sends("a case that is none", loki, ("/petugas/kasus/KTG-000000/kode", ask), 404).await;
    tries.sends("who reads the case but does not handle it", vino, (&here, ask), 409).await;
    tries.sends("no reason", loki, (&here, &[]), 422).await;
    tries.sends("a short reason", loki, (&here, &[("alasan", "KTP sudah dilihat.")]), 422).await;
    tries.sends("a reason of spaces", loki, (&here, &[("alasan", &" ".repeat(40))]), 422).await;
    tries.sends("an endless reason", loki, (&here, &[("alasan", &"alasan ".repeat(200))]), 422).await;
    tries.sends("an anonymous case", loki, (&codes(&anonymous), ask), 409).await;
    let mut desk = office.world.desk_of(loki).await;
    desk.visit(&codes(&anonymous)).await.see("Laporan ini anonim").not_see("Bagaimana identitas");

    // a look from before the request is no comparison
    let (_, early) = office.looks(dian, kus, &filed).await;
    let request = office.asks_code(&mut desk, &filed).await;
    let with = |granted: &str, phrase: &str| {
        vec![
            ("permohonan".to_owned(), request.clone()),
            ("permintaan".to_owned(), granted.to_owned()),
            ("sandi_kunci".to_owned(), phrase.to_owned()),
        ]
    };
    tries.sends("asking twice", loki, (&here, ask), 409).await;
    tries.sends("asking while another asks", office.kus, (&here, ask), 409).await;
    tries.posts("a look from before the request", office.dian, (&agree, with(&early, OTHER)), 409).await;
    tries.posts("with nothing granted", office.dian, (&agree, with(&Uuid::new_v4().to_string(), OTHER)), 404).await;
    tries.posts("what was granted to somebody else", office.tri, (&agree, with(&early, OTHER)), 409).await;
    tries.posts("the clerk agrees", loki, (&agree, with(&early, OTHER)), 409).await;
    tries.posts("the handler agrees", office.vera, (&agree, with(&early, OTHER)), 409).await;
    tries.posts("not even numbers", office.dian, (&agree, with("1 or 1=1", OTHER)), 404).await;
    tries
        .posts("by another case", office.dian, (&format!("{}/setuju", codes(&foreign)), with(&early, OTHER)), 404)
        .await;
    let (_, same) = office.looks(tri, dian, &filed).await;
    tries.posts("a custodian of the clerk's unit", office.tri, (&agree, with(&same, OTHER)), 409).await;
    let printing: &[(&str, &str)] = &[("permohonan", &request)];
    tries.sends("printing before anybody agreed", loki, (&print, printing), 409).await;
    let mut dians = office.world.desk_of(office.dian).await;
    dians.visit(&page(&filed)).await.fill("sandi_kunci", OTHER).press("Buka identitas").await.see(NAME);
    tries.posts("a wrong passphrase", office.dian, (&agree, with(&early, "salah sama sekali")), 422).await;
    office.waits_after_wrong_ones().await;
    let forgery = Request::post(&agree).header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    let status = dians.clone().send(forgery).await.status();
    assert_eq!(status, 403, "a form of another site");
    dians.fill("sandi_kunci", OTHER).press("Identitas cocok, setujui kode baru").await.see("Disetujui. Peminta");

    tries.posts("agreeing again", office.dian, (&agree, with(&early, OTHER)), 409).await;
    tries.sends("another clerk prints", lola, (&print, printing), 409).await;
    tries.sends("who agreed prints", office.dian, (&print, printing), 409).await;
    tries.sends("the handler prints", office.vera, (&print, printing), 409).await;
    tries.sends("printing by another case", loki, (&format!("{}/cetak", codes(&foreign)), printing), 404).await;
    tries
        .sends("printing what is no request", loki, (&print, &[("permohonan", &Uuid::new_v4().to_string())]), 404)
        .await;
    tries.sees("by an address", loki, &print, 200).await;
    let mut hers = office.world.desk_of(lola).await;
    hers.visit(&here).await.not_see(PROOF).not_see("Cetak kode");
    let late = clock::now() + Duration::minutes(61);
    clock::pretend(late, async { tries.sends("printing after the hour", loki, (&print, printing), 409).await }).await;
    assert_eq!(office.count("select count(*) from event where action = 'print_code'").await, 0);
    assert_eq!(office.reporter(&filed).await.path(), "/kasus", "the old code still opens");

    let code = printed(desk.visit(&here).await.press("Cetak kode baru").await);
    tries.sends("printing once more", loki, (&print, printing), 409).await;
    assert_eq!(office.count("select count(*) from receipt").await, 3, "one code for each case");
    comes_back(&office.world, &code).await;
    assert!(tries.refused >= 35, "{}", tries.refused);
    office.sound_chain().await;
}

/// What changes while a request waits ends it.
#[tokio::test(flavor = "multi_thread")]
async fn walls_removals_time_and_erasure_end_a_request_for_a_code() {
    let office = Office::enrolled().await;
    let loki = office.clerk("loki").await;
    let mut desk = office.world.desk_of(loki).await;
    let (kus, dian) = ((office.kus, PHRASE), (office.dian, OTHER));
    let mut tries = Tries::new(&office);

    let own = office.files(Mode::Confidential).await;
    let request = office.asks_code(&mut office.world.desk_of(office.kus).await, &own).await;
    let (_, granted) = office.looks(kus, dian, &own).await;
    let fields = vec![
        ("permohonan".to_owned(), request),
        ("permintaan".to_owned(), granted),
        ("sandi_kunci".to_owned(), PHRASE.to_owned()),
    ];
    let agree = format!("{}/setuju", codes(&own));
    tries.posts("agreeing with oneself", office.kus, (&agree, fields), 409).await;

    let late = office.files(Mode::Confidential).await;
    let request = office.asks_code(&mut desk, &late).await;
    let half = clock::now() + Duration::minutes(30);
    let (_, granted) = clock::pretend(half, office.looks(dian, kus, &late)).await;
    let print = format!("{}/cetak", codes(&late));
    let agree = format!("{}/setuju", codes(&late));
    let fields = vec![
        ("permohonan".to_owned(), request.clone()),
        ("permintaan".to_owned(), granted),
        ("sandi_kunci".to_owned(), OTHER.to_owned()),
    ];
    clock::pretend(clock::now() + Duration::minutes(61), async {
        tries.posts("agreeing after the hour", office.dian, (&agree, fields), 409).await;
        tries.sends("printing what nobody agreed to", loki, (&print, &[("permohonan", &request)]), 409).await;
        let mut desk = office.world.desk_of(loki).await;
        desk.visit(&codes(&late)).await.see("lewat 60 menit tanpa kode").see("Minta kode baru");
        kentongan::jobs::round(&office.world.app).await.unwrap();
    })
    .await;

    let walled = office.files(Mode::Confidential).await;
    let request = office.asks_code(&mut desk, &walled).await;
    office.compares(&walled).await;
    wall(&office, &walled, office.dian).await;
    tries
        .sends(
            "printing on the word of somebody behind the wall",
            loki,
            (&format!("{}/cetak", codes(&walled)), &[("permohonan", &request)]),
            409,
        )
        .await;
    tries.sees("a custodian behind the wall", office.dian, &codes(&walled), 404).await;

    let kept = office.files(Mode::Confidential).await;
    let request = office.asks_code(&mut desk, &kept).await;
    office.compares(&kept).await;
    office.loses_key(office.dian).await;
    tries
        .sends(
            "printing on the word of somebody removed",
            loki,
            (&format!("{}/cetak", codes(&kept)), &[("permohonan", &request)]),
            409,
        )
        .await;
    let alone = office.files(Mode::Confidential).await;
    let ask: &[(&str, &str)] = &[("alasan", PROOF)];
    tries.sends("asking when nobody of another unit is left", loki, (&codes(&alone), ask), 409).await;

    let mut tx = office.world.app.db.begin(Actor::System).await.unwrap();
    db::erase_content(&mut tx, kept.case).await.unwrap();
    tx.commit().await.unwrap();
    tries.sends("a case that was erased", loki, (&codes(&kept), &[("alasan", PROOF)]), 404).await;
    let gone =
        "select count(*) from code_request q where not exists (select from case_secret s where s.case_id = q.case_id)";
    assert_eq!(office.count(gone).await, 0);
    assert_eq!(office.count("select count(*) from event where action = 'print_code'").await, 0);
}

/// A case whose identity is gone has nobody to compare.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_without_an_identity_any_more_gets_no_code() {
    let office = Office::enrolled().await;
    let (filed, clerk) = (office.files(Mode::Confidential).await, office.clerk("loki").await);
    sqlx::query(
        "update cases set state = 'closed', facts = facts || '{\"first_closed_at\": \"2020-01-01T00:00:00Z\"}'",
    )
    .execute(&mut office.world.owner().await)
    .await
    .unwrap();
    kentongan::jobs::round(&office.world.app).await.unwrap();
    let mut loki = office.world.desk_of(clerk).await;
    loki.visit(&codes(&filed)).await.see("tidak menyimpan identitas untuk dicocokkan").not_see("Bagaimana identitas");
}

/// Who asked for notices is told twice, in the one neutral sentence: while the old code still works, and when it stops.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_goes_out_when_a_code_is_asked_for_and_when_it_is_printed() {
    let mail = Mail { smtp_url: Some("smtp://127.0.0.1:9".into()), from: Some("kabar@layanan.contoh".into()) };
    let office = Office::enrolled_in(World::with_mail(mail).await).await;
    let (filed, clerk) = (office.files(Mode::Confidential).await, office.clerk("loki").await);
    let mut tx = office.world.app.db.begin(Actor::System).await.unwrap();
    kentongan::case::act::keep_address(
        &office.world.app,
        &mut tx,
        filed.case,
        "sari@contoh.id",
        Lang::Id,
        clock::now(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut loki = office.world.desk_of(clerk).await;
    office.asks_code(&mut loki, &filed).await;
    let waiting = "select count(*) from outbox";
    assert_eq!(office.count(waiting).await, 1);
    sqlx::query("delete from outbox").execute(&mut office.world.owner().await).await.unwrap();
    office.compares(&filed).await;
    printed(loki.visit(&codes(&filed)).await.press("Cetak kode baru").await);
    assert_eq!(office.count(waiting).await, 1);
}
