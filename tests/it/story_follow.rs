//! The citizen comes back: the code, the conversation, and one test for each thing that a reporter can do.
//!
//! The officers' side goes through the one door; their pages have stories of their own.

use kentongan::case::account::Account;
use kentongan::case::act::NewDocument;
use kentongan::case::act::{self, ActError, Done, Filed, NewCase, Who, Words};
use kentongan::case::action::{Action, Category, Given, Taker};
use kentongan::case::db;
use kentongan::case::letter::{Letter, Section};
use kentongan::case::state::{Finding, Kind, Mode, Outcome, Role, Severity, Side};
use kentongan::i18n::Lang;
use kentongan::vault;
use sqlx::Executor;
use uuid::Uuid;

use crate::world::{Browser, World};

const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
const YES: Given = Given(true);

/// An office with one person in every role, and a second unit to review.
struct Office {
    world: World,
    verifier: Uuid,
    analyst: Uuid,
    mediators: [Uuid; 2],
    consultant: Uuid,
    head: Uuid,
    unit: Uuid,
    reviewer: Uuid,
}

impl Office {
    async fn open() -> Self {
        let world = World::open().await;
        let unit = world.unit("u1", "office").await;
        let other = world.unit("u2", "office").await;
        let hire = async |name: &str, unit, role| world.hire(name, &[(Some(unit), role)]).await;
        Self {
            verifier: hire("vera", unit, Role::Verifier).await,
            analyst: hire("anna", unit, Role::Analyst).await,
            mediators: [hire("medi", unit, Role::Mediator).await, hire("mega", unit, Role::Mediator).await],
            consultant: hire("koni", unit, Role::Consultant).await,
            head: hire("suri", unit, Role::Supervisor).await,
            reviewer: hire("rudi", other, Role::Supervisor).await,
            unit,
            world,
        }
    }

    fn new(&self, kind: Kind, mode: Mode) -> NewCase {
        let account = Account {
            choice: "pungli".into(),
            relation: "witness".into(),
            agency_text: "Dinas Perizinan Kabupaten Umpama".into(),
            accused_position: "petugas loket".into(),
            accused_status: "unknown".into(),
            day: Some(14),
            month: 11,
            year: 2026,
            place: "loket 2".into(),
            narrative: "Saya diminta membayar dua ratus ribu rupiah tanpa kuitansi.".into(),
            question: "Bagaimana cara melaporkan atasan yang meminta uang?".into(),
            topic: "melapor".into(),
            ..Account::default()
        };
        NewCase {
            kind,
            mode,
            channel: "web",
            lang: Lang::Id,
            account,
            title: "Permintaan uang di loket perizinan".into(),
            identity: None,
            release_name: false,
            campaign: None,
            files: Vec::new(),
            idem: vault::token::random_token(),
            link: None,
            by: None,
        }
    }

    async fn filed(&self, new: NewCase) -> Filed {
        act::file(&self.world.app, new).await.expect("a filed case")
    }

    async fn file(&self, kind: Kind, mode: Mode) -> Filed {
        self.filed(self.new(kind, mode)).await
    }

    /// A quarter of an hour goes by without a word from anybody.
    async fn expire(&self) {
        let mut owner = self.world.owner().await;
        owner.execute("update session set last_seen = last_seen - interval '20 minutes'").await.unwrap();
    }

    async fn complaint(&self) -> Filed {
        self.file(Kind::Complaint, Mode::Anonymous).await
    }

    /// An officer does something; a proposal is approved by the head.
    async fn does(&self, officer: Uuid, case: Uuid, action: Action, words: Words) {
        let kind = action.kind();
        match act::act(&self.world.app, Who::Officer(officer), case, action, words).await {
            Ok(Done::Proposed(proposal)) => {
                act::approve(&self.world.app, self.head, proposal, "").await.expect("an approval");
            }
            Ok(_) => {}
            Err(error) => panic!("{}: {}", kind.code(), said(&error)),
        }
    }

    async fn plain(&self, officer: Uuid, case: Uuid, action: Action) {
        self.does(officer, case, action, Words::default()).await;
    }

    /// Screened and taken on; mediation is possible.
    async fn accepted(&self) -> Filed {
        let filed = self.complaint().await;
        self.plain(self.verifier, filed.case, Action::StartScreening).await;
        let accept = Action::Accept {
            checks: YES,
            category: Category { code: MEDIABLE.into(), mediable: true },
            severity: Severity::Medium,
            agency: None,
            unit: self.unit,
            handler: Taker { officer: self.analyst, walled: false },
        };
        self.plain(self.verifier, filed.case, accept).await;
        filed
    }

