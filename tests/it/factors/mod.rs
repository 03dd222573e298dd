//! With what officers sign in: passkeys, authenticator apps, recovery codes, and what each role needs (security.md §2.6,
//! T-14).

/// Answers of authenticators that are wrong in one thing.
mod bad;
/// How officers set up, use and lose what they sign in with.
mod stories;

use chrono::{DateTime, Utc};
use kentongan::case::state::Role;
use kentongan::clock;
use uuid::Uuid;

use crate::world::{Browser, PASSWORD, SecurityKey, World};

/// Where an officer without a second step is sent.
const SET_UP: &str = "/petugas/akun/langkah-kedua";

/// A new browser at the page after the right password.
async fn password_typed(world: &World, name: &str) -> Browser {
    let mut browser = world.browser();
    browser.visit("/petugas/masuk").await.fill("nama", name).fill("sandi", PASSWORD).press("Masuk").await;
    browser
}

/// An officer whose only key this is, in a browser that made it.
async fn with_key(world: &World, name: &str, role: Role, key: &mut SecurityKey) -> (Uuid, Browser) {
    let officer = world.hire(name, &[(None, role)]).await;
    let mut browser = password_typed(world, name).await;
    browser.press_with("Buat kunci sandi", key).await.see("Kunci sandi aktif");
    (officer, browser)
}

/// Signs in with nothing but a key, in a new browser.
async fn by_key(world: &World, key: &mut SecurityKey) -> Browser {
    let mut browser = world.browser();
    browser.visit("/petugas/masuk").await.press_with("Masuk dengan kunci sandi", key).await;
    browser
}

/// Whether the desk opens to a browser.
async fn is_in(browser: &mut Browser) -> bool {
    browser.visit("/petugas/akun").await.path() == "/petugas/akun"
}

/// The recovery codes that a page shows.
fn codes_on(browser: &Browser) -> Vec<String> {
    let items = scraper::Selector::parse("ul.mono li").unwrap();
    let codes: Vec<String> = browser.page().select(&items).map(|item| item.text().collect()).collect();
    assert_eq!(codes.len(), 10, "{}", browser.text());
    codes
}

/// Types a code at a moment.
async fn code_typed(browser: &mut Browser, code: &str, at: DateTime<Utc>) {
    clock::pretend(at, browser.fill("kode", code).press("Masuk")).await;
}
