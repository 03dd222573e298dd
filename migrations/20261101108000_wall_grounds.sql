-- A wall taken down by two. The wall says now for each ground why it stands, so that a match by name alone, or an officer's
-- own declaration, can be told from what nobody takes down: a NIP, the reporter's exclusion, unit, superior and agency of
-- the accused. Rows from before do not say whether a name or a number was met: they stand.

alter table case_wall add column via uuid references officer (id);
alter table case_wall drop constraint case_wall_case_id_officer_id_unit_id_agency_id_key;
alter table case_wall add unique nulls not distinct (case_id, officer_id, unit_id, agency_id, reason, via);
alter table case_wall drop constraint case_wall_reason_check;
alter table case_wall add constraint case_wall_reason_check check (reason in
    ('named', 'namesake', 'agency', 'excluded', 'declared', 'unit', 'superior', 'colleague', 'post'));
-- a unit that is kept out only because somebody in it has a name that is named: through whom
alter table case_wall add check ((via is not null) = (unit_id is not null and reason = 'namesake'));

-- Somebody asks that an officer be let in; a second person from another unit decides.
create table wall_request (
    id uuid primary key,
    case_id uuid not null references cases (id),
    officer_id uuid not null references officer (id),
    grounds text[] not null check (grounds <> '{}' and grounds <@ array['namesake', 'declared']),
    asked_by uuid not null references officer (id),
    asked_role text not null check (asked_role in ('supervisor', 'integrity')),
    reason bytea not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    decided_by uuid references officer (id),
    decided_role text check (decided_role in ('supervisor', 'integrity')),
    decided_at timestamptz,
    lifted boolean,
    check (asked_by <> officer_id),
    check (expires_at - asked_at = interval '60 minutes'),
    check (num_nonnulls(decided_by, decided_role, decided_at, lifted) in (0, 4)),
    check (decided_by <> asked_by and decided_by <> officer_id),
    check (decided_at >= asked_at and decided_at < expires_at)
);
create index wall_request_case on wall_request (case_id, asked_at);
create index wall_request_open on wall_request (expires_at) where decided_at is null;

-- Whose name alone keeps them out of a case no more.
create table wall_lifted (
    case_id uuid not null references cases (id),
    officer_id uuid not null references officer (id),
    request_id uuid not null references wall_request (id),
    at timestamptz not null,
    primary key (case_id, officer_id)
);

-- What keeps people out of a case, each ground by itself: whom the account names by NIP (named) or by name alone
-- (namesake), whom the reporter excludes, and by the register the direct superiors and subordinates of the named, their
-- colleagues in the unit, and, when a PPK or an inspector is named, the agency's other holders of these posts; the units of
-- the named as a whole, and the agency. A name meets the register within the agency complained about, or everywhere when
-- none is known.
create function wall_grounds(nips bytea[], names bytea[], excluded bytea[], a_agency uuid)
    returns table (officer_id uuid, unit_id uuid, agency_id uuid, reason text, via uuid)
    language sql stable security definer set search_path = public
    as $$ with direct (officer_id, nip_mac, sure) as materialized (
                   select o.id, o.nip_mac, coalesce(o.nip_mac = any (nips), false) from officer o
                    where o.nip_mac = any (nips) or o.name_macs && names),
               accused (nip_mac, agency_id, org_unit, superior_nip_mac, post, sure) as materialized (
                   select x.nip_mac, x.agency_id, x.org_unit, x.superior_nip_mac, x.post, bool_or(x.sure)
                     from (select r.*, true as sure from register r where r.nip_mac = any (nips)
                           union all
                           select r.*, false from register r
                            where r.name_macs && names and (a_agency is null or r.agency_id = a_agency)
                           union all
                           select r.*, d.sure from direct d join register r on r.nip_mac = d.nip_mac) x
                    group by x.nip_mac, x.agency_id, x.org_unit, x.superior_nip_mac, x.post),
               person (officer_id, sure) as materialized (
                   select x.officer_id, bool_or(x.sure)
                     from (select d.officer_id, d.sure from direct d
                           union all
                           -- who is accused only by the register's word for the name
                           select o.id, a.sure from accused a join officer o on o.nip_mac = a.nip_mac) x
                    group by x.officer_id),
               near (nip_mac, reason) as (
                   select a.superior_nip_mac, 'superior' from accused a where a.superior_nip_mac <> a.nip_mac
                   union
                   select r.nip_mac, 'superior' from accused a
                     join register r on r.superior_nip_mac = a.nip_mac and r.nip_mac <> a.nip_mac
                   union
                   select r.nip_mac, 'colleague' from accused a
                     join register r on r.agency_id = a.agency_id and r.org_unit = a.org_unit and r.nip_mac <> a.nip_mac
                   union
                   select r.nip_mac, 'post' from accused a
                     join register r on r.agency_id = a.agency_id and r.post is not null and r.nip_mac <> a.nip_mac
                    where a.post is not null)
          select p.officer_id, null::uuid, null::uuid, case when p.sure then 'named' else 'namesake' end, null::uuid
            from person p
          union
          select o.id, null, null, 'excluded', null from officer o
           where o.name_macs && excluded or o.nip_mac = any (excluded)
          union
          select o.id, null, null, n.reason, null from near n join officer o on o.nip_mac = n.nip_mac
          union
          select null, r.unit_id, null, case when p.sure then 'unit' else 'namesake' end,
                 case when not p.sure then p.officer_id end
            from person p join officer_role r on r.officer_id = p.officer_id
            join unit u on u.id = r.unit_id and u.kind = 'office'
          union
          select null, null, a_agency, 'agency', null where a_agency is not null $$;

