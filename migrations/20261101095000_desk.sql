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
