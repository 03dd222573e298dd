//! Identities that nobody opens alone: enrolment, the reveal by two, what the reporter sees of it, removal, recovery.

mod code;
mod copy;
mod exchange;
mod guarded;
mod misuse;
mod originals;
mod recovery;
mod reveal;

use axum::body::Body;
use axum::http::Request;
use kentongan::case::account::{Account, Identity};
use kentongan::case::act::{self, Filed, NewCase, NewFile, Who, Words};
use kentongan::case::action::Action;
use kentongan::case::state::{Kind, Mode, Role};
use kentongan::db::Actor;
use kentongan::i18n::Lang;
use kentongan::vault::{Keys, token};
use sqlx::Executor;
use uuid::Uuid;

use crate::world::{Browser, World};

/// What only two may read together.
const NAME: &str = "Sari Wulandari Rahasia";
const NIK: &str = "3273014101900009";
const PHRASE: &str = "sawah hijau pagi hari";
const OTHER: &str = "ombak biru sore hari";
const REASON: &str = "Pelapor kehilangan kode dan datang sendiri dengan KTP.";

/// Two units with custodians: two of the first unit, one of the second. And a handler.
struct Office {
    world: World,
    unit: Uuid,
    other: Uuid,
    kus: Uuid,
    tri: Uuid,
    dian: Uuid,
    vera: Uuid,
    admin: Uuid,
}

impl Office {
    async fn open() -> Self {
        Self::open_with(Keys::ephemeral_for_tests()).await
    }

    async fn open_with(keys: Keys) -> Self {
        Self::open_in(World::open_with(keys).await).await
    }

    async fn open_in(world: World) -> Self {
        let unit = world.unit("u1", "office").await;
        let other = world.unit("u2", "office").await;
        let hire = async |name: &str, unit, role| world.hire(name, &[(unit, role)]).await;
        Self {
            kus: hire("kus", Some(unit), Role::Custodian).await,
            tri: hire("tri", Some(unit), Role::Custodian).await,
            dian: hire("dian", Some(other), Role::Custodian).await,
            vera: hire("vera", Some(unit), Role::Verifier).await,
            admin: hire("adi", None, Role::Admin).await,
            unit,
            other,
            world,
        }
    }

    /// Two administrators take a custodian's key: one proposes, nothing happens, another confirms, the custodian hears of it.
    async fn loses_key(&self, custodian: Uuid) {
        let sign_in: String = sqlx::query_scalar("select sign_in from officer where id = $1")
            .bind(custodian)
            .fetch_one(&mut self.world.owner().await)
            .await
            .unwrap();
        let mut adi = self.world.desk_of(self.admin).await;
        adi.visit("/petugas/kelola/kustodian").await.follow(&format!("Lepas Bapak {sign_in}")).await;
        adi.fill("sebab", "Pindah tugas").press("Usulkan penghapusan kunci kustodian").await.see("Usulan disimpan");
        assert!(
            !self.deletes_key(self.admin, custodian).await,
            "not one administrator alone, not even in the database"
        );
        adi.visit("/petugas/kelola/kustodian").await.see(&format!("Lepas Bapak {sign_in}"));
        let second = self.world.hire(&format!("admin-{sign_in}"), &[(None, Role::Admin)]).await;
        let mut second = self.world.desk_of(second).await;
        second.visit("/petugas/kelola/usulan").await.see("kunci kustodian dihapus").press("Konfirmasi").await;
        second.see("Perubahan dijalankan").visit("/petugas/kelola/kustodian").await.see("Dilepas");
        self.world.desk_of(custodian).await.visit("/petugas").await.see("Kunci kustodian Anda dihapus");
    }

    /// With the three custodians enrolled.
    async fn enrolled() -> Self {
        Self::enrolled_in(World::open().await).await
    }

    async fn enrolled_in(world: World) -> Self {
        let office = Self::open_in(world).await;
        for (custodian, phrase) in [(office.kus, PHRASE), (office.tri, OTHER), (office.dian, OTHER)] {
            office.enrol(custodian, phrase).await;
        }
        office
    }

    /// A custodian makes a key on the page.
    async fn enrol(&self, custodian: Uuid, phrase: &str) {
        let mut desk = self.world.desk_of(custodian).await;
        desk.visit("/petugas/kustodian").await.fill("sandi_baru", phrase).fill("sandi_ulang", phrase);
        desk.press("Buat kunci").await.see("Kunci Anda dibuat");
    }