-- The release before this one goes on with `conflicted_officers`, and reads the first three of these.
drop function route_case(bytea[], bytea[], bytea[], uuid, text, date);
create function route_case(nips bytea[], names bytea[], excluded bytea[], agency uuid, a_role text, today date,
                           out persons uuid[], out reasons text[], out walled_units uuid[],
                           out unit_walls uuid[], out unit_reasons text[], out unit_vias uuid[],
                           out unit_id uuid, out zone text)
    language plpgsql stable security definer set search_path = public as $$
declare
    agencies uuid[] := case when agency is null then '{}' else array[agency] end;
begin
    select coalesce(array_agg(g.officer_id) filter (where g.officer_id is not null), '{}'),
           coalesce(array_agg(g.reason) filter (where g.officer_id is not null), '{}'),
           coalesce(array_agg(distinct g.unit_id) filter (where g.unit_id is not null), '{}'),
           coalesce(array_agg(g.unit_id) filter (where g.unit_id is not null), '{}'),
           coalesce(array_agg(g.reason) filter (where g.unit_id is not null), '{}'),
           coalesce(array_agg(g.via) filter (where g.unit_id is not null), '{}')
      into persons, reasons, walled_units, unit_walls, unit_reasons, unit_vias
      from wall_grounds(nips, names, excluded, agency) g;
    select u.id, u.zone into unit_id, zone
      from unit u
      left join (select coalesce(array_agg(o.id), '{}') as ids from unit o where o.active and o.kind = 'office') offices on true
      left join lateral people_left(offices.ids, array_fill(a_role, array[cardinality(offices.ids)]), persons,
                                    walled_units, agencies, '{}', '{}', today) l on l.unit_id = u.id
     where u.active and u.id <> all (walled_units) and (u.kind = 'integrity' or l.here)
     order by u.kind = 'integrity', u.position, u.code limit 1;
end $$;

-- Here, and nowhere else, it is decided that a name that two let in does not raise the wall again. Any other ground does.
create function wall_stays_down() returns trigger language plpgsql security definer set search_path = public as $$
begin
    if new.reason = 'namesake' and exists (select from wall_lifted l where l.case_id = new.case_id
                                              and l.officer_id = coalesce(new.via, new.officer_id)) then
        return null;
    end if;
    return new;
end $$;
create trigger wall_stays_down before insert on case_wall for each row execute function wall_stays_down();

