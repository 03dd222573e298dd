//! The people of an office: units, officers, roles.

use kentongan::case::state::Role;
use kentongan::db::Actor;
use kentongan::web::session::{self, Factor};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{Browser, World};

/// The password of every officer in a test.
pub const PASSWORD: &str = "perahu kertas di kali";

static HASH: OnceCell<String> = OnceCell::const_new();

impl World {
    /// Opens a unit of the office: `office` or `integrity`.
    pub async fn unit(&self, code: &str, kind: &str) -> Uuid {
        let id = Uuid::now_v7();
        let mut tx = self.app.db.begin(Actor::Anonymous).await.unwrap();
        let position = i32::from(kind == "integrity");
        sqlx::query("insert into unit (id, code, name, kind, position) values ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(code)
            .bind(format!("Unit {code}"))
            .bind(kind)
            .bind(position)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Hires an officer with roles in units.
    pub async fn hire(&self, sign_in: &str, roles: &[(Option<Uuid>, Role)]) -> Uuid {
        let hash = HASH.get_or_init(async || kentongan::account::hash_password(PASSWORD).await.unwrap()).await;
        let id = Uuid::now_v7();
        let mut tx = self.app.db.begin(Actor::Anonymous).await.unwrap();
        sqlx::query(
            "insert into officer (id, sign_in, name, password_hash, created_at) values ($1, $2, $3, $4, now())",
        )
        .bind(id)
        .bind(sign_in)
        .bind(format!("Bapak {sign_in}"))
        .bind(hash)
        .execute(&mut *tx)
        .await
        .unwrap();
        for (unit, role) in roles {
            sqlx::query("insert into officer_role (officer_id, unit_id, role) values ($1, $2, $3)")
                .bind(id)
                .bind(unit)
                .bind(role.code())
                .execute(&mut *tx)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        id
    }

    /// Two administrators at their desks, because one alone changes nobody.
    pub async fn administrators(&self) -> (Browser, Browser) {
        let (first, second) =
            (self.hire("admin", &[(None, Role::Admin)]).await, self.hire("admin2", &[(None, Role::Admin)]).await);
        (self.desk_of(first).await, self.desk_of(second).await)
    }

    /// The browser of an officer who has signed in already, with a passkey.
    pub async fn desk_of(&self, officer: Uuid) -> Browser {
        let mut tx = self.app.db.begin(Actor::Anonymous).await.unwrap();
        let cookie = session::sign_in(&mut tx, officer, Factor::Passkey, kentongan::clock::now(), self.app.secure)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut browser = self.browser();
        browser.keep(cookie.to_str().unwrap());
        browser
    }
}

impl Browser {
    /// As an administrator, asks for what the page of this officer offers: `Usulkan undangan`, `Usulkan nonaktif`,
    /// `Usulkan aktif lagi`.
    pub async fn asks_for(&mut self, wish: &str, officer: Uuid) -> &mut Self {
        self.visit(&format!("/petugas/kelola/pengguna/{officer}")).await.fill("sebab", "Surat tugas 12/2026");
        self.press(wish).await
    }

    /// As an administrator, confirms the only proposal that waits.
    pub async fn agrees(&mut self) -> &mut Self {
        self.visit("/petugas/kelola/usulan").await.press("Konfirmasi").await
    }
}
