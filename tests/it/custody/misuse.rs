//! Every way to an identity that is not the one with two persons (security.md T-23).

use axum::body::Body;
use axum::http::Request;
use kentongan::case::act::Filed;
use kentongan::case::state::{Mode, Role};
use sqlx::Executor;
use uuid::Uuid;

use super::{NAME, NIK, OTHER, Office, PHRASE, REASON, forged, page};
use crate::world::Browser;

/// Tries that must fail, counted.
pub(super) struct Tries<'a> {
    office: &'a Office,
    pub(super) refused: usize,
}

impl<'a> Tries<'a> {
    pub(super) fn new(office: &'a Office) -> Self {
        Self { office, refused: 0 }
    }

    pub(super) fn note(&mut self, what: &str, browser: &Browser, status: u16, want: u16) {
        assert_eq!(status, want, "{what}: {}", browser.text());
        assert!(!browser.text().contains(NAME) && !browser.text().contains(NIK), "{what} shows the identity");
        self.refused += 1;
    }

    /// A page that must not open.
    pub(super) async fn sees(&mut self, what: &str, who: Uuid, path: &str, want: u16) {
        let mut desk = self.office.world.desk_of(who).await;
        let status = desk.visit(path).await.status();
        self.note(what, &desk, status, want);
    }

    /// A form that must be refused.
    pub(super) async fn sends(&mut self, what: &str, who: Uuid, (path, fields): (&str, &[(&str, &str)]), want: u16) {
        let mut desk = self.office.world.desk_of(who).await;
        let status = forged(&mut desk, path, fields).await;
        self.note(what, &desk, status, want);
    }

    /// The same with fields that were made on the way.
    pub(super) async fn posts(
        &mut self,
        what: &str,
        who: Uuid,
        (path, fields): (&str, Vec<(String, String)>),
        want: u16,
    ) {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.sends(what, who, (path, &fields), want).await;
    }

    async fn agrees(&mut self, what: &str, (who, phrase): (Uuid, &str), filed: &Filed, id: &str, want: u16) {
        let path = format!("{}/setuju", page(filed));
        self.sends(what, who, (&path, &[("permintaan", id), ("sandi_setuju", phrase)]), want).await;
    }

