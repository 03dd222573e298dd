-- Identities that nobody opens alone: the identity key of each case, dealt in shares to the custodians.

-- A custodian's key pair. The secret half lies under a passphrase that only the custodian knows; the public half carries a
-- MAC of the server, so that no row written by hand is dealt to.
create table custodian (
    officer_id uuid primary key references officer (id),
    recipient text not null,
    recipient_mac bytea not null,
    -- none once the custodian was removed
    locked bytea,
    enrolled_at timestamptz not null,
    removed_at timestamptz,
    check ((locked is null) = (removed_at is not null))
);

-- The public half under the case's own key, so that nobody exchanges it; the secret half only in shares, and whole for the
-- offline recovery recipient. Dropping this row makes every identity of the case unreadable at once.
create table identity_key (
    case_id uuid primary key references cases (id),
    recipient bytea not null,
    recovery bytea not null,
    -- rises with each dealing: shares of different dealings do not fit
    dealing integer not null default 1,
    at timestamptz not null
);
create table identity_share (
    case_id uuid not null references identity_key (case_id) on delete cascade,
    officer_id uuid not null references custodian (officer_id),
    dealing integer not null,
    sealed bytea not null,
    primary key (case_id, officer_id)
);
create index identity_share_officer on identity_share (officer_id);

-- The reporter's own copy, under a key that only the receipt code opens.
create table reporter_copy (
    case_id uuid primary key references cases (id),
    key_wrap bytea not null,
    sealed bytea
);
-- The same key for the open session, under what its cookie holds.
alter table session add column own_key bytea;

-- Somebody asks to see an identity; custodians hand their shares to that person, sealed.
create table reveal (
    id uuid primary key,
    case_id uuid not null references cases (id),
    asked_by uuid not null references officer (id),
    role text not null,
    -- to whom shares are sealed: the asking custodian, or a key that lives as long as the asking officer's session
    recipient text not null,
    wrapped bytea,
    reason bytea not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    granted_at timestamptz,
    closes_at timestamptz
);
create index reveal_case on reveal (case_id, asked_at);
create index reveal_open on reveal (expires_at) where granted_at is null;
create table reveal_share (
    reveal_id uuid not null references reveal (id) on delete cascade,
    case_id uuid not null references cases (id),
    officer_id uuid not null references officer (id),
    dealing integer not null,
    -- dropped when the time of the reveal is over; that it was given stays
    sealed bytea,
    at timestamptz not null,
    primary key (reveal_id, officer_id)
);
create table reveal_view (
    id uuid primary key,
    reveal_id uuid not null references reveal (id) on delete cascade,
    case_id uuid not null references cases (id),
    at timestamptz not null
);
create index reveal_view_case on reveal_view (case_id);

-- One custodian asks another to hand over shares of every case that a newcomer lacks, so that they can be dealt anew.
create table handing (
    id uuid primary key,
    asked_by uuid not null references custodian (officer_id),
    asked_at timestamptz not null,
    expires_at timestamptz not null
);
create table handing_share (
    handing_id uuid not null references handing (id) on delete cascade,
    case_id uuid not null references cases (id) on delete cascade,
    officer_id uuid not null references custodian (officer_id),
    dealing integer not null,
    sealed bytea not null,
    primary key (handing_id, case_id)
);

-- An enrolled custodian who still holds the role.
create function is_custodian(o uuid) returns boolean language sql stable security definer set search_path = public
    as $$ select exists (select from custodian k join officer f on f.id = k.officer_id and f.active
                          join officer_role r on r.officer_id = k.officer_id and r.role = 'custodian'
                         where k.officer_id = o and k.removed_at is null) $$;

-- Whether two officers work in no common unit, and both in some.
create function units_differ(a uuid, b uuid) returns boolean
    language sql stable security definer set search_path = public
    as $$ select exists (select from officer_role where officer_id = a and unit_id is not null)
             and exists (select from officer_role where officer_id = b and unit_id is not null)
             and not exists (select from officer_role x join officer_role y on y.unit_id = x.unit_id
                              where x.officer_id = a and y.officer_id = b) $$;

-- Whether whoever asks may come to the identity page of a case: who works on it, and every custodian before its wall.
create function custody_enters(c uuid) returns boolean language sql stable security definer set search_path = public
    as $$ select app_kind() = 'officer' and not app_walled(c) and (app_sees(c) or is_custodian(app_officer())) $$;