    fn named(&self) -> Option<Identity> {
        Some(Identity {
            name: NAME.into(),
            phone: "+6281234567890".into(),
            contact: "page".into(),
            nik: NIK.into(),
            ..Identity::default()
        })
    }

    async fn files(&self, mode: Mode) -> Filed {
        self.files_with(mode, Vec::new()).await
    }

    async fn files_with(&self, mode: Mode, files: Vec<NewFile>) -> Filed {
        act::file(&self.world.app, self.told(mode, files)).await.unwrap()
    }

    /// A complaint of somebody who gave a name.
    fn told(&self, mode: Mode, files: Vec<NewFile>) -> NewCase {
        NewCase {
            kind: Kind::Complaint,
            mode,
            channel: "web",
            lang: Lang::Id,
            account: Account {
                choice: "pungli".into(),
                relation: "witness".into(),
                agency_text: "Dinas Perizinan Kabupaten Umpama".into(),
                month: 11,
                year: 2026,
                narrative: "Saya diminta membayar dua ratus ribu rupiah tanpa kuitansi.".into(),
                ..Account::default()
            },
            title: "Permintaan uang di loket perizinan".into(),
            identity: self.named(),
            release_name: false,
            campaign: None,
            files,
            idem: token::random_token(),
            link: None,
            by: None,
            draft: None,
        }
    }

    /// A confidential case whose verifier handles it.
    async fn handled(&self) -> Filed {
        let filed = self.files(Mode::Confidential).await;
        act::act(&self.world.app, Who::Officer(self.vera), filed.case, Action::StartScreening, Words::default())
            .await
            .unwrap();
        filed
    }

    /// The browser of the reporter, with the case open.
    async fn reporter(&self, filed: &Filed) -> Browser {
        let mut sari = self.world.browser();
        sari.visit("/lacak").await.fill("kode", &filed.code.show()).press("Buka kasus").await;
        assert_eq!((sari.status(), sari.path()), (200, "/kasus"));
        sari
    }

    /// A custodian asks on the page of a case; the id of the request comes back.
    async fn asks(&self, who: Uuid, filed: &Filed) -> String {
        let mut desk = self.world.desk_of(who).await;
        desk.visit(&page(filed)).await.fill("alasan", REASON).press("Minta pembukaan").await.see("Permintaan dicatat");
        self.newest(filed).await
    }

    /// The newest request of a case.
    async fn newest(&self, filed: &Filed) -> String {
        let id: Uuid =
            sqlx::query_scalar("select id from reveal where case_id = $1 order by asked_at desc, id desc limit 1")
                .bind(filed.case)
                .fetch_one(&mut self.world.owner().await)
                .await
                .unwrap();
        id.to_string()
    }

    async fn agrees(&self, who: Uuid, phrase: &str, filed: &Filed) {
        let mut desk = self.world.desk_of(who).await;
        desk.visit(&page(filed)).await.fill("sandi_setuju", phrase).press("Setujui dan beri bagian kunci").await;
        desk.see("Bagian kunci Anda diberikan");
    }

    /// The wait after wrong passphrases is over.
    async fn waits_after_wrong_ones(&self) {
        let back = "update sign_in_failure set failed_at = failed_at - interval '1 minute'";
        self.world.owner().await.execute(back).await.unwrap();
    }

    /// Whether the database lets an administrator delete a key.
    async fn deletes_key(&self, administrator: Uuid, custodian: Uuid) -> bool {
        let mut tx = self.world.app.db.begin(Actor::Officer(administrator)).await.unwrap();
        let removed =
            sqlx::query_scalar("select custodian_remove($1, now())").bind(custodian).fetch_one(&mut *tx).await;
        removed.unwrap()
    }

    async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&mut self.world.owner().await).await.unwrap()
    }
}

/// The identity page of a case.
fn page(filed: &Filed) -> String {
    format!("/petugas/kasus/{}/identitas", filed.number)
}

/// A form that no page offers, with a token that is right.
async fn forged(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> u16 {
    browser.visit("/petugas/akun").await;
    let token = browser.attr_of("input[name=token]", "value").expect("a token");
    let mut all = vec![("token", token.as_str())];
    all.extend_from_slice(fields);
    let request = Request::post(path)
        .header("host", "kentongan.test")
        .header("origin", "http://kentongan.test")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(serde_html_form::to_string(&all).unwrap()))
        .unwrap();
    browser.send(request).await.status()
}