    async fn opens(&mut self, what: &str, (who, phrase): (Uuid, &str), filed: &Filed, id: &str, want: u16) {
        let path = format!("{}/buka", page(filed));
        self.sends(what, who, (&path, &[("permintaan", id), ("sandi_kunci", phrase), ("utuh", "1")]), want).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_misuse_of_the_reveal_is_refused() {
    let office = Office::enrolled().await;
    let (filed, foreign) = (office.handled().await, office.files(Mode::Confidential).await);
    let anonymous = office.files(Mode::Anonymous).await;
    let hire = async |name: &str, unit, role| office.world.hire(name, &[(unit, role)]).await;
    let vino = hire("vino", Some(office.unit), Role::Verifier).await;
    let far = hire("fara", Some(office.other), Role::Verifier).await;
    let bare = hire("bare", Some(office.other), Role::Custodian).await;
    let auditor = hire("aude", None, Role::Auditor).await;
    let (kus, tri, dian) = ((office.kus, PHRASE), (office.tri, OTHER), (office.dian, OTHER));
    let here = page(&filed);
    let mut tries = Tries::new(&office);

    let mut stranger = office.world.browser();
    let status = stranger.visit(&here).await.status();
    assert_eq!(stranger.path(), "/petugas/masuk");
    tries.note("a stranger", &stranger, status, 200);
    tries.sees("an administrator", office.admin, &here, 404).await;
    tries.sees("an auditor", auditor, &here, 404).await;
    tries.sees("a verifier of another unit", far, &here, 404).await;
    tries.sees("a custodian without a key", bare, &here, 404).await;
    let ask: &[(&str, &str)] = &[("alasan", REASON)];
    tries.sends("who reads the case but does not handle it", vino, (&here, ask), 409).await;
    tries.sends("an administrator asks", office.admin, (&here, ask), 404).await;
    tries.sends("a custodian without a key asks", bare, (&here, ask), 404).await;
    tries.sends("no reason", office.kus, (&here, &[]), 422).await;
    tries.sends("a short reason", office.kus, (&here, &[("alasan", "sembilan belas huru")]), 422).await;
    tries.sends("a reason of spaces", office.kus, (&here, &[("alasan", &" ".repeat(40))]), 422).await;
    tries.sends("an endless reason", office.kus, (&here, &[("alasan", &"alasan ".repeat(200))]), 422).await;
    tries.sends("a case without an identity", office.kus, (&page(&anonymous), ask), 409).await;

    let id = office.asks(office.kus, &filed).await;
    tries.sends("asking twice", office.kus, (&here, ask), 409).await;
    tries.opens("opening before anybody agreed", kus, &filed, &id, 409).await;
    tries.agrees("agreeing with oneself", kus, &filed, &id, 409).await;
    tries.agrees("a custodian of the same unit", tri, &filed, &id, 409).await;
    tries.agrees("a wrong passphrase", (office.dian, "salah sama sekali"), &filed, &id, 422).await;
    office.waits_after_wrong_ones().await;
    tries.agrees("somebody else's passphrase", (office.dian, PHRASE), &filed, &id, 422).await;
    office.waits_after_wrong_ones().await;
    tries.agrees("a custodian without a key agrees", (bare, OTHER), &filed, &id, 404).await;
    tries.agrees("the handler agrees", (office.vera, OTHER), &filed, &id, 409).await;
    tries.agrees("an administrator agrees", (office.admin, OTHER), &filed, &id, 404).await;
    tries.agrees("the request of another case", dian, &foreign, &id, 404).await;
    tries.agrees("a request that is none", dian, &filed, &Uuid::new_v4().to_string(), 404).await;
    tries.agrees("not even a number", dian, &filed, "1 or 1=1", 404).await;
    let mut dians = office.world.desk_of(office.dian).await;
    let forgery =
        Request::post(format!("{here}/setuju")).header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    let status = dians.send(forgery).await.status();
    tries.note("a form of another site", &dians, status, 403);

    office.agrees(office.dian, OTHER, &filed).await;
    tries.agrees("agreeing again", dian, &filed, &id, 409).await;
    tries.agrees("agreeing when it is granted", tri, &filed, &id, 409).await;
    tries.opens("who agreed opens", dian, &filed, &id, 409).await;
    tries.opens("the handler opens", (office.vera, ""), &filed, &id, 409).await;
    tries.opens("with a wrong passphrase", (office.kus, "salah sama sekali"), &filed, &id, 422).await;
    office.waits_after_wrong_ones().await;
    tries.opens("by another case", kus, &foreign, &id, 404).await;
    let mut mine = office.world.desk_of(office.kus).await;
    let status = mine.visit(&format!("{here}/buka")).await.status();
    tries.note("by an address", &mine, status, 200);
    let late = kentongan::clock::now() + chrono::Duration::minutes(61);
    kentongan::clock::pretend(late, async { tries.opens("after the hour", kus, &filed, &id, 409).await }).await;
    assert_eq!(office.count("select count(*) from reveal_view").await, 0);
    assert_eq!(office.count("select count(*) from event where action = 'view_identity'").await, 0);
    assert!(tries.refused >= 30, "{}", tries.refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn walls_removals_and_time_end_a_request() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let (kus, dian) = ((office.kus, PHRASE), (office.dian, OTHER));
    let mut tries = Tries::new(&office);

    let broken = format!("/petugas/kasus/{}%0A/identitas", filed.number);
    let mut kus_desk = office.world.desk_of(office.kus).await;
    assert_eq!(forged(&mut kus_desk, &broken, &[("alasan", REASON)]).await, 303, "a line break in the number");
    let broken = format!("/petugas/kasus/{}%0A/kode", filed.number);
    assert_eq!(forged(&mut kus_desk, &broken, &[("alasan", REASON)]).await, 303, "a line break in the number");
    let id = office.newest(&filed).await;
    let late = kentongan::clock::now() + chrono::Duration::minutes(61);
    kentongan::clock::pretend(late, async {
        tries.agrees("agreeing after the hour", dian, &filed, &id, 409).await;
        tries.opens("a request that lapsed", kus, &filed, &id, 409).await;
    })
    .await;

    let other = office.files(Mode::Confidential).await;
    let id = office.asks(office.kus, &other).await;
    wall(&office, &other, office.dian).await;
    tries.agrees("agreeing from behind the wall", dian, &other, &id, 404).await;
    tries.sees("looking from behind the wall", office.dian, &page(&other), 404).await;
    wall(&office, &other, office.kus).await;
    let mut sari = office.reporter(&other).await;
    sari.visit("/kasus/akses").await.see(REASON).see("Tidak dibuka");
    assert_eq!(
        office.count("select count(*) from identity_share s join case_wall w using (case_id, officer_id)").await,
        0
    );

    let third = office.files(Mode::Confidential).await;
    let id = office.asks(office.kus, &third).await;
    office.agrees(office.dian, OTHER, &third).await;
    wall(&office, &third, office.kus).await;
    tries.opens("opening from behind the wall", kus, &third, &id, 404).await;

    let fourth = office.files(Mode::Confidential).await;
    let id = office.asks(office.kus, &fourth).await;
    office.loses_key(office.dian).await;
    tries.agrees("agreeing after the removal", dian, &fourth, &id, 404).await;
    tries
        .sends("asking when nobody of another unit is left", office.kus, (&page(&filed), &[("alasan", REASON)]), 409)
        .await;

    // enrolled anew the person holds a new key, to which nothing was dealt
    office.enrol(office.dian, "kunci baru yang lain").await;
    tries
        .agrees(
            "agreeing with a key to which nothing was dealt",
            (office.dian, "kunci baru yang lain"),
            &fourth,
            &id,
            409,
        )
        .await;
    let mut thief = office.world.desk_of(office.vera).await;
    let removal: &[(&str, &str)] = &[("apa", "kunci"), ("sebab", REASON)];
    let status = forged(&mut thief, &format!("/petugas/kelola/pengguna/{}/akses", office.kus), removal).await;
    tries.note("removing without being an administrator", &thief, status, 403);
    assert_eq!(office.count("select count(*) from reveal_view").await, 0);
}

pub(super) async fn wall(office: &Office, filed: &Filed, officer: Uuid) {
    let text = format!(
        "insert into case_wall (case_id, officer_id, reason, at) values ('{}', '{officer}', 'declared', now())",
        filed.case
    );
    office.world.owner().await.execute(sqlx::AssertSqlSafe(text)).await.unwrap();
}

/// The role of the pages has no way to a sealed identity, a share or a custodian's key of somebody else.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_hands_out_nothing() {
    use kentongan::db::Actor;
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let id: Uuid = office.asks(office.kus, &filed).await.parse().unwrap();
    for officer in [office.kus, office.dian, office.vera, office.admin] {
        for query in
            ["select sealed from identity", "select sealed from identity_share", "select recovery from identity_key"]
        {
            let mut tx = office.world.app.db.begin(Actor::Officer(officer)).await.unwrap();
            assert!(sqlx::query(query).fetch_all(&mut *tx).await.is_err(), "{query}");
        }
        let mut tx = office.world.app.db.begin(Actor::Officer(officer)).await.unwrap();
        let keys: i64 = sqlx::query_scalar("select count(*) from custodian where officer_id <> $1")
            .bind(officer)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(keys, 0, "other custodians' keys");
        for query in ["select identity_revealed($1, now())", "select identity_for_recovery($1)"] {
            let mut tx = office.world.app.db.begin(Actor::Officer(officer)).await.unwrap();
            assert!(sqlx::query(query).bind(id).fetch_all(&mut *tx).await.is_err(), "{query}");
        }
    }
}
