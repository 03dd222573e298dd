-- Units, officers, their roles and sessions. Roles of the database exist already (made once per cluster).

create table unit (
    id uuid primary key,
    code text not null unique,
    name text not null,
    -- office: takes in, handles and decides; integrity: the desk for what nobody else may touch
    kind text not null check (kind in ('office', 'integrity')),
    zone text not null default 'WIB' check (zone in ('WIB', 'WITA', 'WIT')),
    -- order in which units are tried when a case is routed
    position integer not null default 0,
    active boolean not null default true
);

create table officer (
    id uuid primary key,
    sign_in text not null unique check (sign_in ~ '^[a-z0-9][a-z0-9._-]{1,39}$'),
    name text not null check (length(name) between 2 and 150),
    -- citizens read "Petugas 07", never a name
    alias integer not null unique generated always as identity,
    password_hash text,
    locale text not null default 'id' check (locale in ('id', 'en')),
    -- where the officer comes from, for the wall
    agency_id uuid references agency (id),
    nip_mac bytea,
    name_macs bytea[] not null default '{}',
    away_from date,
    away_until date,
    active boolean not null default true,
    created_at timestamptz not null
);

create table officer_role (
    officer_id uuid not null references officer (id),
    unit_id uuid references unit (id),
    role text not null check (role in ('clerk', 'verifier', 'analyst', 'mediator', 'consultant', 'supervisor',
                                       'integrity', 'custodian', 'auditor', 'admin')),
    unique nulls not distinct (officer_id, unit_id, role)
);
create index officer_role_unit on officer_role (unit_id, role);

create table invitation (
    token_hash bytea primary key,
    officer_id uuid not null references officer (id),
    expires_at timestamptz not null,
    used_at timestamptz
);

-- Wrong passwords, counted per name, whether it exists or not: names share a fixed number of places.
create table sign_in_failure (
    bucket integer primary key check (bucket between 0 and 65535),
    failures integer not null,
    failed_at timestamptz not null
);

create table session (
    token_hash bytea primary key,
    kind text not null check (kind in ('officer', 'citizen')),
    officer_id uuid references officer (id),
    case_id uuid,
    created_at timestamptz not null,
    last_seen timestamptz not null,
    step_up_until timestamptz,
    revoked_at timestamptz,
    check ((kind = 'officer') = (officer_id is not null)),
    check ((kind = 'citizen') = (case_id is not null))
);
create index session_officer on session (officer_id) where officer_id is not null;
create index session_case on session (case_id) where case_id is not null;

-- What administrators and officers did outside any case.
create table office_log (
    id uuid primary key,
    at timestamptz not null,
    officer_id uuid references officer (id),
    action text not null,
    object text not null default ''
);
create index office_log_at on office_log (at desc);

-- Who is asking. Set by every transaction; unset means nobody, so no rows.
create function app_kind() returns text language sql stable
    as $$ select split_part(coalesce(current_setting('app.actor', true), ''), ':', 1) $$;
create function app_officer() returns uuid language sql stable
    as $$ select case when app_kind() = 'officer'
                      then nullif(split_part(current_setting('app.actor', true), ':', 2), '')::uuid end $$;
create function app_case() returns uuid language sql stable
    as $$ select case when app_kind() = 'citizen'
                      then nullif(split_part(current_setting('app.actor', true), ':', 2), '')::uuid end $$;

create function app_units() returns uuid[] language sql stable security definer set search_path = public
    as $$ select coalesce(array_agg(distinct unit_id) filter (where unit_id is not null), '{}')
          from officer_role where officer_id = app_officer() $$;

-- The lists that the asking officer reads: own, one per unit and role, and the desk of integrity. PL/pgSQL keeps its plans
-- between calls, SQL functions do not; policies call this for every statement.
create function app_viewers() returns text[] language plpgsql stable security definer set search_path = public
    as $$ begin
        return array(
            select 'o:' || o.id from officer o where o.id = app_officer() and o.active
            union
            select case when r.role = 'integrity' then 'r:integrity' else 'u:' || r.unit_id || ':' || r.role end
              from officer_role r join officer o on o.id = r.officer_id and o.active
             where r.officer_id = app_officer() and (r.role = 'integrity' or r.unit_id is not null));
    end $$;

-- Sessions are reached by their token's hash alone; nobody can list other people's.
create function session_find(hash bytea, at timestamptz, idle interval, absolute interval)
    returns table (kind text, officer_id uuid, case_id uuid, created_at timestamptz, step_up_until timestamptz,
                   code_was_seen boolean)
    language plpgsql volatile security definer set search_path = public as $$
begin
    -- written at most once a minute, so that reading pages stays cheap
    update session s set last_seen = at
     where s.token_hash = hash and s.revoked_at is null and s.last_seen < at - interval '1 minute'
       and s.last_seen > at - idle and s.created_at > at - absolute;
    return query select s.kind, s.officer_id, s.case_id, s.created_at, s.step_up_until,
                        -- a code that a clerk has seen opens nothing but the page where it is changed
                        exists (select from receipt r where r.case_id = s.case_id and r.clerk_seen) from session s
     where s.token_hash = hash and s.revoked_at is null
       and s.last_seen > at - idle and s.created_at > at - absolute;
end $$;
create function session_open(hash bytea, a_kind text, officer uuid, a_case uuid, at timestamptz)
    returns void language sql volatile security definer set search_path = public
    as $$ insert into session (token_hash, kind, officer_id, case_id, created_at, last_seen)
          values (hash, a_kind, officer, a_case, at, at) $$;
create function session_end(hash bytea) returns void language sql volatile security definer set search_path = public
    as $$ delete from session where token_hash = hash $$;
create function session_end_others(hash bytea, officer uuid, a_case uuid) returns void
    language sql volatile security definer set search_path = public
    as $$ delete from session where token_hash is distinct from hash
          and (officer_id = officer or case_id = a_case) $$;
create function session_sweep(at timestamptz) returns bigint
    language sql volatile security definer set search_path = public
    as $$ with gone as (delete from session where created_at < at - interval '1 day' returning 1) select count(*) from gone $$;

alter table session enable row level security;
create policy own on session for select to kentongan_web using (officer_id = app_officer());
grant select on session to kentongan_web;

grant select on unit, officer, officer_role to kentongan_web, kentongan_worker;
grant insert, update on unit, officer, invitation to kentongan_web;
grant insert, update, delete on officer_role to kentongan_web;
grant select on invitation to kentongan_web;
grant select, insert, update, delete on sign_in_failure to kentongan_web;
grant select, insert on office_log to kentongan_web, kentongan_worker;
