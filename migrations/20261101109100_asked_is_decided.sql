-- What a second person agrees to is what they were shown: a ground that came after the question is asked about anew.
create or replace function wall_decide(a_request uuid, a_lifted boolean, now timestamptz) returns boolean
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
       or a_lifted and (wall_asker(q.case_id, q.asked_by) is null or not wall_falls(q.case_id, q.officer_id)
                        or not wall_reasons(q.case_id, q.officer_id) <@ q.grounds) then
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

-- The doors beside the work on a case judge everything before they decide, so that a wall does not shorten the work.
create or replace function custody_enters(c uuid) returns boolean
    language plpgsql stable security definer set search_path = public as $$
declare
    walled constant boolean := app_walled(c);
    sees constant boolean := app_sees(c);
    keeps constant boolean := is_custodian(app_officer());
begin
    return app_kind() = 'officer' and not walled and (sees or keeps);
end $$;
create or replace function code_enters(c uuid) returns boolean
    language plpgsql stable security definer set search_path = public as $$
declare
    walled constant boolean := app_walled(c);
    custody constant boolean := custody_enters(c);
    clerk constant boolean := exists (select from officer_role r join officer o on o.id = r.officer_id and o.active
                                       where r.officer_id = app_officer() and r.role = 'clerk');
begin
    return app_kind() = 'officer' and not walled and (custody or clerk);
end $$;
-- In which role somebody could ask if the wall did not stand before them. Where it stands is judged apart, because a
-- condition that holds no column is judged first and ends the work; and the walls of others only for who reads the case,
-- because a case with walls takes longer there.
create function wall_asks(c uuid, o uuid) returns text language sql stable security definer set search_path = public
    as $$ with reads as materialized (
              select r.role, r.unit_id
                from officer_role r join officer f on f.id = r.officer_id and f.active
                join work_list l on l.case_id = c
                 and l.viewer = case r.role when 'integrity' then 'r:integrity' else 'u:' || r.unit_id || ':supervisor' end
               where r.officer_id = o and r.role in ('integrity', 'supervisor'))
          select r.role from reads r join cases k on k.id = c
           where r.role = 'integrity' or k.unit_id is null or r.unit_id = k.unit_id
              or not exists (select from officer_role h join officer g on g.id = h.officer_id and g.active
                              where h.role = 'supervisor' and h.unit_id = k.unit_id and not is_walled(c, g.id))
           order by r.role desc limit 1 $$;
revoke execute on function wall_asks(uuid, uuid) from public;
create or replace function wall_asker(c uuid, o uuid) returns text
    language sql stable security definer set search_path = public
    as $$ select case when not is_walled(c, o) then wall_asks(c, o) end $$;
create or replace function wall_enters(c uuid, now timestamptz) returns boolean
    language plpgsql stable security definer set search_path = public as $$
declare
    walled constant boolean := app_walled(c);
    asks constant boolean := wall_asks(c, app_officer()) is not null;
    waits constant boolean := exists (select from wall_waits(app_officer(), now) w where w.case_id = c);
begin
    return app_kind() = 'officer' and not walled and (asks or waits);
end $$;
