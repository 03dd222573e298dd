//! A complaint and a question, from the first page to the receipt.

use futures_util::future::Either;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{PHOTO, QUESTION, STORY, code, refused, to_check, to_choice, to_event, to_evidence, to_question, value};
use crate::pages::sound;
use crate::world::{Browser, World};

#[tokio::test]
async fn a_complaint_is_filed_and_its_receipt_stays_until_it_is_written_down() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_check(&mut sari).await;
    sari.see("Pengaduan belum terkirim").see("Anonim").see("Dinas Zzz Umpama").see("Januari 2026").see(STORY);
    sari.see("Tidak diisi").press("Kirim pengaduan").await;
    refused(&sari, "setuju", "Centang pernyataan iktikad baik untuk mengirim");
    sari.tick("setuju").press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
    assert_eq!(sari.path(), "/lapor/diterima");
    let shown = code(&sari);
    assert_eq!(shown.len(), 29);
    let number = sari.words_of("dd.mono").expect("a number");
    assert!(number.starts_with("KTG-") && number.len() == 10);
    sari.see("Verifikasi paling lambat");
    assert!(!sari.title().contains("Pungutan") && !sari.title().contains("Dinas"), "{}", sari.title());

    // Whatever page is opened now, the same receipt comes.
    for path in ["/lapor/diterima", "/lapor/cara", "/lapor/kejadian", "/lapor/periksa", "/lapor/bukti", "/lapor/nanti"]
    {
        sari.visit(path).await;
        assert_eq!((sari.path(), code(&sari)), ("/lapor/diterima", shown.clone()), "{path}");
    }
    sari.fill("ulang", "7KQ4").press("Periksa catatan saya").await;
    refused(&sari, "ulang", "Kode harus 24 huruf dan angka. Yang Anda tulis baru 4");
    sari.press("Periksa catatan saya").await;
    sari.fill("ulang", "").press("Periksa catatan saya").await;
    refused(&sari, "ulang", "Ketik kode dari catatan Anda");
    sari.fill("ulang", &shown.to_lowercase().replace('-', " ")).press("Periksa catatan saya").await;
    sari.see("Cocok. Catatan Anda benar.");
    assert_eq!(sari.status(), 200);
    sari.press("Saya sudah mencatat kode").await.see("Bukti terima sudah ditutup").not_see(&shown);
    sari.visit("/lapor/diterima").await.see("Bukti terima sudah ditutup");
    sari.visit("/lapor/kejadian").await;
    assert_eq!(sari.path(), "/", "nothing of the complaint is left in this browser");
}

/// Whoever noted a code that opens nothing would have lost the case.
#[tokio::test]
async fn a_receipt_never_shows_a_code_that_was_changed_since() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_check(&mut sari).await;
    sari.tick("setuju").press("Kirim pengaduan").await;
    let (old, mut noted) = (code(&sari), sari.clone());
    sari.visit("/lacak").await.fill("kode", &old).press("Buka kasus").await;
    sari.follow("Ganti kode lacak").await.press("Buat kode baru").await.see("Kode lacak baru Anda");
    sari.visit("/lapor/diterima").await.see("Bukti terima sudah ditutup").not_see(&old);
    noted.fill("ulang", &old).press("Periksa catatan saya").await.not_see("Cocok").see("Bukti terima sudah ditutup");
}

#[tokio::test]
async fn two_presses_and_a_late_retry_make_one_case() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_check(&mut sari).await;
    sari.tick("setuju");
    let mut twin = world.browser();
    let mut late = world.browser();
    let cookie = format!("draf={}", sari.cookie("draf").expect("a draft"));
    twin.keep(&cookie).visit("/lapor/periksa").await.tick("setuju");
    late.keep(&cookie).visit("/lapor/periksa").await.tick("setuju");
    tokio::join!(sari.press("Kirim pengaduan"), twin.press("Kirim pengaduan"));
    late.press("Kirim pengaduan").await;
    assert_eq!(code(&sari), code(&twin));
    assert_eq!(code(&sari), code(&late));
    assert_eq!(sari.words_of("dd.mono"), late.words_of("dd.mono"));
}