    /// Decided, with a letter.
    async fn decided(&self, finding: Finding) -> Filed {
        let filed = self.accepted().await;
        let propose =
            Action::ProposeOutcome { findings: vec![finding], reasons: YES, sources: YES, heard_or_why_not: YES };
        self.plain(self.analyst, filed.case, propose).await;
        let part = Section {
            heading: "Putusan".into(),
            text: "Dugaan tidak terbukti karena bukti saling bertentangan.".into(),
        };
        let letter = Letter { title: "Surat hasil".into(), parts: vec![part], ..Letter::default() };
        let words = Words {
            public: Some("Pimpinan sudah memutus.".into()),
            documents: vec![NewDocument { kind: "outcome".into(), desk_only: false, body: letter.body() }],
            ..Words::default()
        };
        self.does(self.head, filed.case, Action::Decide { letter: YES }, words).await;
        filed
    }

    /// The browser of the reporter, with the case open.
    async fn reporter(&self, filed: &Filed) -> Browser {
        let mut sari = self.world.browser();
        sari.visit("/lacak").await;
        sari.fill("kode", &filed.code.show()).press("Buka kasus").await;
        assert_eq!((sari.status(), sari.path()), (200, "/kasus"));
        sari
    }
}

fn said(error: &ActError) -> String {
    format!("{error:?}")
}

/// A violation that may be mediated.
const MEDIABLE: &str = "ET-06";

