-- The wall is asked for every row of every list: as plpgsql it keeps its plan, which halves what a row costs.
create or replace function app_walled(c uuid) returns boolean language plpgsql stable security definer
    set search_path = public as $$
begin
    return exists (
        select 1 from case_wall w where w.case_id = c
           and (w.officer_id = app_officer() or w.unit_id = any (app_units())
                or w.agency_id = (select o.agency_id from officer o where o.id = app_officer())));
end $$;

-- What the rows of a page show of these cases. Row-level security would ask for every table of the join and every row of
-- it who reads a case and who is walled; here it is asked once for a case. Title and key are sealed still.
create function desk_faces(shown uuid[])
    returns table (id uuid, number text, kind text, choice_id text, choice_en text, agency text, handler text, zone text,
                   dek bytea, title bytea)
    language plpgsql stable security definer set search_path = public as $$
declare
    readers text[] := app_viewers();
    me uuid := app_officer();
    units uuid[] := app_units();
    own_agency uuid := (select o.agency_id from officer o where o.id = me);
begin
    return query
        select c.id, c.number, c.kind, f.label_id, f.label_en, a.name, o.name, c.zone, s.dek, s.title
          from cases c join case_secret s on s.case_id = c.id
          left join form_choice f on f.code = c.choice
          left join agency a on a.id = c.agency_id
          left join officer o on o.id = c.handler_id
         where c.id = any (shown)
           and exists (select from work_list w where w.case_id = c.id and w.viewer = any (readers))
           and not exists (select from case_wall w where w.case_id = c.id
                            and (w.officer_id = me or w.unit_id = any (units) or w.agency_id = own_agency));
end $$;
revoke execute on function desk_faces(uuid[]) from public;
grant execute on function desk_faces(uuid[]) to kentongan_web;