-- What waits for a custodian: requests of others that lack a share of theirs.
create function custody_waits(o uuid, now timestamptz) returns table (reveal_id uuid, case_id uuid, asked_at timestamptz)
    language sql stable security definer set search_path = public
    as $$ select v.id, v.case_id, v.asked_at
            from reveal v join identity_share s on s.case_id = v.case_id and s.officer_id = o
           where is_custodian(o) and v.granted_at is null and v.expires_at > now and v.asked_by <> o
             and not is_walled(v.case_id, o)
             and (v.wrapped is not null or units_differ(v.asked_by, o))
             and not exists (select from reveal_share g where g.reveal_id = v.id
                                and (g.officer_id = o or not units_differ(g.officer_id, o))) $$;
-- The number beside "Kustodian" in the menu; nothing for anybody else.
create function custody_waiting(o uuid, now timestamptz) returns bigint
    language sql stable security definer set search_path = public
    as $$ select case when exists (select from officer_role r where r.officer_id = o and r.role = 'custodian')
                      then (select count(*) from custody_waits(o, now)) else 0 end $$;

-- The one narrow way to a sealed identity: who asked, after enough custodians gave their shares, while the time lasts.
create function identity_revealed(v uuid, now timestamptz) returns setof bytea
    language sql stable security definer set search_path = public
    as $$ select i.sealed from reveal r
            join identity i on i.case_id = r.case_id
           where r.id = v and r.asked_by = app_officer() and r.granted_at <= now and r.closes_at > now
             and custody_enters(r.case_id)
             and (select count(*) from reveal_share g where g.reveal_id = r.id and g.sealed is not null)
                 >= case when r.wrapped is null then 1 else 2 end
           order by i.at desc limit 1 $$;

-- For the recovery ceremony, on paper keys only.
create function identity_for_recovery(c uuid) returns setof bytea
    language sql stable security definer set search_path = public
    as $$ select i.sealed from identity i where i.case_id = c and app_kind() = 'system' order by i.at desc limit 1 $$;

-- What an administrator sees of custody: people and numbers, no case.
create function custody_people() returns table (officer_id uuid, name text, sign_in text, units text, enrolled_at timestamptz,
                                                removed_at timestamptz, role boolean, shares bigint)
    language sql stable security definer set search_path = public
    as $$ select o.id, o.name, o.sign_in,
                 coalesce((select string_agg(distinct u.name, ', ') from officer_role r join unit u on u.id = r.unit_id
                            where r.officer_id = o.id), ''),
                 k.enrolled_at, k.removed_at,
                 exists (select from officer_role r where r.officer_id = o.id and r.role = 'custodian') and o.active,
                 (select count(*) from identity_share s where s.officer_id = o.id)
            from officer o left join custodian k on k.officer_id = o.id
           where k.officer_id is not null or exists (select from officer_role r where r.officer_id = o.id and r.role = 'custodian')
           order by o.name $$;

-- Of cases that still hold an identity: how many only the recovery papers open, and how many lack a custodian's share.
create function custody_numbers(out waiting bigint, out lacking bigint)
    language sql stable security definer set search_path = public
    as $$ with keepers as (select k.officer_id from custodian k where is_custodian(k.officer_id)),
          held as (select i.case_id, (select count(*) from identity_share s join keepers k on k.officer_id = s.officer_id
                                       where s.case_id = i.case_id) as shares
                     from (select distinct case_id from identity) i)
          select count(*) filter (where shares < 2),
                 count(*) filter (where shares >= 2 and exists (
                     select from keepers k where not is_walled(held.case_id, k.officer_id)
                        and not exists (select from identity_share s where s.case_id = held.case_id
                                           and s.officer_id = k.officer_id)))
            from held $$;

