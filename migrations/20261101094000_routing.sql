-- Where a case goes and who must never hear of it, decided before anybody sees it.

create index officer_names on officer using gin (name_macs);
create index officer_nip on officer (nip_mac) where nip_mac is not null;

-- Officers whom the account names (by NIP or name) or the reporter excludes (by name).
create function named_officers(nip bytea, names bytea[], excluded bytea[])
    returns table (officer_id uuid, reason text) language sql stable security definer set search_path = public
    as $$ select o.id, case when o.nip_mac = nip or o.name_macs && names then 'named' else 'excluded' end
          from officer o
          where o.nip_mac = nip or o.name_macs && names or o.name_macs && excluded $$;

-- Somebody active and present who holds the role there and is not behind the wall of this case.
create function role_is_filled(a_unit uuid, a_role text, persons uuid[], units uuid[], agency uuid, today date)
    returns boolean language sql stable security definer set search_path = public
    as $$ select exists (
              select 1 from officer_role r join officer o on o.id = r.officer_id
              where r.role = a_role and (a_unit is null or r.unit_id = a_unit) and o.active
                and (o.away_from is null or today not between o.away_from and coalesce(o.away_until, 'infinity'))
                and o.id <> all (persons) and (agency is null or o.agency_id is distinct from agency)
                and not exists (select 1 from officer_role x where x.officer_id = o.id and x.unit_id = any (units))) $$;

-- The whole answer in one round trip: walled people and units, the unit that takes it, the versions in force.
create function route_case(nip bytea, names bytea[], excluded bytea[], agency uuid, a_role text, today date,
                           out persons uuid[], out reasons text[], out walled_units uuid[],
                           out unit_id uuid, out zone text, out integrity boolean)
    language plpgsql stable security definer set search_path = public as $$
begin
    select coalesce(array_agg(n.officer_id), '{}'), coalesce(array_agg(n.reason), '{}') into persons, reasons
      from named_officers(nip, names, excluded) n;
    -- the unit of a named officer is walled as a whole; of an excluded one it is not
    select coalesce(array_agg(distinct r.unit_id), '{}') into walled_units
      from officer_role r join unit u on u.id = r.unit_id and u.kind = 'office'
     where r.officer_id = any (persons)
       and (select x from unnest(persons, reasons) p (o, x) where p.o = r.officer_id limit 1) = 'named';
    select u.id, u.zone, u.kind = 'integrity' into unit_id, zone, integrity
      from unit u
     where u.active and u.id <> all (walled_units)
       and (u.kind = 'integrity' or role_is_filled(u.id, a_role, persons, walled_units, agency, today))
     order by u.kind = 'integrity', u.position, u.code limit 1;
end $$;

-- Who of a role may still act on a filed case: people of the unit, of other units, or nobody.
create function case_reach(c uuid, a_unit uuid, a_role text, today date) returns text
    language plpgsql stable security definer set search_path = public as $$
declare
    persons uuid[];
    units uuid[];
    agency uuid;
begin
    select coalesce(array_agg(w.officer_id) filter (where w.officer_id is not null), '{}'),
           coalesce(array_agg(w.unit_id) filter (where w.unit_id is not null), '{}'),
           (array_agg(w.agency_id) filter (where w.agency_id is not null))[1]
      into persons, units, agency from case_wall w where w.case_id = c;
    if role_is_filled(a_unit, a_role, persons, units, agency, today) then return 'unit'; end if;
    if role_is_filled(null, a_role, persons, units, agency, today) then return 'others'; end if;
    return 'integrity';
end $$;

alter table proposal add column viewers text[] not null default '{}';
create index proposal_open on proposal using gin (viewers) where state = 'open';