#[tokio::test(flavor = "multi_thread")]
async fn the_code_opens_the_case() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.see(&filed.number).see("Permintaan uang di loket perizinan").see("Anonim").see("Diterima");
    sari.see("Giliran petugas").see("Pengaduan diterima").see("Belum ada pesan");
    assert!(!sari.title().contains("uang"), "no content in titles");
    assert_eq!(sari.header("cache-control"), "no-store");
    sari.follow("Lihat yang saya laporkan").await.see("Pungutan liar").see("Saya melihatnya").see("loket 2");
    sari.see("dua ratus ribu rupiah");
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_errors_are_caught_before_anything_is_looked_up() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let code = filed.code.show();
    let mut wrong: Vec<char> = code.chars().collect();
    wrong[2] = if wrong[2] == '7' { '8' } else { '7' };
    let draft = vault::DraftCode::generate().show();
    let mut sari = office.world.browser();
    sari.visit("/lacak").await;
    for (typed, says) in [
        ("", "Tulis kode lacak Anda"),
        ("7KQ4-M2XD-9TRH", "Kode harus 24 huruf dan angka. Yang Anda tulis baru 12"),
        (&format!("{code}-22"), "Kode harus 24 huruf dan angka. Yang Anda tulis 26"),
        ("7KQ4-M2XD-9TRH-C5WB-8N3P-JV6!", "Kode hanya berisi huruf dan angka"),
        (&wrong.iter().collect::<String>(), "Ada salah ketik di kode ini"),
        (&draft, "Ini kode draf, bukan kode lacak"),
    ] {
        sari.fill("kode", typed).press("Buka kasus").await.see(says);
        assert_eq!(sari.status(), 422, "{typed}");
        assert!(sari.title().starts_with("Galat: "));
        assert_eq!(sari.attr_of("#kode", "value").as_deref(), Some(typed), "what was typed is kept");
        assert_eq!(
            sari.words_of(".galat-ringkas a").unwrap(),
            sari.words_of("#kode-g").unwrap().replace("Galat: ", "")
        );
    }
    assert_eq!(sari.cookie("coba"), None, "a typing error is no miss");
    let forgiving = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    sari.fill("kode", &forgiving).press("Buka kasus").await.see(&filed.number);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_five_misses_comes_a_pause_with_its_end() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.world.browser();
    sari.visit("/lacak").await;
    for miss in 1..=5 {
        let unknown = vault::ReceiptCode::generate().show();
        sari.fill("kode", &unknown).press("Buka kasus").await;
        if miss < 5 {
            sari.see("Kode tidak cocok dengan kasus mana pun");
            assert_eq!(sari.status(), 422);
        }
    }
    sari.see("Terlalu banyak percobaan. Coba lagi pukul");
    assert_eq!(sari.status(), 429);
    sari.fill("kode", &filed.code.show()).press("Buka kasus").await.see("Terlalu banyak percobaan");
    let mut other = office.reporter(&filed).await;
    other.see(&filed.number);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_case_asks_for_its_code() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    let stolen = sari.cookie("kasus").unwrap().to_owned();
    sari.press("Tutup dan kunci kasus").await;
    assert_eq!((sari.path(), sari.cookie("kasus")), ("/", None));
    for path in ["/kasus", "/kasus/isi", "/kasus/kode", "/kasus/surat/1", "/kasus/akses"] {
        assert_eq!(sari.visit(path).await.path(), "/lacak", "{path}");
    }
    let mut thief = office.world.browser();
    thief.keep(&format!("kasus={stolen}"));
    assert_eq!(thief.visit("/kasus").await.path(), "/lacak");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_with_files() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    office.plain(office.verifier, filed.case, Action::StartScreening).await;
    let words = Words { public: Some("Apakah Anda ingat nomor loketnya?".into()), ..Words::default() };
    office.does(office.verifier, filed.case, Action::AskReporter { question: YES }, words).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Giliran Anda").see("Menunggu jawaban Anda sampai").see("Perlu jawaban").see("sisa 10 hari kerja");
    sari.see("Petugas mengajukan pertanyaan").not_see("Bapak vera");

    sari.press("Kirim jawaban").await.see("Tulis jawaban Anda");
    assert_eq!(sari.status(), 422);
    sari.fill("teks", "Loket dua.").attach("lampir", "catatan.exe", b"MZ").press("Kirim jawaban").await;
    sari.see("\"catatan.exe\" bukan jenis berkas yang kami terima");
    assert_eq!(sari.words_of("#teks").as_deref(), Some("Loket dua."), "the text is kept");

    let long = "a".repeat(8_001);
    sari.fill("teks", &long).attach("lampir", "struk.png", PHOTO).press("Kirim jawaban").await;
    sari.see("Tulisan terlalu panjang. Kurangi 1 huruf").see("Sudah diunggah, ikut terkirim:").see("struk.png");
    sari.fill("teks", "Loket dua, pukul sepuluh.").press("Kirim jawaban").await;
    assert_eq!((sari.status(), sari.path()), (200, "/kasus?kabar=jawab"));
    sari.see("Jawaban terkirim").see("Lampiran: struk.png").see("Diverifikasi").see("Giliran petugas");
    sari.not_see("Perlu jawaban").see("Anda menjawab");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_pressed_twice_is_sent_once() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    let once = sari.attr_of("input[name=sekali]", "value").unwrap();
    sari.fill("teks", "Apakah nama saya bisa diketahui?").press("Kirim pesan").await.see("Pesan terkirim");
    assert_ne!(sari.attr_of("input[name=sekali]", "value").unwrap(), once, "a new form has a new key");
    let mut twice = office.reporter(&filed).await;
    twice.fill("teks", "Kedua").fill("sekali", &once).press("Kirim pesan").await;
    twice.see("tidak ada yang dikirim dua kali").not_see("Kedua");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_lost_when_the_case_locks_itself() {
    let office = Office::open().await;
    let (filed, other) = (office.complaint().await, office.complaint().await);
    let mut sari = office.reporter(&filed).await;
    sari.fill("teks", "Saya didatangi atasan saya.").attach("lampir", "struk.png", PHOTO);
    office.expire().await;
    sari.press("Kirim pesan").await;
    assert_eq!(sari.status(), 401);
    sari.see("Kasus sudah terkunci").see("Yang Anda tulis masih ada").see("Berkas lampiran perlu dipilih lagi");
    sari.fill("kode", "salah").press("Buka kasus").await.see("Yang Anda tulis baru 5");
    sari.fill("kode", &filed.code.show()).press("Buka kasus").await;
    sari.see("Yang tadi Anda tulis masih ada").see("Saya didatangi atasan saya.");
    sari.press("Kirim sekarang").await.see("Pesan terkirim").see("Saya didatangi atasan saya.");

    sari.fill("teks", "Hanya untuk kasus ini.");
    office.expire().await;
    sari.press("Kirim pesan").await.fill("kode", &other.code.show()).press("Buka kasus").await;
    sari.see(&other.number).see("Kode ini membuka kasus lain").not_see("Hanya untuk kasus ini.");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_lost_when_the_case_was_locked_in_another_tab() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.fill("teks", "Saya didatangi atasan saya.").attach("lampir", "struk.png", PHOTO).forget();
    sari.press("Kirim pesan").await.see("Formulir kedaluwarsa").see("Tulisan Anda masih ada");
    assert_eq!(sari.status(), 400);
    sari.press("Kirim sekali lagi").await.see("Kasus sudah terkunci");
    sari.fill("kode", &filed.code.show()).press("Buka kasus").await.see("Saya didatangi atasan saya.");
    sari.press("Kirim sekarang").await.see("Pesan terkirim").see("Saya didatangi atasan saya.");
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_added_later() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Belum ada bukti").follow("Tambah bukti").await;
    sari.fill("teks", "Foto papan tarif").press("Tambahkan bukti").await.see("Pilih berkas yang ingin ditambahkan");
    assert_eq!((sari.status(), sari.words_of("#teks").as_deref()), (422, Some("Foto papan tarif")));
    sari.attach("berkas", "kosong.png", b"").press("Tambahkan bukti").await.see("\"kosong.png\" kosong");
    sari.attach("berkas", "tarif.png", PHOTO).press("Tambahkan bukti").await;
    sari.see("Bukti ditambahkan").see("tarif.png").see("Foto papan tarif");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reporter_becomes_more_open_and_never_less() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.not_see("Izin membagikan identitas");
    sari.follow("Ubah ke Rahasia atau Terbuka").await.press("Ubah cara melapor").await;
    sari.see("Pilih cara melapor yang baru").see("Tulis nama Anda");
    assert_eq!(sari.status(), 422);
    sari.choose("cara", "confidential")
        .fill("nama", "Sari")
        .fill("telepon", "12")
        .fill("surel", "sari@bkd.umpama.go.id");
    sari.press("Ubah cara melapor").await.see("Tulis nomor telepon dengan benar").see("Surel kantor bisa dibaca");
    assert_eq!(sari.attr_of("#nama", "value").as_deref(), Some("Sari"));
    sari.fill("telepon", "0812 3456 7890").fill("surel", "sari@contoh.id").press("Ubah cara melapor").await;
    sari.see("Cara melapor diubah").see("Rahasia").see("Anda membuka identitas lebih jauh").not_see("0812");

    sari.follow("Izin membagikan identitas").await.press("Simpan").await.see("Pilih ya atau tidak");
    sari.choose("izin", "ya").press("Simpan").await.see("Izin dicatat");

    sari.follow("Ubah ke Terbuka").await;
    assert_eq!(sari.attr_of("input[value=confidential]", "id"), None);
    sari.choose("cara", "open").fill("nama", "Sari Prakontoh").press("Ubah cara melapor").await.see("Terbuka");
    sari.not_see("Ubah ke Terbuka").follow("Lihat yang saya laporkan").await.see("Sari Prakontoh");
    sari.visit("/kasus/identitas").await.see("Pilihan itu tidak tersedia sekarang");
}

