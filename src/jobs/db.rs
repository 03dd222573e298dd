//! Statements of the worker.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Deletes drafts past their end; the files that were staged for them come back, to be deleted from the store. A draft
/// that is being sent this moment is left to the next round: its files are about to be evidence.
pub(super) async fn expired_drafts(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Uuid>, sqlx::Error> {
    let ended: Vec<Uuid> = sqlx::query_scalar("select id from draft where expires_at <= $1 for update skip locked")
        .bind(now)
        .fetch_all(&mut *tx)
        .await?;
    // a statement of its own, which sees what was committed before the locks were had
    let files = sqlx::query_scalar(
        "select f.id from staged_file f where f.draft_id = any ($1)
         and not exists (select 1 from evidence e where e.id = f.id)",
    )
    .bind(&ended)
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query("delete from draft where id = any ($1)").bind(&ended).execute(tx).await?;
    Ok(files)
}

/// A stored receipt can be shown for 24 hours, a form's key is remembered for two days.
pub(super) async fn forget_replies(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update submission set reply = null where reply is not null and created_at <= $1")
        .bind(now - Duration::hours(24))
        .execute(&mut *tx)
        .await?;
    sqlx::query("delete from form_use where at <= $1").bind(now - Duration::days(2)).execute(tx).await.map(drop)
}

/// Deletes sessions a day after their start.
pub(super) async fn sweep_sessions(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("select session_sweep($1)").bind(now).execute(tx).await.map(drop)
}

/// A proof of work that is over cannot be spent again anyway.
pub(super) async fn forget_proofs(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("delete from spent_proof where until <= $1").bind(now).execute(tx).await.map(drop)
}

/// What an authenticator did not answer in time, it cannot answer any more.
pub(super) async fn forget_challenges(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("delete from passkey_challenge where expires_at <= $1").bind(now).execute(tx).await.map(drop)
}

/// Deletes the identities of cases that have ended and were first closed before `closed`, with every key, share, copy and
/// request that belongs to them, the originals of the files, and the names that were released. A case that was joined to another has no first closing,
/// because it may be taken up again: it counts from the joining.
pub(super) async fn forget_identities(tx: &mut PgConnection, closed: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let over: Vec<Uuid> = sqlx::query_scalar(
        "select c.id from cases c where c.state in ('withdrawn', 'closed', 'converted')
           and (exists (select id from identity i where i.case_id = c.id)
                or exists (select from identity_key k where k.case_id = c.id)
                or exists (select from evidence e where e.case_id = c.id and e.author = 'reporter' and e.original = 'held'))
           and coalesce((c.facts->>'first_closed_at')::timestamptz,
                        (select max(k.started_at) from clock k where k.case_id = c.id and k.kind = 'RETENTION'
                           and k.voided_at is null)) <= $1",
    )
    .bind(closed)
    .fetch_all(&mut *tx)
    .await?;
    for statement in [
        "delete from identity where case_id = any ($1)",
        "delete from identity_key where case_id = any ($1)",
        "update reporter_copy set sealed = null where case_id = any ($1)",
        // who asked, why and when stays on the reporter's page as long as the case does
        "update reveal set wrapped = '\\x' where wrapped is not null and case_id = any ($1)",
        "update reveal_share set sealed = null where case_id = any ($1)",
        "delete from handing_share where case_id = any ($1)",
        "delete from original where case_id = any ($1)",
        // an officer's file of which there is no copy is content, and stays as long as that does
        // of a reporter's file whose copy was never made, none is made any more
        "update evidence set original = 'erased', key = null,
                scrub = case scrub when 'pending' then 'original' else scrub end,
                scrub_reason = case scrub when 'pending' then 'broken' else scrub_reason end
          where case_id = any ($1) and (original = 'sealed' or author = 'reporter')",
        "update case_secret set released_name = null where case_id = any ($1)",
    ] {
        sqlx::query(statement).bind(&over).execute(&mut *tx).await?;
    }
    Ok(())
}

/// Deletes the addresses for notices of cases that have ended and were first closed before `closed`, and what waits for
/// them.
pub(super) async fn forget_contacts(tx: &mut PgConnection, closed: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with gone as (
             delete from contact where case_id in (
                 select c.id from cases c where c.state in ('withdrawn', 'closed', 'converted')
                   and coalesce((c.facts->>'first_closed_at')::timestamptz,
                                (select max(k.started_at) from clock k where k.case_id = c.id and k.kind = 'RETENTION'
                                   and k.voided_at is null)) <= $1)
             returning case_id)
         delete from outbox where case_id in (select case_id from gone)",
    )
    .bind(closed)
    .execute(tx)
    .await
    .map(drop)
}

