-- The id of a case by its number, for whoever may know of it. The same work is done whether there is no such case, or one
-- that must not be known of: where the number leads nowhere, the next case in line is looked at instead, and forgotten.
create function case_find(a_number text) returns uuid language plpgsql stable security definer set search_path = public
    as $$
declare
    here uuid;
    called text;
    reads boolean;
    walled boolean;
begin
    if app_kind() = 'system' then
        return (select c.id from cases c where c.number = a_number);
    end if;
    select c.id, c.number into here, called from cases c where c.number >= a_number order by c.number limit 1;
    if here is null then
        select c.id, c.number into here, called from cases c order by c.number desc limit 1;
    end if;
    reads := app_sees(here);
    walled := app_walled(here);
    return case when called = a_number and reads and not walled then here end;
end $$;
revoke execute on function case_find(text) from public;
grant execute on function case_find(text) to kentongan_web, kentongan_worker;
