-- What a request leaves on the reporter's page stays there, and asking for a number takes as long whatever it leads to.

-- a form says for itself now for which case it was drawn
drop function session_case(bytea);

-- The case of a number, for whoever may come to one of its pages beside the work on it; the work of `case_find`.
create function door_find(a_number text, a_door text, now timestamptz) returns uuid
    language plpgsql stable security definer set search_path = public as $$
declare
    here uuid;
    called text;
    enters boolean;
begin
    select c.id, c.number into here, called from cases c where c.number >= a_number order by c.number limit 1;
    if here is null then
        select c.id, c.number into here, called from cases c order by c.number desc limit 1;
    end if;
    enters := case a_door when 'identity' then custody_enters(here)
                          when 'code' then code_enters(here)
                          when 'wall' then wall_enters(here, now) end;
    return case when called = a_number and enters then here end;
end $$;
revoke execute on function door_find(text, text, timestamptz) from public;
grant execute on function door_find(text, text, timestamptz) to kentongan_worker;

-- Whether an identity of the asking reporter is kept, or its time is over.
create function identity_held() returns boolean language sql stable security definer set search_path = public
    as $$ select exists (select from identity i where i.case_id = app_case() and app_kind() = 'citizen') $$;
revoke execute on function identity_held() from public;
grant execute on function identity_held() to kentongan_web;

create or replace function custodian_remove(o uuid, now timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = public as $$
begin
    if not exists (select from officer_role r join officer f on f.id = r.officer_id and f.active
                    where r.officer_id = app_officer() and r.role = 'admin') then
        return false;
    end if;
    update custodian set locked = null, removed_at = now where officer_id = o and removed_at is null;
    if not found then
        return false;
    end if;
    delete from identity_share where officer_id = o;
    update reveal set expires_at = least(expires_at, now) where granted_at is null and asked_by = o;
    update reveal set closes_at = now where asked_by = o and closes_at > now;
    delete from reveal_share g using reveal r where r.id = g.reveal_id and r.granted_at is null and g.officer_id = o;
    delete from handing where asked_by = o;
    delete from handing_share where officer_id = o;
    return true;
end $$;

create or replace function wall_takes_shares() returns trigger language plpgsql security definer set search_path = public as $$
begin
    delete from identity_share s where s.case_id = new.case_id and is_walled(new.case_id, s.officer_id);
    update reveal r set expires_at = least(r.expires_at, new.at)
     where r.case_id = new.case_id and r.granted_at is null and is_walled(new.case_id, r.asked_by);
    update reveal r set closes_at = new.at where r.case_id = new.case_id and r.closes_at > new.at
       and is_walled(new.case_id, r.asked_by);
    delete from reveal_share g using reveal r where r.id = g.reveal_id and r.case_id = new.case_id and r.granted_at is null
       and is_walled(new.case_id, g.officer_id);
    delete from handing_share h using handing a where h.case_id = new.case_id and a.id = h.handing_id
       and (is_walled(new.case_id, h.officer_id) or is_walled(new.case_id, a.asked_by));
    return null;
end $$;