/// Of these stored files, those that belong to no case (any more), no draft and no act that waits for its second person.
pub(super) async fn orphans(tx: &mut PgConnection, files: &[Uuid]) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select f from unnest($1::uuid[]) f where not exists (select 1 from evidence e where e.id = f and e.original <> 'erased')
           and not exists (select 1 from evidence e where e.copy_id = f)
           and not exists (select 1 from staged_file s where s.id = f)
           and not exists (select 1 from proposal p where p.state = 'open' and f = any (p.files))",
    )
    .bind(files)
    .fetch_all(tx)
    .await
}

/// When this database was made; a restored one keeps the day of the first.
pub(super) async fn made_at(tx: &mut PgConnection) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar("select min(installed_on) from _sqlx_migrations").fetch_one(tx).await
}

/// When the public figures were counted last.
pub(super) async fn figures_at(tx: &mut PgConnection) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar("select max(at) from public_figure").fetch_one(tx).await
}

/// Counts what everybody may know. The reader suppresses small numbers.
pub(super) async fn refresh_figures(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with year as (select * from cases where received_at >= date_trunc('year', $1::timestamptz)),
              figure (key, value) as (
             select 'received', count(*) from year
             union all select 'complaints', count(*) from year where kind = 'complaint'
             union all select 'consultations', count(*) from year where kind = 'consultation'
             union all select 'open', count(*) from cases where state not in ('withdrawn', 'closed', 'converted')
             union all select 'closed', count(*) from year where state in ('withdrawn', 'closed', 'converted')
             union all select 'screened', count(*) from clock where kind = 'SCREEN' and met_at is not null
                 and started_at >= date_trunc('year', $1::timestamptz)
             union all select 'screened_in_time', count(*) from clock where kind = 'SCREEN' and met_at <= due_at
                 and started_at >= date_trunc('year', $1::timestamptz)
             union all select 'overdue', count(distinct case_id) from clock where met_at is null and voided_at is null
                 and not paused and due_at < $1 and kind not in ('RETENTION', 'SURVEY', 'OBJECTION_WINDOW', 'SILENCE')
             union all select 'rated', count(*) from rating where at >= date_trunc('year', $1::timestamptz)
             union all select 'rating_sum', coalesce(sum(score), 0) from rating
                 where at >= date_trunc('year', $1::timestamptz)
             union all select 'waived', count(*) from year where (facts->>'waived')::int > 0
             union all select 'repaired', coalesce(sum((facts->>'repaired')::int), 0) from year
             union all select 'given_up', count(*) from year, jsonb_array_elements(facts->'commitments') promise
                 where promise->>'state' = 'given_up'
             union all select 'choice:' || choice, count(*) from year where choice is not null group by choice
             union all select 'outcome:' || outcome, count(*) from year where outcome is not null group by outcome
             union all select 'median_days', coalesce(percentile_cont(0.5) within group (
                 order by extract(epoch from (facts->>'first_closed_at')::timestamptz - received_at) / 86400), 0)::bigint
                 from year where state = 'closed')
         insert into public_figure (key, value, at) select key, value, $1 from figure
         on conflict (key) do update set value = excluded.value, at = excluded.at",
    )
    .bind(now)
    .execute(tx)
    .await
    .map(drop)
}
