-- The organisation register: who works where and under whom, so that the wall knows a named person's unit, superior and
-- subordinates. People who are not users here stand in it as keyed hashes only: it says who is meant, never who they are.

create table register (
    nip_mac bytea primary key,
    name_macs bytea[] not null check (name_macs <> '{}'),
    agency_id uuid not null references agency (id),
    -- a unit of that agency as it is written there ("Dinas Pendidikan"), without case and double spaces
    org_unit text not null check (length(org_unit) between 2 and 200),
    superior_nip_mac bytea,
    -- who decides about people (PPK) and who inspects them: when one of them is accused, the others may not know
    post text check (post in ('ppk', 'inspectorate'))
);
create index register_names on register using gin (name_macs);
create index register_unit on register (agency_id, org_unit);
create index register_superior on register (superior_nip_mac) where superior_nip_mac is not null;

-- Counts changes, so that the cases notice them without reading the register.
create table register_version (version bigint not null);
insert into register_version values (0);

-- only administrators read or write it; the wall's functions see it as its owner
alter table register enable row level security;
create policy keeper on register to kentongan_owner, kentongan_worker using (true) with check (true);
create policy administrator on register to kentongan_web
    using (exists (select 1 from officer_role r where r.officer_id = app_officer() and r.role = 'admin'))
    with check (exists (select 1 from officer_role r where r.officer_id = app_officer() and r.role = 'admin'));
grant select, insert, update, delete on register to kentongan_web;
grant select, update on register_version to kentongan_web;
grant select on register, register_version to kentongan_worker;

alter table case_wall drop constraint case_wall_reason_check;
alter table case_wall add constraint case_wall_reason_check check (reason in
    ('named', 'agency', 'excluded', 'declared', 'unit', 'superior', 'colleague', 'post'));

-- Everybody who must not hear of a case: whom the account names or the reporter excludes, and by the register the direct
-- superiors and subordinates of the named, their colleagues in the unit, and, when a PPK or an inspector is named, the
-- agency's other holders of these posts. A name meets the register within the agency complained about, or everywhere
-- when none is known: keeping out one officer too many costs a hand-over, one too few costs a reporter.
create function conflicted_officers(nips bytea[], names bytea[], excluded bytea[], a_agency uuid)
    returns table (officer_id uuid, reason text) language sql stable security definer set search_path = public
    as $$ with direct as materialized (select n.officer_id, n.reason from named_officers(nips, names, excluded) n),
               accused as materialized (
                   select r.* from register r where r.nip_mac = any (nips)
                   union
                   select r.* from register r
                    where r.name_macs && names and (a_agency is null or r.agency_id = a_agency)
                   union
                   select r.* from direct d
                     join officer o on o.id = d.officer_id and d.reason = 'named'
                     join register r on r.nip_mac = o.nip_mac),
               near (nip_mac, reason) as (
                   select a.superior_nip_mac, 'superior' from accused a where a.superior_nip_mac is not null
                   union
                   select r.nip_mac, 'superior' from accused a join register r on r.superior_nip_mac = a.nip_mac
                   union
                   select r.nip_mac, 'colleague' from accused a
                     join register r on r.agency_id = a.agency_id and r.org_unit = a.org_unit
                   union
                   select r.nip_mac, 'post' from accused a
                     join register r on r.agency_id = a.agency_id and r.post is not null
                    where a.post is not null),
               everybody (officer_id, reason, rank) as (
                   select d.officer_id, d.reason, case d.reason when 'named' then 1 else 2 end from direct d
                   union all
                   -- who is accused only by the register's word for the name is named too
                   select o.id, 'named', 1 from accused a join officer o on o.nip_mac = a.nip_mac
                   union all
                   select o.id, n.reason, 3 from near n join officer o on o.nip_mac = n.nip_mac)
          select distinct on (e.officer_id) e.officer_id, e.reason from everybody e order by e.officer_id, e.rank, e.reason $$;

create or replace function route_case(nips bytea[], names bytea[], excluded bytea[], agency uuid, a_role text, today date,
                                      out persons uuid[], out reasons text[], out walled_units uuid[],
                                      out unit_id uuid, out zone text)
    language plpgsql stable security definer set search_path = public as $$
declare
    agencies uuid[] := case when agency is null then '{}' else array[agency] end;
begin
    select coalesce(array_agg(n.officer_id), '{}'), coalesce(array_agg(n.reason), '{}') into persons, reasons
      from conflicted_officers(nips, names, excluded, agency) n;
    -- the unit of a named officer is walled as a whole; of anybody else it is not
    select coalesce(array_agg(distinct r.unit_id), '{}') into walled_units
      from unnest(persons, reasons) as n (officer, reason)
      join officer_role r on r.officer_id = n.officer and n.reason = 'named'
      join unit u on u.id = r.unit_id and u.kind = 'office';
    select u.id, u.zone into unit_id, zone
      from unit u
      left join (select coalesce(array_agg(o.id), '{}') as ids from unit o where o.active and o.kind = 'office') offices on true
      left join lateral people_left(offices.ids, array_fill(a_role, array[cardinality(offices.ids)]), persons,
                                    walled_units, agencies, '{}', '{}', today) l on l.unit_id = u.id
     where u.active and u.id <> all (walled_units) and (u.kind = 'integrity' or l.here)
     order by u.kind = 'integrity', u.position, u.code limit 1;
end $$;

-- Functions of ours are for our roles only.
do $$
declare
    f regprocedure;
begin
    for f in select p.oid from pg_proc p
              where p.pronamespace = 'public'::regnamespace and has_function_privilege('public', p.oid, 'execute')
                and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') loop
        execute format('grant execute on function %s to kentongan_web, kentongan_worker', f);
        execute format('revoke execute on function %s from public', f);
    end loop;
end $$;
