-- The wall meets more of those whom it is for. An officer whose account has no NIP is met in the register by name: who is
-- accused by a NIP that only the register knows, their superiors, subordinates, colleagues and the posts that watch over them.
-- Whom the free text mentions is kept out as a person, and not the unit, superiors or colleagues: a witness is mentioned
-- too. The reporter excludes officers by the number under which they stand on the reporter's page. When an agency's unit is
-- complained about and the register knows it, its people are kept out.
create function wall_grounds(nips bytea[], names bytea[], excluded bytea[], mentions bytea[], aliases integer[],
                             a_agency uuid, a_unit text)
    returns table (officer_id uuid, unit_id uuid, agency_id uuid, reason text, via uuid)
    language sql stable security definer set search_path = public
    as $$ with by_name (officer_id, mac) as materialized (
                   select o.id, m.mac from officer o cross join lateral unnest(o.name_macs) m (mac) where o.nip_mac is null),
               direct (officer_id, nip_mac, sure) as materialized (
                   select o.id, o.nip_mac, coalesce(o.nip_mac = any (nips), false) from officer o
                    where o.nip_mac = any (nips) or o.name_macs && names),
               accused (nip_mac, name_macs, agency_id, org_unit, superior_nip_mac, post, sure) as materialized (
                   select x.nip_mac, x.name_macs, x.agency_id, x.org_unit, x.superior_nip_mac, x.post, bool_or(x.sure)
                     from (select r.*, true as sure from register r where r.nip_mac = any (nips)
                           union all
                           select r.*, false from register r
                            where r.name_macs && names and (a_agency is null or r.agency_id = a_agency)
                           union all
                           select r.*, d.sure from direct d join register r on r.nip_mac = d.nip_mac) x
                    group by x.nip_mac, x.name_macs, x.agency_id, x.org_unit, x.superior_nip_mac, x.post),
               person (officer_id, sure) as materialized (
                   select x.officer_id, bool_or(x.sure)
                     from (select d.officer_id, d.sure from direct d
                           union all
                           -- who is accused only by the register's word for the name or for the number
                           select o.id, a.sure from accused a join officer o on o.nip_mac = a.nip_mac
                           union all
                           select b.officer_id, false
                             from accused a cross join lateral unnest(a.name_macs) m (mac) join by_name b on b.mac = m.mac) x
                    group by x.officer_id),
               mentioned (officer_id, sure) as (
                   select o.id, coalesce(o.nip_mac = any (mentions), false) from officer o
                    where o.nip_mac = any (mentions) or o.name_macs && mentions
                   union
                   select b.officer_id, false
                     from register r cross join lateral unnest(r.name_macs) m (mac) join by_name b on b.mac = m.mac
                    where r.nip_mac = any (mentions)),
               near (nip_mac, name_macs, reason) as (
                   select a.superior_nip_mac, r.name_macs, 'superior'
                     from accused a left join register r on r.nip_mac = a.superior_nip_mac
                    where a.superior_nip_mac <> a.nip_mac
                   union
                   select r.nip_mac, r.name_macs, 'superior' from accused a
                     join register r on r.superior_nip_mac = a.nip_mac and r.nip_mac <> a.nip_mac
                   union
                   select r.nip_mac, r.name_macs, 'colleague' from accused a
                     join register r on r.agency_id = a.agency_id and r.org_unit = a.org_unit and r.nip_mac <> a.nip_mac
                   union
                   select r.nip_mac, r.name_macs, 'colleague' from register r
                    where r.agency_id = a_agency and r.org_unit = a_unit
                   union
                   select r.nip_mac, r.name_macs, 'post' from accused a
                     join register r on r.agency_id = a.agency_id and r.post is not null and r.nip_mac <> a.nip_mac
                    where a.post is not null)
          select p.officer_id, null::uuid, null::uuid, case when p.sure then 'named' else 'namesake' end, null::uuid
            from person p
          union
          select m.officer_id, null, null, case when m.sure then 'named' else 'namesake' end, null from mentioned m
           where not exists (select from person p where p.officer_id = m.officer_id and (p.sure or not m.sure))
          union
          select o.id, null, null, 'excluded', null from officer o
           where o.name_macs && excluded or o.nip_mac = any (excluded) or o.alias = any (aliases)
          union
          select b.officer_id, null, null, 'excluded', null
            from register r cross join lateral unnest(r.name_macs) m (mac) join by_name b on b.mac = m.mac
           where r.nip_mac = any (excluded)
          union
          select o.id, null, null, n.reason, null from near n join officer o on o.nip_mac = n.nip_mac
          union
          select b.officer_id, null, null, n.reason, null
            from near n cross join lateral unnest(n.name_macs) m (mac) join by_name b on b.mac = m.mac
          union
          select null, r.unit_id, null, case when p.sure then 'unit' else 'namesake' end,
                 case when not p.sure then p.officer_id end
            from person p join officer_role r on r.officer_id = p.officer_id
            join unit u on u.id = r.unit_id and u.kind = 'office'
          union
          select null, null, a_agency, 'agency', null where a_agency is not null $$;