#[tokio::test]
async fn what_is_sent_is_what_the_check_page_showed() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_check(&mut sari).await;
    let mut tab = sari.clone();
    sari.tick("setuju");
    tab.visit("/lapor/kejadian").await.fill("lokasi", "Loket 7").press("Simpan dan lanjutkan").await;
    let changed = "Isinya berubah di tab lain sejak Anda memeriksanya. Baca lagi yang tertulis di atas, lalu kirim";
    refused(sari.press("Kirim pengaduan").await, "dilihat", changed);
    sari.see("Loket 7");
    tab.visit("/lapor/bukti").await.attach("berkas", "foto.jpg", PHOTO).press("Unggah").await;
    refused(sari.press("Kirim pengaduan").await, "dilihat", changed);
    sari.see("foto.jpg").press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
}

#[tokio::test]
async fn what_another_tab_sends_too_late_is_said_to_be_missing() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_check(&mut sari).await;
    let (mut upload, mut words) = (sari.clone(), sari.clone());
    upload.visit("/lapor/bukti").await.attach("berkas", "foto.jpg", PHOTO);
    words.visit("/lapor/kejadian").await.fill("lokasi", "Loket 7");
    sari.tick("setuju").press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima").not_see("belum ikut");
    for tab in [upload.press("Unggah").await, words.press("Simpan dan lanjutkan").await] {
        tab.see("unggah di halaman lain belum ikut");
        assert_eq!(code(tab), code(&sari));
    }
}

/// Holds every draft, so that whoever wants one waits.
struct Holder<'a> {
    world: &'a World,
    conn: PgConnection,
    xid: String,
}

impl<'a> Holder<'a> {
    async fn of(world: &'a World) -> Self {
        let mut conn = world.owner().await;
        sqlx::query("begin").execute(&mut conn).await.unwrap();
        sqlx::query("select 1 from draft for update").execute(&mut conn).await.unwrap();
        let xid = sqlx::query_scalar("select pg_current_xact_id()::text").fetch_one(&mut conn).await.unwrap();
        Self { world, conn, xid }
    }

    /// Ends when so many wait.
    async fn waiting(&self, least: i64) {
        let mut watcher = self.world.owner().await;
        let count = "select count(*) from pg_locks l where not l.granted and (l.transactionid::text = $1 or
            (l.relation = 'draft'::regclass and l.database = (select oid from pg_database where datname = current_database())))";
        for _ in 0..10_000 {
            if sqlx::query_scalar::<_, i64>(count).bind(&self.xid).fetch_one(&mut watcher).await.unwrap() >= least {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("nobody waits for the draft");
    }

    async fn lets_go(mut self) {
        sqlx::query("commit").execute(&mut self.conn).await.unwrap();
    }
}

/// Sends, and while the filing waits for the draft presses something else in another tab, which comes second.
async fn while_it_is_sent(world: &World, sari: &mut Browser, tab: &mut Browser, button: &str) {
    let holder = Holder::of(world).await;
    let second = async {
        holder.waiting(1).await;
        tokio::join!(tab.press(button), async {
            holder.waiting(2).await;
            holder.lets_go().await;
        });
    };
    tokio::join!(sari.press("Kirim pengaduan"), second);
    sari.see("Pengaduan Anda sudah kami terima");
}

#[tokio::test]
async fn a_draft_that_ends_while_it_is_sent_keeps_its_files() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_evidence(&mut sari).await;
    sari.attach("berkas", "foto.jpg", PHOTO).press("Unggah").await.press("Simpan dan lanjutkan").await.tick("setuju");
    let holder = Holder::of(&world).await;
    let worker = async {
        holder.waiting(1).await;
        // a day and an hour later by the worker's clock; it passes the draft by, or waits behind the filing
        let later = kentongan::clock::now() + chrono::TimeDelta::hours(25);
        let round = Box::pin(kentongan::clock::pretend(later, kentongan::jobs::round(&world.app)));
        let waiting = Box::pin(holder.waiting(2));
        let round = match futures_util::future::select(round, waiting).await {
            Either::Left((done, waiting)) => {
                drop(waiting);
                done.unwrap();
                None
            }
            Either::Right(((), round)) => Some(round),
        };
        holder.lets_go().await;
        if let Some(round) = round {
            round.await.unwrap();
        }
    };
    tokio::join!(sari.press("Kirim pengaduan"), worker);
    sari.see("Pengaduan Anda sudah kami terima");
    let mut owner = world.owner().await;
    let file: Uuid = sqlx::query_scalar("select id from evidence").fetch_one(&mut owner).await.unwrap();
    assert!(world.app.store.has(file).await.unwrap(), "the file of a case that was received");
}