-- Why an officer is kept out: the own grounds, and the unit or agency unless it is kept out only through this officer.
create function wall_reasons(c uuid, o uuid) returns text[] language sql stable security definer set search_path = public
    as $$ select coalesce(array_agg(distinct x.reason order by x.reason), '{}') from (
              select w.reason from case_wall w where w.case_id = c and w.officer_id = o
              union all
              select 'unit' from case_wall w join officer_role r on r.unit_id = w.unit_id and r.officer_id = o
               where w.case_id = c and w.via is distinct from o
              union all
              select 'agency' from case_wall w join officer f on f.agency_id = w.agency_id and f.id = o
               where w.case_id = c) x $$;
-- Whether two may let an officer in.
create function wall_falls(c uuid, o uuid) returns boolean language sql stable security definer set search_path = public
    as $$ select r <> '{}' and r <@ array['namesake', 'declared'] from wall_reasons(c, o) r $$;

-- Where an officer belongs. The integrity desk is one place, whatever units its people are in.
create function wall_places(o uuid) returns uuid[] language sql stable security definer set search_path = public
    as $$ select coalesce(array_agg(r.unit_id) filter (where r.unit_id is not null), '{}')
                 || coalesce(array_agg('00000000-0000-0000-0000-000000000000'::uuid) filter (where r.role = 'integrity'), '{}')
            from officer_role r where r.officer_id = o $$;

-- In which role somebody may ask: a supervisor of the case's unit (of any other that reads the case when none of it may
-- know), or the integrity desk when it reads the case. Null for everybody else.
create function wall_asker(c uuid, o uuid) returns text language sql stable security definer set search_path = public
    as $$ select r.role
            from officer_role r join officer f on f.id = r.officer_id and f.active
            join cases k on k.id = c
            join work_list l on l.case_id = c
             and l.viewer = case r.role when 'integrity' then 'r:integrity' else 'u:' || r.unit_id || ':supervisor' end
           where r.officer_id = o and r.role in ('integrity', 'supervisor') and not is_walled(c, o)
             and (r.role = 'integrity' or k.unit_id is null or r.unit_id = k.unit_id
                  or not exists (select from officer_role h join officer g on g.id = h.officer_id and g.active
                                  where h.role = 'supervisor' and h.unit_id = k.unit_id and not is_walled(c, g.id)))
           order by r.role desc limit 1 $$;
-- In which role somebody may decide on what was asked: a supervisor or the integrity desk, from no place of the asker,
-- before the wall, and not the officer whom it is about.
create function wall_decider(c uuid, asker uuid, about uuid, o uuid) returns text
    language sql stable security definer set search_path = public
    as $$ select r.role from officer_role r join officer f on f.id = r.officer_id and f.active
           where r.officer_id = o and r.role in ('integrity', 'supervisor') and o <> asker and o <> about
             and wall_places(o) <> '{}' and wall_places(asker) <> '{}' and not wall_places(o) && wall_places(asker)
             and not is_walled(c, o)
           order by r.role desc limit 1 $$;
create function wall_has_decider(c uuid, asker uuid, about uuid) returns boolean
    language sql stable security definer set search_path = public
    as $$ select exists (select from officer o where wall_decider(c, asker, about, o.id) is not null) $$;

-- What waits for the decision of an officer, and how much, for the menu.
create function wall_waits(o uuid, now timestamptz) returns table (request_id uuid, case_id uuid, asked_at timestamptz)
    language sql stable security definer set search_path = public
    as $$ select q.id, q.case_id, q.asked_at from wall_request q
           where q.decided_at is null and q.expires_at > now
             and wall_decider(q.case_id, q.asked_by, q.officer_id, o) is not null $$;
create function wall_waiting(o uuid, now timestamptz) returns bigint
    language sql stable security definer set search_path = public
    as $$ select count(*) from wall_waits(o, now) $$;

-- Whether whoever asks may come to the page of a case's wall: who may ask, and who may decide while something waits.
create function wall_enters(c uuid, now timestamptz) returns boolean
    language sql stable security definer set search_path = public
    as $$ select app_kind() = 'officer' and not app_walled(c)
             and (wall_asker(c, app_officer()) is not null
                  or exists (select from wall_waits(app_officer(), now) w where w.case_id = c)) $$;

