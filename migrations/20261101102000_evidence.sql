-- Copies without metadata, and the virus scan. Files that are there already are worked off like new ones.

alter table evidence
    -- pending: not tried yet, or to be tried again; original: no copy can be made, the original is all there is
    add column scrub text not null default 'pending' check (scrub in ('pending', 'stripped', 'original')),
    -- why there is only the original
    add column scrub_reason text check (scrub_reason in ('kind', 'damaged', 'limits', 'unsafe', 'broken')),
    add column scrub_due timestamptz not null default 'epoch',
    add column scrub_tries integer not null default 0,
    -- the copy in the store, and its secret, type, size and hash, sealed
    add column copy_id uuid unique,
    add column copy bytea,
    add column scan_due timestamptz not null default 'epoch',
    add column scan_tries integer not null default 0,
    add check ((scrub = 'stripped') = (copy_id is not null) and (copy_id is null) = (copy is null)),
    add check ((scrub = 'original') = (scrub_reason is not null));
create index evidence_scrub on evidence (scrub_due) where scrub = 'pending';
create index evidence_scan on evidence (scan_due) where scan in ('unscanned', 'pending', 'error');

-- Whether what evidence depends on works, as the worker saw it last.
create table evidence_health (
    part text primary key check (part in ('scanner', 'sandbox')),
    down_since timestamptz,
    checked_at timestamptz not null
);
grant select on evidence_health to kentongan_web;
grant select, insert, update on evidence_health to kentongan_worker;
