-- The officer's tabs: how many cases stand on the lists of whoever asks, counted to 1,001 at most. One pass over the
-- index of each list; the wall is looked up once, not for each row.

create index case_wall_officer on case_wall (officer_id) where officer_id is not null;
create index case_wall_unit on case_wall (unit_id) where unit_id is not null;
create index case_wall_agency on case_wall (agency_id) where agency_id is not null;

create function desk_counts(at timestamptz)
    returns table (act bigint, free bigint, mine bigint, wait bigint, late bigint, every bigint)
    language plpgsql stable security definer set search_path = public as $$
declare
    readers text[] := app_viewers();
    own text[] := array['o:' || app_officer()];
    walled uuid[] := array(
        select w.case_id from case_wall w where w.officer_id = app_officer()
        union select w.case_id from case_wall w where w.unit_id = any (app_units())
        union select w.case_id from case_wall w
              where w.agency_id = (select o.agency_id from officer o where o.id = app_officer()));
begin
    return query select
        (select count(distinct x.case_id) from unnest(readers) v (r) cross join lateral (
            select case_id from work_list l where l.viewer = v.r and l.open and l.turn = 'act'
            and l.case_id <> all (walled) limit 1001) x),
        (select count(distinct x.case_id) from unnest(readers) v (r) cross join lateral (
            select case_id from work_list l where l.viewer = v.r and l.open and l.handler_id is null
            and l.case_id <> all (walled) limit 1001) x),
        (select count(distinct x.case_id) from unnest(own) v (r) cross join lateral (
            select case_id from work_list l where l.viewer = v.r and l.open
            and l.case_id <> all (walled) limit 1001) x),
        (select count(distinct x.case_id) from unnest(readers) v (r) cross join lateral (
            select case_id from work_list l where l.viewer = v.r and l.open and l.state = 'awaiting_reporter'
            and l.case_id <> all (walled) limit 1001) x),
        (select count(distinct x.case_id) from unnest(readers) v (r) cross join lateral (
            select case_id from work_list l where l.viewer = v.r and l.open and l.due_at < at
            and l.case_id <> all (walled) limit 1001) x),
        (select count(distinct x.case_id) from unnest(readers) v (r) cross join lateral (
            select case_id from work_list l where l.viewer = v.r and l.open
            and l.case_id <> all (walled) limit 1001) x);
end $$;

-- "Cases about this person": the keyed hash of the NIP that the account names, for equality and nothing else.
alter table cases add column accused_mac bytea;
create index cases_accused on cases (accused_mac) where accused_mac is not null;

-- The bell. Counted for a session before it has an actor, so the wall is asked for here.
create function officer_unread(o uuid) returns bigint language sql stable security definer set search_path = public as $$
    select count(*) from (
        select 1 from notice n
         where n.officer_id = o and n.read_at is null
           -- what cannot be opened cannot be read away
           and exists (
               select 1 from work_list l where l.case_id = n.case_id
                  and (l.viewer = 'o:' || o
                       or l.viewer in (select case r.role when 'integrity' then 'r:integrity'
                                                          else 'u:' || r.unit_id || ':' || r.role end
                                         from officer_role r where r.officer_id = o)))
           and not exists (
               select 1 from case_wall w where w.case_id = n.case_id
                  and (w.officer_id = o or w.unit_id in (select unit_id from officer_role where officer_id = o)
                       or w.agency_id = (select agency_id from officer where id = o)))
         limit 100) unread $$;
