-- Where a case goes and who must never hear of it, decided before anybody sees it.

create index officer_names on officer using gin (name_macs);
create index officer_nip on officer (nip_mac) where nip_mac is not null;

-- Officers whom the account names (by NIP or name) or the reporter excludes.
create function named_officers(nips bytea[], names bytea[], excluded bytea[])
    returns table (officer_id uuid, reason text) language sql stable security definer set search_path = public
    as $$ select o.id, case when o.nip_mac = any (nips) or o.name_macs && names then 'named' else 'excluded' end
          from officer o
          where o.nip_mac = any (nips) or o.name_macs && names
             or o.name_macs && excluded or o.nip_mac = any (excluded) $$;

-- For each unit and role: whether somebody is left there, and whether anywhere else, who is active, present and not
-- behind the wall. Those `besides` hold the role but may not use it here; `retired` may not work on the case again.
create function people_left(a_units uuid[], a_roles text[], persons uuid[], walled uuid[], agencies uuid[],
                            besides uuid[], retired uuid[], today date)
    returns table (unit_id uuid, role text, here boolean, elsewhere boolean)
    language sql stable security definer set search_path = public
    as $$ with free as materialized (
              select r.unit_id, r.role, r.officer_id
                from officer_role r
                join officer o on o.id = r.officer_id and o.active
                join unit u on u.id = r.unit_id and u.active
               where r.role = any (a_roles)
                 and (o.away_from is null or today not between o.away_from and coalesce(o.away_until, 'infinity'))
                 and o.id <> all (persons) and o.id <> all (besides)
                 and (o.agency_id is null or o.agency_id <> all (agencies))
                 and not exists (select 1 from officer_role x where x.officer_id = o.id and x.unit_id = any (walled))
                 and (r.role not in ('verifier', 'analyst', 'consultant') or o.id <> all (retired)))
          select p.u, p.r, coalesce(bool_or(f.unit_id = p.u), false),
                 -- who works in both is here, not elsewhere
                 coalesce(bool_or(f.officer_id is not null and not exists (
                     select 1 from free h where h.officer_id = f.officer_id and h.role = f.role and h.unit_id = p.u)), false)
            from unnest(a_units, a_roles) as p (u, r) left join free f on f.role = p.r
           group by p.u, p.r $$;

-- The same for a case that is filed.
create function case_people_left(c uuid, a_units uuid[], a_roles text[], besides uuid[], retired uuid[], today date)
    returns table (unit_id uuid, role text, here boolean, elsewhere boolean)
    language sql stable security definer set search_path = public
    as $$ select l.unit_id, l.role, l.here, l.elsewhere
            from (select coalesce(array_agg(w.officer_id) filter (where w.officer_id is not null), '{}') as persons,
                         coalesce(array_agg(w.unit_id) filter (where w.unit_id is not null), '{}') as walled,
                         coalesce(array_agg(w.agency_id) filter (where w.agency_id is not null), '{}') as agencies
                    from case_wall w where w.case_id = c) w
            cross join lateral people_left(a_units, a_roles, w.persons, w.walled, w.agencies, besides, retired, today) l $$;

-- The whole answer in one round trip: walled people and units, and the unit that takes it.
create function route_case(nips bytea[], names bytea[], excluded bytea[], agency uuid, a_role text, today date,
                           out persons uuid[], out reasons text[], out walled_units uuid[],
                           out unit_id uuid, out zone text)
    language plpgsql stable security definer set search_path = public as $$
declare
    agencies uuid[] := case when agency is null then '{}' else array[agency] end;
begin
    select coalesce(array_agg(n.officer_id), '{}'), coalesce(array_agg(n.reason), '{}') into persons, reasons
      from named_officers(nips, names, excluded) n;
    -- the unit of a named officer is walled as a whole; of an excluded one it is not
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

-- Whether an officer stands behind the wall of a case, whoever asks.
create function is_walled(c uuid, officer uuid) returns boolean
    language sql stable security definer set search_path = public
    as $$ select exists (
              select 1 from case_wall w where w.case_id = c
                 and (w.officer_id = officer
                      or w.agency_id = (select o.agency_id from officer o where o.id = officer)
                      or w.unit_id in (select r.unit_id from officer_role r where r.officer_id = officer))) $$;

-- Whether the same people are kept from both cases; only then may one be joined to the other.
create function walls_agree(a uuid, b uuid) returns boolean
    language sql stable security definer set search_path = public
    as $$ select not exists (select 1 from officer o where o.active and is_walled(a, o.id) <> is_walled(b, o.id)) $$;

alter table proposal add column viewers text[] not null default '{}';
create index proposal_open on proposal using gin (viewers) where state = 'open';