#[tokio::test]
async fn deleting_while_it_is_sent_deletes_nothing() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_evidence(&mut sari).await;
    sari.attach("berkas", "foto.jpg", PHOTO).press("Unggah").await.press("Simpan dan lanjutkan").await.tick("setuju");
    let (mut file, mut whole) = (sari.clone(), sari.clone());
    file.visit("/lapor/bukti").await;
    while_it_is_sent(&world, &mut sari.clone(), &mut file, "Hapus foto.jpg").await;
    file.see("Pengaduan Anda sudah kami terima").see("belum ikut");

    let mut ana = world.browser();
    to_check(&mut ana).await;
    let mut tab = ana.clone();
    ana.tick("setuju");
    tab.visit("/lapor/hapus").await;
    while_it_is_sent(&world, &mut ana, &mut tab, "Hapus draf").await;
    assert_eq!(code(tab.see("Pengaduan Anda sudah kami terima")), code(&ana));
    whole.visit("/lapor/hapus").await.press("Hapus draf").await.see("Pengaduan Anda sudah kami terima");
    let kept: i64 =
        sqlx::query_scalar("select count(*) from evidence").fetch_one(&mut world.owner().await).await.unwrap();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn a_database_that_is_away_gives_the_page_back_filled() {
    let world = World::open().await;
    let (mut sari, mut ready) = (world.browser(), world.browser());
    to_event(&mut sari).await;
    to_check(&mut ready).await;
    let (mut budi, mut ana, mut tono) = (world.browser(), world.browser(), world.browser());
    to_question(&mut budi).await;
    to_evidence(&mut ana).await;
    tono.visit("/lapor/cara").await.choose("cara", "rahasia").press("Lanjutkan").await;
    world.app.db.close().await;
    sari.fill("uraian", STORY).fill("lokasi", "Loket").fill("tanggal_b", "1").fill("tanggal_t", "2026");
    sari.press("Simpan dan lanjutkan").await.see("Belum tersimpan").see("tekan tombolnya sekali lagi");
    assert_eq!((sari.status(), value(&sari, "uraian")), (503, STORY.to_owned()));
    budi.fill("pertanyaan", QUESTION).attach("berkas", "sk.jpg", PHOTO).press("Simpan dan lanjutkan").await;
    budi.see("Belum tersimpan");
    assert_eq!((budi.status(), value(&budi, "pertanyaan")), (503, QUESTION.to_owned()));
    ana.fill("saksi", "Dua orang").fill("tautan", "https://contoh.id/a").attach("berkas", "foto.jpg", PHOTO);
    ana.press("Simpan dan lanjutkan").await.see("Belum tersimpan");
    assert_eq!((value(&ana, "saksi"), value(&ana, "tautan")), ("Dua orang".into(), "https://contoh.id/a".into()));
    tono.fill("nama", "Tono").press("Simpan dan lanjutkan").await;
    assert_eq!((tono.status(), value(&tono, "nama")), (422, "Tono".to_owned()), "what is wrong can be told without it");
    ready.tick("setuju").press("Kirim pengaduan").await.see("Belum tersimpan");
    assert_eq!(ready.status(), 503);
    assert_eq!(ready.attr_of("form[action=\"/lapor/kirim\"] input[name=setuju]", "value").as_deref(), Some("1"));
}

#[tokio::test]
async fn a_database_whose_disk_is_full_gives_the_page_back_filled() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_event(&mut sari).await;
    let full = "create function disk_full() returns trigger language plpgsql as
                    $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$;
                create trigger disk_full before insert or update on draft for each row execute function disk_full()";
    sqlx::raw_sql(full).execute(&mut world.owner().await).await.unwrap();
    sari.fill("uraian", STORY).fill("lokasi", "Loket").fill("tanggal_b", "1").fill("tanggal_t", "2026");
    sari.press("Simpan dan lanjutkan").await.see("Belum tersimpan");
    assert_eq!((sari.status(), value(&sari, "uraian")), (503, STORY.to_owned()));
}