-- The only way in which a wall falls. Checks everything again, whoever calls; false when something does not hold.
create function wall_decide(a_request uuid, a_lifted boolean, now timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = public as $$
declare
    q wall_request;
    a_role text;
begin
    select * into q from wall_request r where r.id = a_request for update;
    if not found or app_kind() <> 'officer' or q.decided_at is not null or now >= q.expires_at then
        return false;
    end if;
    a_role := wall_decider(q.case_id, q.asked_by, q.officer_id, app_officer());
    if a_role is null
       or a_lifted and (wall_asker(q.case_id, q.asked_by) is null or not wall_falls(q.case_id, q.officer_id)) then
        return false;
    end if;
    update wall_request set decided_by = app_officer(), decided_role = a_role, decided_at = now, lifted = a_lifted
     where id = q.id;
    if a_lifted then
        insert into wall_lifted (case_id, officer_id, request_id, at)
        select q.case_id, q.officer_id, q.id, now
         where exists (select from case_wall w where w.case_id = q.case_id and w.officer_id = q.officer_id
                          and w.reason = 'namesake')
        on conflict (case_id, officer_id) do update set request_id = excluded.request_id, at = excluded.at;
        delete from case_wall w where w.case_id = q.case_id
           and (w.officer_id = q.officer_id and w.reason in ('namesake', 'declared') or w.via = q.officer_id);
    end if;
    return true;
end $$;

-- A case that comes from another one keeps out whom the other keeps out. That the other one names somebody is a new ground,
-- also for a case in which the same name was let in.
create function wall_inherit(c uuid, other uuid, now timestamptz) returns void
    language plpgsql volatile security definer set search_path = public as $$
begin
    delete from wall_lifted l using case_wall w
     where l.case_id = c and w.case_id = other and w.reason = 'namesake' and l.officer_id = coalesce(w.via, w.officer_id);
    insert into case_wall (case_id, officer_id, unit_id, agency_id, reason, via, at)
    select c, w.officer_id, w.unit_id, w.agency_id, w.reason, w.via, now from case_wall w where w.case_id = other
    on conflict do nothing;
end $$;
-- A case with the very same account lets in whom the old one let in.
create function wall_inherit_lifted(c uuid, other uuid, now timestamptz) returns void
    language plpgsql volatile security definer set search_path = public as $$
begin
    insert into wall_lifted (case_id, officer_id, request_id, at)
    select c, l.officer_id, l.request_id, now from wall_lifted l where l.case_id = other on conflict do nothing;
    delete from case_wall w using wall_lifted l
     where w.case_id = c and l.case_id = c and w.reason = 'namesake' and coalesce(w.via, w.officer_id) = l.officer_id;
end $$;

do $$
declare
    t text;
begin
    foreach t in array array['wall_request', 'wall_lifted']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy keeper on %I to kentongan_owner, kentongan_worker using (true) with check (true)', t);
        execute format('create policy wall on %I as restrictive for all to kentongan_web using (not app_walled(case_id))', t);
    end loop;
end $$;
grant select, insert on wall_request to kentongan_worker;
grant select on wall_lifted to kentongan_worker;
-- walls fall by wall_decide alone
revoke update, delete on case_wall from kentongan_worker;
-- the reporter sees that it was asked and what was decided, and not about whom or why: the reason may name somebody
create policy own on wall_request for select to kentongan_web using (app_kind() = 'citizen' and case_id = app_case());
grant select (id, case_id, grounds, asked_by, asked_role, asked_at, expires_at, decided_by, decided_role, decided_at, lifted)
    on wall_request to kentongan_web;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid from pg_proc p
              where p.pronamespace = 'public'::regnamespace and has_function_privilege('public', p.oid, 'execute')
                and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') loop
        execute format('grant execute on function %s to kentongan_worker', f);
        execute format('revoke execute on function %s from public', f);
    end loop;
end $$;
grant execute on function wall_waiting(uuid, timestamptz), wall_enters(uuid, timestamptz) to kentongan_web;
grant execute on function route_case(bytea[], bytea[], bytea[], uuid, text, date) to kentongan_web;