#[tokio::test(flavor = "multi_thread")]
async fn protection_is_asked_for() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Minta perlindungan dari pembalasan").await.press("Kirim permintaan").await;
    sari.see("Tulis apa yang terjadi atau Anda khawatirkan");
    assert_eq!(sari.status(), 422);
    sari.fill("teks", "Saya diancam dipindah.").press("Kirim permintaan").await;
    sari.see("Permintaan perlindungan terkirim").see("Saya diancam dipindah.").see("Anda meminta perlindungan");
}

#[tokio::test(flavor = "multi_thread")]
async fn mediation_is_accepted_line_by_line() {
    let office = Office::open().await;
    let filed = office.accepted().await;
    let roster: Vec<Taker> =
        office.mediators.iter().map(|officer| Taker { officer: *officer, walled: false }).collect();
    office.plain(office.analyst, filed.case, Action::OfferMediation { roster }).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Anda ditawari mediasi").see("Mediasi").follow("Jawab tawaran mediasi").await;
    sari.press("Kirim jawaban").await.see("Pilih ya atau tidak");
    assert_eq!(sari.status(), 422);
    let [first, second] = office.mediators.map(|id| id.to_string());
    sari.choose("setuju", "ya").tick_one("coret", &first).tick_one("coret", &second).press("Kirim jawaban").await;
    sari.see("Sisakan paling sedikit satu mediator");
    sari.untick("coret").tick_one("coret", &first).press("Kirim jawaban").await;
    sari.see("Jawaban atas tawaran mediasi dicatat").not_see("Jawab tawaran mediasi");
    sari.visit("/kasus/mediasi").await.see("Pilihan itu tidak tersedia sekarang");

    let mediator = office.mediators[1];
    let consent = Action::RecordConsent { side: Side::Respondent, yes: true, struck: Vec::new() };
    office.plain(mediator, filed.case, consent).await;
    office.plain(mediator, filed.case, Action::BeginMediation).await;
    sari.visit("/kasus/butir").await.see("Belum ada butir kesepakatan");
    for (line, text) in [(1, "Terlapor meminta maaf."), (2, "Uang dikembalikan.")] {
        let due = chrono::NaiveDate::from_ymd_opt(2027, 1, 29);
        let term = Action::ProposeTerm { line, text: YES, owner: YES, due };
        let words = Words { lines: vec![("term".into(), i32::from(line), text.into())], ..Words::default() };
        office.does(mediator, filed.case, term, words).await;
    }
    sari.visit("/kasus").await.see("Butir kesepakatan menunggu jawaban Anda").follow("Jawab butir kesepakatan").await;
    sari.see("Uang dikembalikan.")
        .see("29 Januari 2027")
        .press("Kirim jawaban")
        .await
        .see("Jawab paling sedikit satu butir");
    assert_eq!(sari.status(), 422);
    sari.choose("butir-1", "ya")
        .choose("butir-2", "tidak")
        .press("Kirim jawaban")
        .await
        .see("Jawaban atas butir kesepakatan dicatat");
    sari.visit("/kasus/butir").await.see("Anda: menerima").see("Anda: menolak").see("Pihak lain: belum menjawab");
    sari.choose("butir-2", "ya").press("Kirim jawaban").await.visit("/kasus/butir").await.not_see("Anda: menolak");
    sari.press("Minta waktu lebih").await.visit("/kasus/butir").await.see("Anda sudah meminta waktu lebih");
    sari.follow("Akhiri mediasi").await.see("isi pembicaraan tidak disimpan").press("Ya, akhiri mediasi").await;
    sari.see("Mediasi diakhiri").see("Ditelaah");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_result_is_opened_objected_to_and_rated() {
    let office = Office::open().await;
    let filed = office.decided(Finding::NotProven).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Hasil sudah ada dan menunggu dibaca").not_see("Pimpinan sudah memutus").not_see("Anda membuka hasil");
    sari.follow("Baca hasil")
        .await
        .see("Surat hasil")
        .see("bukti saling bertentangan")
        .follow("Kembali ke kasus")
        .await;
    sari.see("Anda membuka hasil").see("Pimpinan sudah memutus").see("Hasil disampaikan; keberatan sampai");
    sari.see("Batas keberatan").not_see("Beri nilai");

    sari.follow("Ajukan keberatan").await.see("sisa 20 hari kerja").fill("uraian", "Tidak setuju");
    sari.press("Kirim keberatan").await.see("Pilih alasan keberatan").see("paling sedikit 50 huruf");
    assert_eq!((sari.status(), sari.words_of("#uraian").as_deref()), (422, Some("Tidak setuju")));
    let why = "Saksi yang saya sebut tidak pernah ditanya oleh petugas mana pun sampai hari ini.";
    sari.choose("alasan", "bukti-diabaikan").fill("uraian", why).press("Kirim keberatan").await;
    sari.see("Keberatan terkirim").see("Keberatan diperiksa unit lain").see(why).not_see("Ajukan keberatan");
    sari.visit("/kasus/keberatan").await.see("Pilihan itu tidak tersedia sekarang");

    office.plain(office.reviewer, filed.case, Action::ConfirmDecision { reason: YES }).await;
    sari.visit("/kasus").await.see("Keberatan diperiksa; keputusan tetap").see("Selesai");
    sari.follow("Beri nilai").await.press("Kirim nilai").await.see("Pilih nilai Anda");
    assert_eq!(sari.status(), 422);
    sari.choose("nilai", "2").choose("aman", "partly").fill("teks", "Lama sekali.").press("Kirim nilai").await;
    sari.see("Terima kasih, nilai Anda dicatat").not_see("Beri nilai");

    sari.follow("Laporkan lagi").await.fill("teks", "Terulang").press("Buka lagi kasus ini").await;
    sari.see("paling sedikit 20 huruf");
    sari.fill("teks", "Uang diminta lagi kemarin di loket yang sama.").press("Buka lagi kasus ini").await;
    sari.see("Laporan dibuka lagi").see("Diterima").see("Anda melapor lagi");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_is_taken_back() {
    let office = Office::open().await;
    let filed = office.decided(Finding::NotProven).await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Ajukan keberatan").await.choose("alasan", "lainnya");
    sari.fill("uraian", "Menurut saya pertimbangannya tidak menyebut surat tugas yang saya lampirkan.");
    sari.press("Kirim keberatan").await.follow("Cabut keberatan").await.see("Keputusan semula tetap berlaku");
    sari.press("Ya, cabut keberatan").await.see("Keberatan dicabut");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_names_its_reason_and_the_other_door() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    office.plain(office.verifier, filed.case, Action::StartScreening).await;
    let letter = Letter {
        title: "Surat tidak dapat diproses".into(),
        reason: "bukan tentang ASN".into(),
        other_door: "SP4N-LAPOR!".into(),
        ..Letter::default()
    };
    let words = Words {
        documents: vec![NewDocument { kind: "outcome".into(), desk_only: false, body: letter.body() }],
        ..Words::default()
    };
    let refuse = Action::Refuse { outcome: Outcome::OutOfJurisdiction, failed_check: YES, other_door: YES };
    office.does(office.verifier, filed.case, refuse, words).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Tidak dapat diproses karena bukan tentang ASN; jalan lain: SP4N-LAPOR!").follow("Baca hasil").await;
    sari.visit("/kasus").await.see("Anda membuka hasil");
    assert_eq!(sari.visit("/kasus/surat/2").await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_withdrawn_with_open_eyes() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Cabut pengaduan").await.see("pimpinan dapat melanjutkannya tanpa Anda");
    sari.fill("teks", "Sudah selesai baik-baik.").press("Ya, cabut pengaduan").await;
    sari.see("Pengaduan dicabut").see("Dicabut oleh Anda").see("Tidak ada yang ditunggu").not_see("Tambah bukti");
    for path in ["cabut", "bukti", "perlindungan", "keberatan", "nilai", "buka-lagi", "izin", "butir", "mediasi/akhiri"]
    {
        sari.visit(&format!("/kasus/{path}")).await.see("Pilihan itu tidak tersedia sekarang");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_came_too_late_keeps_its_text() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    let mut late = office.reporter(&filed).await;
    late.follow("Minta perlindungan dari pembalasan").await;
    sari.follow("Cabut pengaduan").await.press("Ya, cabut pengaduan").await.see("Pengaduan dicabut");
    late.fill("teks", "Saya diancam dipindah.").press("Kirim permintaan").await;
    assert_eq!((late.status(), late.words_of("#teks").as_deref()), (409, Some("Saya diancam dipindah.")));
    assert!(late.words_of(".galat-ringkas").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_replaces_the_old_at_once() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    let mut elsewhere = office.reporter(&filed).await;
    sari.follow("Ganti kode lacak").await.press("Buat kode baru").await.see("Kode lacak baru Anda");
    let code = sari.words_of(".kode").unwrap().replace(' ', "");
    assert!(sari.attr_of(".qr path", "d").is_some());
    assert_eq!(elsewhere.visit("/kasus").await.path(), "/lacak", "other browsers are locked out");
    elsewhere.fill("kode", &filed.code.show()).press("Buka kasus").await.see("Kode tidak cocok");
    elsewhere.fill("kode", &code).press("Buka kasus").await.see(&filed.number);
    sari.follow("Saya sudah mencatat kode").await.see("Kode lacak diganti");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_a_clerk_has_seen_is_changed_first() {
    let office = Office::open().await;
    let clerk = office.world.hire("lola", &[(Some(office.unit), Role::Clerk)]).await;
    let filed = office
        .filed(NewCase { by: Some(clerk), channel: "counter", ..office.new(Kind::Complaint, Mode::Anonymous) })
        .await;
    let mut sari = office.world.browser();
    sari.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await;
    assert_eq!(sari.path(), "/kasus/kode");
    sari.see("pernah dilihat petugas loket").not_see("Permintaan uang");
    for path in ["/kasus", "/kasus/isi", "/kasus/akses"] {
        assert_eq!(sari.visit(path).await.path(), "/kasus/kode", "{path}");
    }
    sari.press("Buat kode baru").await.follow("Saya sudah mencatat kode").await.see("Permintaan uang");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reporter_sees_who_may_see_and_who_has_seen() {
    let office = Office::open().await;
    let filed = office.accepted().await;
    let mut tx = office.world.app.db.begin(kentongan::db::Actor::Officer(office.analyst)).await.unwrap();
    db::note_reading(&mut tx, filed.case, office.analyst, "case", None, kentongan::clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut sari = office.reporter(&filed).await;
    sari.follow("Siapa yang boleh dan sudah melihat")
        .await
        .see("Penangan kasus (Petugas")
        .see("Pimpinan unit, Unit u1");
    sari.see("Analis").see("membuka kasus").see("Kami tidak menyimpan identitas Anda");
    for name in ["Bapak", "anna", "vera"] {
        sari.not_see(name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consultation_goes_on_and_may_become_a_complaint() {
    let office = Office::open().await;
    let filed = office.file(Kind::Consultation, Mode::Anonymous).await;
    let mut sari = office.reporter(&filed).await;
    sari.see("Konsultasi").see("Diterima").not_see("Laporkan lagi").not_see("Cabut pengaduan");
    sari.follow("Lihat yang saya tanyakan").await.see("atasan yang meminta uang").visit("/kasus").await;
    office.plain(office.consultant, filed.case, Action::Take).await;
    let words = Words { public: Some("Tulis waktu dan tempatnya.".into()), ..Words::default() };
    office.does(office.consultant, filed.case, Action::Answer { text: YES }, words).await;
    sari.visit("/kasus").await.see("Dijawab").see("Konsultan menjawab").see("Tulis waktu dan tempatnya.");
    sari.fill("teks", "Terus?").press("Kirim pertanyaan").await.see("Tulis paling sedikit 20 huruf");
    assert_eq!((sari.status(), sari.words_of("#teks").as_deref()), (422, Some("Terus?")));
    sari.fill("teks", "Apakah saya boleh merekam pembicaraan itu?").press("Kirim pertanyaan").await;
    sari.see("Pertanyaan terkirim").see("Anda bertanya lagi");

    sari.visit("/kasus/jadi-pengaduan").await.see("Pilihan itu tidak tersedia sekarang");
    let words = Words { public: Some("Ringkasan: atasan meminta uang untuk mutasi.".into()), ..Words::default() };
    office.does(office.consultant, filed.case, Action::OfferConvert { summary: YES }, words).await;
    sari.visit("/kasus").await.see("Konsultan menawarkan").follow("Jawab tawaran menjadi pengaduan").await;
    sari.see("Ringkasan: atasan meminta uang")
        .press("Tidak, tetap konsultasi")
        .await
        .see("Saya tidak ingin menjadikannya pengaduan");
    sari.visit("/kasus/jadi-pengaduan").await.press("Ya, buat pengaduan").await;
    assert!(sari.path().starts_with("/lapor/"), "{}", sari.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consultation_is_cancelled() {
    let office = Office::open().await;
    let filed = office.file(Kind::Consultation, Mode::Anonymous).await;
    let mut sari = office.reporter(&filed).await;
    sari.follow("Batalkan konsultasi").await.press("Ya, batalkan").await.see("Konsultasi dibatalkan").see("Selesai");
}

#[tokio::test(flavor = "multi_thread")]
async fn retaliation_is_one_tap_away() {
    let office = Office::open().await;
    let filed = office.complaint().await;
    let mut sari = office.reporter(&filed).await;
    sari.press("Laporkan pembalasan").await;
    assert!(sari.path().starts_with("/lapor"), "{}", sari.path());
    assert_eq!(sari.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_speaks_both_languages() {
    let office = Office::open().await;
    let filed = office.decided(Finding::Proven).await;
    let cookie = office.reporter(&filed).await.cookie("kasus").unwrap().to_owned();
    for language in ["id", "en"] {
        let mut sari = office.world.browser().speaking(language);
        sari.keep(&format!("kasus={cookie}"));
        for path in
            ["/lacak", "/kasus", "/kasus/isi", "/kasus/akses", "/kasus/keberatan", "/kasus/surat/1", "/kasus/bukti"]
        {
            sari.visit(path).await.not_see("No localization");
            assert_eq!((sari.status(), sari.path()), (200, path));
            assert_eq!(sari.attr_of("html", "lang").as_deref(), Some(language));
            assert_eq!(sari.page().select(&scraper::Selector::parse("h1").unwrap()).count(), 1, "{path}");
        }
    }
}
