//! Somebody who writes into the database puts another recipient into a request.

use kentongan::case::act::Filed;
use kentongan::case::state::Mode;
use kentongan::vault::custody::IdentityKey;
use sqlx::Executor;
use uuid::Uuid;

use super::{NAME, OTHER, Office, PHRASE, REASON, forged, page};

impl Office {
    /// The handler asks; the id of the request comes back.
    async fn handler_asks(&self, filed: &Filed) -> String {
        let mut vera = self.world.desk_of(self.vera).await;
        vera.visit(&page(filed)).await.fill("alasan", REASON).press("Minta pembukaan").await.see("Permintaan dicatat");
        self.newest(filed).await
    }

    async fn as_owner(&self, change: String) {
        self.world.owner().await.execute(sqlx::AssertSqlSafe(change)).await.unwrap();
    }

    /// A custodian agrees to what was exchanged: nothing is given.
    async fn gives_nothing(&self, who: Uuid, phrase: &str, filed: &Filed, id: &str) {
        let mut desk = self.world.desk_of(who).await;
        let fields = [("permintaan", id), ("sandi_setuju", phrase)];
        assert_eq!(forged(&mut desk, &format!("{}/setuju", page(filed)), &fields).await, 409, "{}", desk.text());
        desk.see("bukan milik orang yang meminta");
        assert_eq!(self.count("select count(*) from reveal_share").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_exchanges_the_recipient_in_the_database_gets_no_share() {
    let office = Office::enrolled().await;
    let (filed, other) = (office.handled().await, office.handled().await);
    let (id, elsewhere) = (office.handler_asks(&filed).await, office.handler_asks(&other).await);
    let id: Uuid = id.parse().unwrap();
    let mut owner = office.world.owner().await;
    let (recipient, wrapped): (Vec<u8>, Vec<u8>) =
        sqlx::query_as("select recipient, wrapped from reveal where id = $1")
            .bind(id)
            .fetch_one(&mut owner)
            .await
            .unwrap();
    let thief = IdentityKey::generate().recipient();
    for change in [
        format!("recipient = '{}'::bytea", thief.as_str()),
        "recipient = null".to_owned(),
        "wrapped = null".to_owned(),
        format!("recipient = (select recipient from reveal where id = '{elsewhere}')"),
    ] {
        office.as_owner(format!("update reveal set {change} where id = '{id}'")).await;
        office.gives_nothing(office.dian, OTHER, &filed, &id.to_string()).await;
        sqlx::query("update reveal set recipient = $2, wrapped = $3 where id = $1")
            .bind(id)
            .bind(&recipient)
            .bind(&wrapped)
            .execute(&mut owner)
            .await
            .unwrap();
    }
    office.agrees(office.dian, OTHER, &filed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_custodian_receives_under_the_own_key_whatever_the_request_says() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let id = office.asks(office.kus, &filed).await;
    let thief = IdentityKey::generate().recipient();
    let change = format!("update reveal set recipient = '{}'::bytea", thief.as_str());
    office.as_owner(format!("{change}, wrapped = '\\x00' where id = '{id}'")).await;
    office.gives_nothing(office.dian, OTHER, &filed, &id).await;
    office.as_owner(format!("update reveal set wrapped = null where id = '{id}'")).await;
    office.agrees(office.dian, OTHER, &filed).await;
    let mut kus = office.world.desk_of(office.kus).await;
    kus.visit(&page(&filed)).await.fill("sandi_kunci", PHRASE).press("Buka identitas").await.see(NAME);
}

/// No alarm about an exchange: nobody exchanged anything.
#[tokio::test(flavor = "multi_thread")]
async fn the_request_of_who_is_no_custodian_any_more_is_over() {
    let office = Office::enrolled().await;
    let filed = office.files(Mode::Confidential).await;
    let id = office.asks(office.kus, &filed).await;
    office.as_owner(format!("update officer_role set role = 'verifier' where officer_id = '{}'", office.kus)).await;
    let mut dian = office.world.desk_of(office.dian).await;
    let fields = [("permintaan", id.as_str()), ("sandi_setuju", OTHER)];
    assert_eq!(forged(&mut dian, &format!("{}/setuju", page(&filed)), &fields).await, 409);
    dian.see("sudah lewat").not_see("Beri tahu administrator");
}
