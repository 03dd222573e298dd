//! Officers who sign in at their agency's identity provider (security.md T-14), and what it may say without being believed.

mod lies;
mod provider;

use kentongan::account::invite;
use kentongan::clock;
use kentongan::config::OidcConfig;
use kentongan::db::Actor;
use uuid::Uuid;

use self::provider::{CLIENT, Provider, SECRET};
use crate::limits::{TOWN, flood, noon, solve};
use crate::pages::sound;
use crate::world::{Browser, World};

/// An office, its provider, and Rara, who has an account here; there she is called "r-17".
struct Office {
    world: World,
    provider: Provider,
    rara: Uuid,
}

const SUBJECT: &str = "r-17";
const SIGN_IN: &str = "/petugas/masuk/instansi";
const LINK: &str = "/petugas/akun/instansi";

impl Office {
    async fn open() -> Self {
        let provider = Provider::open().await;
        let name = Some("SSO Contoh".to_owned());
        let settings = OidcConfig { issuer: Some(provider.issuer.clone()), client: Some(CLIENT.to_owned()), name };
        let world = World::with_provider(settings, SECRET).await;
        let rara = world.hire("rara", &[]).await;
        Self { world, provider, rara }
    }

    /// The same after Rara linked her account there.
    async fn linked() -> Self {
        let office = Self::open().await;
        let mut rara = office.world.desk_of(office.rara).await;
        let back = office.go(&mut rara, LINK, SUBJECT).await;
        rara.visit(&back).await.follow("Lanjut").await.see("Terhubung sejak");
        office
    }

    /// Somebody goes there, signs in, and has an address to come back with.
    async fn go(&self, browser: &mut Browser, from: &str, subject: &str) -> String {
        self.provider.be_honest();
        browser.visit(from).await;
        let away = browser.header("location").to_owned();
        assert!(away.starts_with(&format!("{}/masuk?", self.provider.issuer)), "{away}");
        self.provider.sign_in(&away, subject)
    }

    /// Fails if this browser got in.
    async fn is_outside(&self, browser: &mut Browser, what: &str) {
        assert!([403, 502].contains(&browser.status()), "{what}: {}", browser.status());
        browser.visit("/petugas/masuk/instansi/lanjut").await;
        browser.visit("/petugas/akun").await;
        assert!(browser.text().contains("Masuk petugas"), "{what} opened the account");
    }
}

#[tokio::test]
async fn an_officer_links_the_account_there_and_signs_in_with_it() {
    let office = Office::open().await;
    let mut rara = office.world.desk_of(office.rara).await;
    rara.visit("/petugas/akun").await.see("Masuk lewat SSO Contoh").see("Hubungkan akun");
    let back = office.go(&mut rara, LINK, SUBJECT).await;
    rara.visit(&back).await.see("Anda sudah kembali").follow("Lanjut").await.see("Terhubung sejak");
    let mut phone = office.world.browser();
    phone.visit("/petugas/masuk").await.see("Masuk lewat SSO Contoh");
    let back = office.go(&mut phone, SIGN_IN, SUBJECT).await;
    phone.visit(&back).await.follow("Lanjut").await;
    phone.install_app().await;
    phone.visit("/petugas/akun").await.see("Bapak rara");
    phone.see("Hubungan akun Anda dengan layanan masuk instansi diubah");
    phone.visit("/petugas/akun").await.press("Lepas hubungan").await.see("Hubungkan akun");
    let mut late = office.world.browser();
    let back = office.go(&mut late, SIGN_IN, SUBJECT).await;
    late.visit(&back).await.see("Tidak jadi masuk");
    office.is_outside(&mut late, "a link that was removed").await;
}

