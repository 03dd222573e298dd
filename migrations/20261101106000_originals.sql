-- Originals that nobody opens alone. A file's secret stays under the key of its case only until the worker has made the
-- copy and the scanner has spoken; then it is sealed to the case's identity key and to the recovery recipient, and the old
-- form goes. Files that are there already are worked off like new ones.

alter table evidence
    alter column key drop not null,
    -- held: under the case's key; sealed: in the table below; erased: its time is over and nobody opens it any more
    add column original text not null default 'held' check (original in ('held', 'sealed', 'erased')),
    -- when its hashes were written into the record
    add column settled_at timestamptz,
    add column settle_due timestamptz not null default 'epoch',
    add check ((original = 'held') = (key is not null));
create index evidence_settle on evidence (settle_due) where settled_at is null;

create table original (
    id uuid primary key references evidence (id) on delete cascade,
    case_id uuid not null references cases (id),
    sealed bytea not null,
    at timestamptz not null
);
create index original_case on original (case_id);
alter table original enable row level security;
alter table original force row level security;
create policy keeper on original to kentongan_owner, kentongan_worker using (true) with check (true);
-- as with identities: nothing that runs here reads one but through the functions below
grant select (id, case_id, at), insert, delete on original to kentongan_worker;

-- The one narrow way to sealed originals: as to the identity (identity_revealed).
create function originals_revealed(v uuid, now timestamptz) returns table (id uuid, sealed bytea)
    language sql stable security definer set search_path = public
    as $$ select o.id, o.sealed from reveal r
            join original o on o.case_id = r.case_id
           where r.id = v and r.asked_by = app_officer() and r.granted_at <= now and r.closes_at > now
             and custody_enters(r.case_id)
             and (select count(*) from reveal_share g where g.reveal_id = r.id and g.sealed is not null)
                 >= case when r.wrapped is null then 1 else 2 end $$;

-- For the recovery papers.
create function originals_for_recovery(c uuid) returns table (id uuid, sealed bytea)
    language sql stable security definer set search_path = public
    as $$ select o.id, o.sealed from original o where o.case_id = c and app_kind() = 'system' order by o.id $$;

-- Which file was opened; none when it was the identity.
alter table reveal_view add column evidence_id uuid references evidence (id) on delete set null;

-- A case counts for custody when it holds an identity or an original.
create or replace function custody_numbers(out waiting bigint, out lacking bigint)
    language sql stable security definer set search_path = public
    as $$ with keepers as (select k.officer_id from custodian k where is_custodian(k.officer_id)),
          held as (select i.case_id, (select count(*) from identity_share s join keepers k on k.officer_id = s.officer_id
                                       where s.case_id = i.case_id) as shares
                     from (select case_id from identity union select case_id from original) i)
          select count(*) filter (where shares < 2),
                 count(*) filter (where shares >= 2 and exists (
                     select from keepers k where not is_walled(held.case_id, k.officer_id)
                        and not exists (select from identity_share s where s.case_id = held.case_id
                                           and s.officer_id = k.officer_id)))
            from held $$;

do $$
declare
    f text;
begin
    foreach f in array array['originals_revealed(uuid, timestamptz)', 'originals_for_recovery(uuid)']
    loop
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to kentongan_worker', f);
    end loop;
end $$;