#[tokio::test]
async fn a_program_that_fills_every_field_is_asked_to_think() {
    let world = World::open().await;
    let mut robot = world.browser();
    to_check(&mut robot).await;
    robot.tick("setuju").fill("situs", "https://iklan.example").press("Kirim pengaduan").await;
    refused(&robot, "situs", "Kosongkan kolom “Situs”, lalu kirim sekali lagi");
    let mut english = robot.clone();
    assert_eq!(english.visit("/lapor/kirim?bhs=en").await.path(), "/lapor/periksa", "the language link of that page");
    assert_eq!(english.see("How you report").visit("/konsultasi/tulis/kirim").await.status(), 200);
    robot.press("Kirim pengaduan").await.see("Pengaduan Anda sudah kami terima");
}

#[tokio::test]
async fn a_question_is_asked_in_three_pages() {
    let world = World::open().await;
    let mut budi = world.browser();
    budi.visit("/konsultasi").await.see("Konsultasi bukan pengaduan").follow("Tulis pertanyaan").await;
    budi.see("Langkah 1 dari 3: Topik").press("Simpan dan lanjutkan").await;
    refused(&budi, "topik", "Pilih topik yang paling mendekati");
    refused(&budi, "cara", "Pilih bagaimana Anda ingin melapor");
    budi.choose("topik", "hak").choose("cara", "anonim").press("Simpan dan lanjutkan").await;
    budi.see("Langkah 2 dari 3: Pertanyaan").press("Simpan dan lanjutkan").await;
    refused(&budi, "pertanyaan", "Tulis pertanyaan Anda");
    budi.fill("pertanyaan", "Bolehkah?").press("Simpan dan lanjutkan").await;
    refused(&budi, "pertanyaan", "Pertanyaan masih terlalu pendek");
    assert_eq!(value(&budi, "pertanyaan"), "Bolehkah?");
    budi.fill("pertanyaan", "Apakah saya boleh menolak dipindah tanpa alasan?").attach("berkas", "sk.jpg", PHOTO);
    budi.press("Simpan dan lanjutkan").await.see("Langkah 3 dari 3: Periksa").see("Hak kepegawaian").see("sk.jpg");
    // A complaint in the same browser is another draft.
    to_choice(&mut budi).await;
    budi.visit("/konsultasi/tulis/periksa").await.press("Kirim pertanyaan").await;
    budi.see("Pertanyaan Anda sudah kami terima").see("Dijawab paling lambat");
    let shown = code(&budi);
    budi.visit("/konsultasi/tulis").await;
    assert_eq!(code(&budi), shown);
    budi.press("Saya sudah mencatat kode").await.see("Bukti terima sudah ditutup");
    budi.visit("/lapor/jenis").await.see("Langkah 2 dari 6: Pelanggaran");
}

#[tokio::test]
async fn every_page_of_the_forms_is_sound_in_both_languages() {
    let world = World::open().await;
    for lang in ["id", "en"] {
        let (mut sari, mut budi) = (world.browser(), world.browser());
        to_check(&mut sari).await;
        budi.visit("/konsultasi/tulis").await.choose("topik", "hak").choose("cara", "rahasia");
        budi.press("Simpan dan lanjutkan").await.fill("nama", "Budi").fill("surel", "b@contoh.id");
        budi.choose("cara_hubung", "halaman").press("Simpan dan lanjutkan").await;
        budi.fill("pertanyaan", "Apakah saya boleh menolak?").press("Simpan dan lanjutkan").await;
        let (mut sari, mut budi) = (sari.speaking(lang), budi.speaking(lang));
        for path in [
            "/lapor",
            "/lapor/cara",
            "/lapor/jenis",
            "/lapor/terlapor",
            "/lapor/kejadian",
            "/lapor/bukti",
            "/lapor/periksa",
            "/lapor/hapus",
            "/lanjut",
            "/konsultasi",
            "/q/TIADA1",
        ] {
            sari.visit(path).await;
            assert_eq!(sari.path(), path);
            sound(&sari, lang);
        }
        for path in ["", "/kontak", "/pertanyaan", "/periksa", "/hapus"] {
            budi.visit(&format!("/konsultasi/tulis{path}")).await;
            assert_eq!(budi.path(), format!("/konsultasi/tulis{path}"));
            sound(&budi, lang);
        }
        sari.visit("/lapor/periksa").await.tick("setuju");
        let send = if lang == "id" { "Kirim pengaduan" } else { "Send complaint" };
        sari.press(send).await;
        assert_eq!(sari.path(), "/lapor/diterima");
        sound(&sari, lang);
    }
}
