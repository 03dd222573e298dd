-- The reporter's page names nobody who is kept out: lists hold a unit or an officer for what they would do in the case, and
-- the wall stands over the lists.
create or replace function case_readers() returns table (unit text, role text, alias integer)
    language sql stable security definer set search_path = public
    as $$ select null, null, o.alias from work_list w join officer o on w.viewer = 'o:' || o.id
          where w.case_id = app_case() and not is_walled(w.case_id, o.id)
          union
          select u.name, split_part(w.viewer, ':', 3), null from work_list w
          join unit u on u.id::text = split_part(w.viewer, ':', 2)
          where w.case_id = app_case() and w.viewer like 'u:%'
             and not exists (select 1 from case_wall k where k.case_id = w.case_id and k.unit_id = u.id)
          union
          select null, 'integrity', null from work_list w where w.case_id = app_case() and w.viewer = 'r:integrity' $$;