-- An administrator takes a custodian out: key, shares and everything that waits for or was given by that person go.
create function custodian_remove(o uuid, now timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = public as $$
begin
    if not exists (select from officer_role r join officer f on f.id = r.officer_id and f.active
                    where r.officer_id = app_officer() and r.role = 'admin') then
        return false;
    end if;
    update custodian set locked = null, removed_at = now where officer_id = o and removed_at is null;
    if not found then
        return false;
    end if;
    delete from identity_share where officer_id = o;
    delete from reveal where granted_at is null and asked_by = o;
    update reveal set closes_at = now where asked_by = o and closes_at > now;
    delete from reveal_share g using reveal r where r.id = g.reveal_id and r.granted_at is null and g.officer_id = o;
    delete from handing where asked_by = o;
    delete from handing_share where officer_id = o;
    return true;
end $$;

-- Who comes to stand behind a wall loses the share, and what was asked or given.
create function wall_takes_shares() returns trigger language plpgsql security definer set search_path = public as $$
begin
    delete from identity_share s where s.case_id = new.case_id and is_walled(new.case_id, s.officer_id);
    delete from reveal r where r.case_id = new.case_id and r.granted_at is null and is_walled(new.case_id, r.asked_by);
    update reveal r set closes_at = new.at where r.case_id = new.case_id and r.closes_at > new.at
       and is_walled(new.case_id, r.asked_by);
    delete from reveal_share g using reveal r where r.id = g.reveal_id and r.case_id = new.case_id and r.granted_at is null
       and is_walled(new.case_id, g.officer_id);
    delete from handing_share h using handing a where h.case_id = new.case_id and a.id = h.handing_id
       and (is_walled(new.case_id, h.officer_id) or is_walled(new.case_id, a.asked_by));
    return null;
end $$;
create trigger wall_takes_shares after insert on case_wall for each row execute function wall_takes_shares();

do $$
declare
    t text;
begin
    foreach t in array array['custodian', 'identity_key', 'identity_share', 'reporter_copy', 'reveal', 'reveal_share',
                             'reveal_view', 'handing', 'handing_share']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy keeper on %I to kentongan_owner, kentongan_worker using (true) with check (true)', t);
        execute format('grant select, insert, update, delete on %I to kentongan_worker', t);
        if t in ('reveal', 'reveal_share', 'reveal_view') then
            -- the reporter sees each reveal of their own case; officers see them through the door
            execute format('create policy own on %1$I for select to kentongan_web using (app_kind() = ''citizen''
                                and case_id = app_case())', t);
            execute format('create policy wall on %1$I as restrictive for all to kentongan_web using (not app_walled(case_id))', t);
        end if;
    end loop;
end $$;
grant select (id, case_id, asked_by, role, reason, asked_at, expires_at, granted_at, closes_at) on reveal to kentongan_web;
grant select (reveal_id, case_id, officer_id, at) on reveal_share to kentongan_web;
grant select on reveal_view to kentongan_web;
-- a reporter reads the own copy, which opens with the code alone
create policy own on reporter_copy for select to kentongan_web using (app_kind() = 'citizen' and case_id = app_case());
create policy wall on reporter_copy as restrictive for all to kentongan_web using (not app_walled(case_id));
grant select on reporter_copy to kentongan_web;
-- a custodian keeps the own key
create policy own on custodian to kentongan_web using (officer_id = app_officer()) with check (officer_id = app_officer());
grant select, insert, update on custodian to kentongan_web;

-- The reporter's copy at the door, where the code is typed and there is no actor yet.
create function copy_find(a_lookup bytea) returns table (case_id uuid, key_wrap bytea)
    language sql stable security definer set search_path = public
    as $$ select c.case_id, c.key_wrap from receipt r join reporter_copy c on c.case_id = r.case_id
           where r.lookup = a_lookup $$;
-- A case from before has none: it is made when its code is typed first. The first one stays.
create function copy_begin(a_lookup bytea, wrap bytea) returns void
    language sql volatile security definer set search_path = public
    as $$ insert into reporter_copy (case_id, key_wrap) select r.case_id, wrap from receipt r where r.lookup = a_lookup
          on conflict do nothing $$;
create function session_keep(hash bytea, a_wrap bytea) returns void
    language sql volatile security definer set search_path = public
    as $$ update session set own_key = a_wrap where token_hash = hash $$;
create function session_own_key(hash bytea) returns bytea
    language sql stable security definer set search_path = public
    as $$ select own_key from session where token_hash = hash and revoked_at is null $$;

-- Each function for those who call it: an identity comes out for the door and the ceremony only.
do $$
declare
    f text;
begin
    foreach f in array array['identity_revealed(uuid, timestamptz)', 'identity_for_recovery(uuid)',
                             'custody_waits(uuid, timestamptz)', 'wall_takes_shares()']
    loop
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to kentongan_worker', f);
    end loop;
    foreach f in array array['is_custodian(uuid)', 'units_differ(uuid, uuid)', 'custody_enters(uuid)',
                             'custody_waiting(uuid, timestamptz)', 'custody_people()', 'custody_numbers()',
                             'custodian_remove(uuid, timestamptz)', 'copy_find(bytea)', 'copy_begin(bytea, bytea)',
                             'session_keep(bytea, bytea)', 'session_own_key(bytea)']
    loop
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to kentongan_web, kentongan_worker', f);
    end loop;
end $$;