#[tokio::test]
async fn whoever_asks_for_the_provider_too_often_works_first_and_gets_there_too() {
    let office = Office::open().await;
    clock::pretend(noon(), async {
        flood(&office.world, TOWN, "/petugas/masuk", 20).await;
        let mut rara = office.world.browser_at(TOWN);
        rara.visit(SIGN_IN).await.see("Sebentar, sedang ramai");
        assert_eq!((rara.status(), rara.cookie("utusan")), (429, None));
        let work = solve(&rara);
        rara.fill("altcha", &work).press("Lanjutkan").await.see("Masuk lewat SSO Contoh");
        sound(&rara, "id");
        let to = rara.attr_of("a.tombol", "href").unwrap();
        assert!(
            to.starts_with(&format!("{}/masuk?", office.provider.issuer)) && rara.cookie("utusan").is_some(),
            "{to}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_office_without_a_provider_has_no_such_pages() {
    let world = World::open().await;
    let rara = world.hire("rara", &[]).await;
    let mut browser = world.desk_of(rara).await;
    browser.visit("/petugas/akun").await.not_see("Masuk lewat");
    for page in [SIGN_IN, LINK, "/petugas/masuk/instansi/kembali"] {
        assert_eq!(browser.visit(page).await.status(), 404, "{page}");
    }
}

#[tokio::test]
async fn an_account_there_belongs_to_one_officer_and_a_session_that_ended_links_nothing() {
    let office = Office::linked().await;
    let other = office.world.hire("tono", &[]).await;
    let mut tono = office.world.desk_of(other).await;
    let back = office.go(&mut tono, LINK, SUBJECT).await;
    tono.visit(&back).await.see("Tidak jadi masuk");
    let back = office.go(&mut tono, LINK, "t-4").await;
    let utusan = format!("utusan={};", tono.cookie("utusan").unwrap());
    tono.visit("/petugas/akun").await.press("Keluar").await;
    tono.keep(&utusan).visit(&back).await;
    let mut again = office.world.browser();
    let back = office.go(&mut again, SIGN_IN, "t-4").await;
    again.visit(&back).await;
    office.is_outside(&mut again, "a link of a session that had ended").await;
}

#[tokio::test]
async fn a_new_invitation_ends_the_link() {
    let office = Office::linked().await;
    let mut tx = office.world.app.db.begin(Actor::Anonymous).await.unwrap();
    let token = invite(&mut tx, office.rara, clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    let (mut guest, new) = (office.world.browser(), "payung teduh di beranda");
    guest.visit(&format!("/petugas/undangan/{token}")).await.fill("sandi_baru", new).fill("sandi_ulang", new);
    guest.press("Simpan dan masuk").await;
    let mut browser = office.world.browser();
    let back = office.go(&mut browser, SIGN_IN, SUBJECT).await;
    browser.visit(&back).await;
    office.is_outside(&mut browser, "a link from before the invitation").await;
}

/// What a way back can be bent to, when the provider is honest. `{}` is the address as it should be.
#[tokio::test]
async fn a_way_back_that_is_not_this_browsers_own_lets_nobody_in() {
    let office = Office::linked().await;
    let bends: [(&str, fn(String) -> String); 8] = [
        ("another state", |back| back.replace("state=", "state=x")),
        ("no state", |back| back.replace("state=", "keadaan=")),
        ("another code", |back| back.replace("code=", "code=x")),
        ("no code", |back| back.replace("code=", "kode=")),
        ("another provider", |back| back.replace("iss=", "iss=https://lain.example/")),
        ("a provider with a path more", |back| back.replace("iss=", "iss=http://lain.example&is=")),
        ("broken off", |back| format!("{back}&error=access_denied")),
        ("nothing at all", |back| back.split('?').next().unwrap().to_owned()),
    ];
    for (what, bend) in bends {
        let mut browser = office.world.browser();
        let back = office.go(&mut browser, SIGN_IN, SUBJECT).await;
        browser.visit(&bend(back)).await;
        office.is_outside(&mut browser, what).await;
    }
}

#[tokio::test]
async fn a_way_back_is_walked_once_soon_and_by_the_browser_that_left() {
    let office = Office::linked().await;
    let mut busy = office.world.browser();
    office.go(&mut busy, SIGN_IN, "somebody").await;
    let mut browser = office.world.browser();
    let back = office.go(&mut browser, SIGN_IN, SUBJECT).await;
    busy.visit(&back).await;
    office.is_outside(&mut busy, "a browser with another errand").await;
    let mut thief = office.world.browser();
    thief.visit(&back).await;
    office.is_outside(&mut thief, "a browser without an errand").await;
    let (leaving, late) = (browser.cookie("utusan").unwrap().to_owned(), clock::now() + chrono::Duration::minutes(11));
    let mut slow = browser.clone();
    clock::pretend(late, slow.visit(&back)).await;
    office.is_outside(&mut slow, "an errand of eleven minutes").await;
    let mut forger = office.world.browser();
    let end = if leaving.ends_with('A') { 'B' } else { 'A' };
    forger.keep(&format!("utusan={}{end};", &leaving[..leaving.len() - 1])).visit(&back).await;
    office.is_outside(&mut forger, "a changed errand").await;
    browser.visit(&back).await.see("Anda sudah kembali");
    let proved = browser.cookie("utusan").unwrap().to_owned();
    let mut twin = office.world.browser();
    twin.keep(&format!("utusan={leaving};")).visit(&back).await;
    office.is_outside(&mut twin, "a way back walked twice").await;
    browser.follow("Lanjut").await;
    browser.visit("/petugas/akun").await.see("Kata sandi saja tidak cukup");
    twin.keep(&format!("utusan={proved};")).visit("/petugas/masuk/instansi/lanjut").await.see("Masuk petugas");
    assert!(twin.cookie("sid").is_none(), "a proof works once");
}
