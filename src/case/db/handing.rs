//! Shares on their way from one custodian to another, so that a case can be dealt anew.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A request of one custodian to the others.
#[derive(sqlx::FromRow)]
pub struct Handing {
    /// Row.
    pub id: Uuid,
    /// Who asked.
    pub asked_by: Uuid,
    /// The name of that person.
    pub name: String,
    /// Until when it may be answered and finished.
    pub expires_at: DateTime<Utc>,
    /// How many shares were handed over and wait to be dealt.
    pub handed: i64,
}

/// Requests that are open now, newest first.
pub async fn handings(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Handing>, sqlx::Error> {
    sqlx::query_as(
        "select h.id, h.asked_by, o.name, h.expires_at,
                (select count(*) from handing_share s where s.handing_id = h.id) as handed
         from handing h join officer o on o.id = h.asked_by
         where h.expires_at > $1 and is_custodian(h.asked_by) order by h.asked_at desc",
    )
    .bind(now)
    .fetch_all(tx)
    .await
}

/// Writes a request down, unless one of the same custodian is open: it keeps what was handed over already, and its hour.
pub async fn insert_handing(
    tx: &mut PgConnection,
    id: Uuid,
    by: Uuid,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let open: bool = sqlx::query_scalar("select exists (select from handing where asked_by = $1 and expires_at > $2)")
        .bind(by)
        .bind(now)
        .fetch_one(&mut *tx)
        .await?;
    if open {
        return Ok(());
    }
    sqlx::query("delete from handing where asked_by = $1").bind(by).execute(&mut *tx).await?;
    sqlx::query("insert into handing (id, asked_by, asked_at, expires_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(by)
        .bind(now)
        .bind(expires_at)
        .execute(tx)
        .await
        .map(drop)
}

/// How many cases lack the share of a custodian who should have one, and that these two custodians could deal anew.
pub async fn lacking(tx: &mut PgConnection, one: Uuid, other: Option<Uuid>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "select count(*) from identity_share s where s.officer_id = $1
           and ($2::uuid is null or exists (select from identity_share t where t.case_id = s.case_id and t.officer_id = $2))
           and exists (select from custodian k where is_custodian(k.officer_id) and not is_walled(s.case_id, k.officer_id)
                          and not exists (select from identity_share t where t.case_id = s.case_id
                                             and t.officer_id = k.officer_id))",
    )
    .bind(one)
    .bind(other)
    .fetch_one(tx)
    .await
}

/// Such cases that were not handed over yet: (case, dealing, the giver's sealed share), at most `limit`.
pub async fn to_hand(
    tx: &mut PgConnection,
    handing: Uuid,
    (asker, giver): (Uuid, Uuid),
    limit: i64,
) -> Result<Vec<(Uuid, i32, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as(
        "select s.case_id, s.dealing, s.sealed from identity_share s
          where s.officer_id = $3 and not is_walled(s.case_id, $3) and not is_walled(s.case_id, $2)
            and exists (select from identity_share t where t.case_id = s.case_id and t.officer_id = $2)
            and not exists (select from handing_share h where h.handing_id = $1 and h.case_id = s.case_id)
            and exists (select from custodian k where is_custodian(k.officer_id) and not is_walled(s.case_id, k.officer_id)
                          and not exists (select from identity_share t where t.case_id = s.case_id
                                             and t.officer_id = k.officer_id))
          order by s.case_id limit $4",
    )
    .bind(handing)
    .bind(asker)
    .bind(giver)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Hands shares over.
pub async fn hand(
    tx: &mut PgConnection,
    handing: Uuid,
    giver: Uuid,
    (cases, dealings, sealed): (&[Uuid], &[i32], &[Vec<u8>]),
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into handing_share (handing_id, case_id, officer_id, dealing, sealed)
         select $1, c, $2, d, s from unnest($3::uuid[], $4::int[], $5::bytea[]) as t (c, d, s) on conflict do nothing",
    )
    .bind(handing)
    .bind(giver)
    .bind(cases)
    .bind(dealings)
    .bind(sealed)
    .execute(tx)
    .await
    .map(drop)
}

/// Cases that were handed over and wait to be dealt anew.
pub async fn handed(tx: &mut PgConnection, handing: Uuid, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select case_id from handing_share where handing_id = $1 order by case_id limit $2")
        .bind(handing)
        .bind(limit)
        .fetch_all(tx)
        .await
}

/// The share of one case that was handed over, in the same dealing as the asker's own; none when either is gone.
pub async fn handed_pair(
    tx: &mut PgConnection,
    handing: Uuid,
    case: Uuid,
    asker: Uuid,
) -> Result<Option<(Vec<u8>, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as(
        "select h.sealed, s.sealed from handing_share h
           join identity_share s on s.case_id = h.case_id and s.officer_id = $3 and s.dealing = h.dealing
          where h.handing_id = $1 and h.case_id = $2 and not is_walled(h.case_id, $3)",
    )
    .bind(handing)
    .bind(case)
    .bind(asker)
    .fetch_optional(tx)
    .await
}

/// Forgets what was handed over of a case.
pub async fn drop_handed(tx: &mut PgConnection, handing: Uuid, case: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("delete from handing_share where handing_id = $1 and case_id = $2")
        .bind(handing)
        .bind(case)
        .execute(tx)
        .await
        .map(drop)
}

/// Cases that the recovery ceremony must touch: with an identity or an identity key, but not a share of every present
/// custodian before their wall. In order, after `after`.
pub async fn to_recover(tx: &mut PgConnection, after: Uuid, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select c.case_id from (select case_id from identity union select case_id from identity_key) c
           join case_secret x on x.case_id = c.case_id
          where c.case_id > $1
            and (not exists (select from identity_key k where k.case_id = c.case_id)
                 or exists (select from custodian k where is_custodian(k.officer_id) and not is_walled(c.case_id, k.officer_id)
                               and not exists (select from identity_share s where s.case_id = c.case_id
                                                  and s.officer_id = k.officer_id)))
          order by c.case_id limit $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// The sealed identity of a case, for the recovery ceremony.
pub async fn identity_for_recovery(tx: &mut PgConnection, case: Uuid) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select identity_for_recovery($1)").bind(case).fetch_optional(tx).await
}
