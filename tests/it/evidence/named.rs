//! What officers may not learn on the way: the name of a file, and the minute in which somebody was at a keyboard.

use chrono::Days;
use image::ImageFormat;
use kentongan::case::act::{self, Filed, NewCase, Who, Words};
use kentongan::case::action::{Action, Given};
use kentongan::case::state::Mode;
use kentongan::clock;
use uuid::Uuid;

use super::Office;
use crate::load::corpus::picture;
use crate::load::corpus::planted::planted;
use crate::world::today;

/// The page as it came over the wire: attributes, addresses and titles as well.
fn source(browser: &crate::world::Browser) -> String {
    String::from_utf8_lossy(browser.bytes()).into_owned()
}

impl Office {
    async fn speaks(&self, who: Who, case: Uuid, action: Action, words: Words) {
        act::act(&self.world.app, who, case, action, words).await.unwrap();
    }

    /// Every page of the desk that shows something of this case.
    async fn pages(&self, filed: &Filed) -> Vec<(String, String)> {
        let case = format!("/petugas/kasus/{}", filed.number);
        let file = format!("{case}/bukti/{}", self.evidence(filed).await.id);
        let mut rara = self.world.desk_of(self.handler).await;
        let mut pages = Vec::new();
        for path in [
            "/petugas?tampil=semua".to_owned(),
            case.clone(),
            format!("{case}?saring=pelapor"),
            format!("{case}/jejak"),
            file.clone(),
            format!("{file}?lihat=1"),
            "/petugas/notis".to_owned(),
        ] {
            rara.visit(&path).await;
            assert_eq!(rara.status(), 200, "{path}");
            pages.push((path, source(&rara)));
        }
        pages
    }
}

#[tokio::test]
async fn officers_never_read_what_a_reporter_called_a_file() {
    let office = Office::without_scanner().await;
    let filed = office.receives("SK Siti Aminah 19850101.png", picture(ImageFormat::Png, 8)).await;
    let more = vec![office.world.stored("Screenshot Galaxy Siti.pdf", planted(3).bytes).await];
    let words = Words { public: Some("Ini yang kedua.".into()), files: more, ..Words::default() };
    office.speaks(Who::Reporter, filed.case, Action::Message { text: Given(true) }, words).await;
    for worked in [false, true] {
        for (path, page) in office.pages(&filed).await {
            assert!(!page.contains("Siti") && !page.contains("Galaxy"), "{path} names the file");
        }
        let mut rara = office.world.desk_of(office.handler).await;
        rara.visit(&format!("/petugas/kasus/{}", filed.number)).await;
        rara.see(&format!("{}-bukti-1.png", filed.number)).see(&format!("{}-bukti-2.pdf", filed.number));
        rara.follow(&format!("{}-bukti-1.png", filed.number)).await;
        assert_eq!(rara.words_of("h1"), Some(format!("{}-bukti-1.png", filed.number)));
        if worked {
            rara.press("Unduh").await;
            assert!(rara.header("content-disposition").contains("-bukti-1.png"));
        }
        office.works().await;
    }
    let mut sari = office.world.browser();
    sari.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await;
    sari.see("SK Siti Aminah 19850101.png").see("Lampiran: Screenshot Galaxy Siti.pdf");
}

/// R16: the log of the office's own network knows who was there at seven minutes past ten.
#[tokio::test]
async fn officers_learn_the_day_of_what_a_reporter_did_and_the_minute_of_what_officers_did() {
    let office = Office::without_scanner().await;
    let yesterday = today() - Days::new(1);
    let at = |hour, minute| yesterday.and_hms_opt(hour, minute, 23).unwrap().and_utc();
    for mode in [Mode::Anonymous, Mode::Confidential, Mode::Open] {
        let filed = clock::pretend(at(3, 7), async {
            let files = vec![office.world.stored("papan.png", picture(ImageFormat::Png, 9)).await];
            let filed = office.world.file(NewCase { mode, files, ..office.world.complaint("Titip absen") }).await;
            let words = Words { public: Some("Saya ada di sini.".into()), ..Words::default() };
            office.speaks(Who::Reporter, filed.case, Action::Message { text: Given(true) }, words).await;
            office.works().await;
            filed
        });
        let filed = Box::pin(filed).await;
        for (path, page) in office.pages(&filed).await {
            let told = ["10.07", "10:07", "03:07"].iter().any(|minute| page.contains(minute));
            if mode == Mode::Open {
                assert!(told || path.ends_with("tampil=semua") || path.ends_with("notis"), "{path} hides the minute");
            } else {
                assert!(!told, "{path} of a report that is {} tells the minute", mode.code());
            }
        }
        let officer = Who::Officer(office.handler);
        let spoken = clock::pretend(at(4, 23), async {
            office.speaks(officer, filed.case, Action::StartScreening, Words::default()).await;
            let words = Words { note: Some("Sudah dibaca.".into()), ..Words::default() };
            office.speaks(officer, filed.case, Action::Note { text: Given(true) }, words).await;
        });
        Box::pin(spoken).await;
        let words = Words { public: Some("Saya masih di sini.".into()), ..Words::default() };
        let answer = office.speaks(Who::Reporter, filed.case, Action::Message { text: Given(true) }, words);
        Box::pin(clock::pretend(at(5, 41), answer)).await;
        let pages = office.pages(&filed).await;
        let told = pages.iter().filter(|(_, page)| page.contains("12.41") || page.contains("12:41")).count();
        assert_eq!(told > 0, mode == Mode::Open, "the minute of a report that is {}", mode.code());
        assert!(pages.iter().any(|(path, page)| path.ends_with("notis") && page.contains(&filed.number)), "no notice");
        let told = pages.iter().filter(|(_, page)| page.contains("11.23")).count();
        assert!(told >= 2, "an officer's own hour stands in the stream and in the trail");
    }
    assert_no_moment_in_addresses(&office).await;
}

/// Where the next page begins is told by the moment in which a case last moved.
async fn assert_no_moment_in_addresses(office: &Office) {
    for n in 0..51 {
        office.world.file(office.world.complaint(&format!("Antrean {n}"))).await;
    }
    let year = today().format("%Y-").to_string();
    let mut rara = office.world.desk_of(office.handler).await;
    rara.visit("/petugas?tampil=semua").await.follow("Berikutnya").await.see("Dari awal").see("Antrean");
    assert!(!rara.path().contains(&year), "{}", rara.path());
    rara.visit("/petugas").await.fill("cari", "antrean").press("Cari").await;
    let after = rara.attr_of("input[name=setelah]", "value").expect("there are more");
    assert!(!after.contains(&year) && after.len() > 40, "{after}");
}