-- `a_from`: a case that this one comes from. Who is kept out of that one is kept out before anybody is given this one.
create function route_case(nips bytea[], names bytea[], excluded bytea[], mentions bytea[], aliases integer[], agency uuid,
                           a_unit text, a_from uuid, a_role text, today date,
                           out persons uuid[], out reasons text[], out walled_units uuid[],
                           out unit_walls uuid[], out unit_reasons text[], out unit_vias uuid[],
                           out unit_id uuid, out zone text)
    language plpgsql stable security definer set search_path = public as $$
declare
    agencies uuid[];
begin
    select coalesce(array_agg(g.officer_id) filter (where g.officer_id is not null), '{}'),
           coalesce(array_agg(g.reason) filter (where g.officer_id is not null), '{}'),
           coalesce(array_agg(distinct g.unit_id) filter (where g.unit_id is not null), '{}'),
           coalesce(array_agg(g.unit_id) filter (where g.unit_id is not null), '{}'),
           coalesce(array_agg(g.reason) filter (where g.unit_id is not null), '{}'),
           coalesce(array_agg(g.via) filter (where g.unit_id is not null), '{}'),
           coalesce(array_agg(distinct g.agency_id) filter (where g.agency_id is not null), '{}')
      into persons, reasons, walled_units, unit_walls, unit_reasons, unit_vias, agencies
      from (select w.officer_id, w.unit_id, w.agency_id, w.reason, w.via
              from wall_grounds(nips, names, excluded, mentions, aliases, agency, a_unit) w
            union
            select w.officer_id, w.unit_id, w.agency_id, w.reason, w.via from case_wall w where w.case_id = a_from) g;
    select u.id, u.zone into unit_id, zone
      from unit u
      left join (select coalesce(array_agg(o.id), '{}') as ids from unit o where o.active and o.kind = 'office') offices on true
      left join lateral people_left(offices.ids, array_fill(a_role, array[cardinality(offices.ids)]), persons,
                                    walled_units, agencies, '{}', '{}', today) l on l.unit_id = u.id
     where u.active and u.id <> all (walled_units) and (u.kind = 'integrity' or l.here)
     order by u.kind = 'integrity', u.position, u.code limit 1;
end $$;

-- The release before this one goes on with these.
create or replace function wall_grounds(nips bytea[], names bytea[], excluded bytea[], a_agency uuid)
    returns table (officer_id uuid, unit_id uuid, agency_id uuid, reason text, via uuid)
    language sql stable security definer set search_path = public
    as $$ select g.officer_id, g.unit_id, g.agency_id, g.reason, g.via
            from wall_grounds(nips, names, excluded, '{}', '{}', a_agency, null) g $$;
create or replace function route_case(nips bytea[], names bytea[], excluded bytea[], agency uuid, a_role text, today date,
                                      out persons uuid[], out reasons text[], out walled_units uuid[],
                                      out unit_walls uuid[], out unit_reasons text[], out unit_vias uuid[],
                                      out unit_id uuid, out zone text)
    language plpgsql stable security definer set search_path = public as $$
begin
    select r.persons, r.reasons, r.walled_units, r.unit_walls, r.unit_reasons, r.unit_vias, r.unit_id, r.zone
      into persons, reasons, walled_units, unit_walls, unit_reasons, unit_vias, unit_id, zone
      from route_case(nips, names, excluded, '{}', '{}', agency, null, null, a_role, today) r;
end $$;

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
