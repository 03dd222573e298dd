-- A search by NIP opens as many cases whether there is none about the person, or one that must not be known of: it judges
-- the next cases in the order of the keyed hashes, round to the first ones, and forgets those of other people. A condition
-- on the hash itself would be looked up before any policy, and only a case that is there would be judged.
create index cases_accused_in_order on cases (accused_mac, received_at desc, id) where accused_mac is not null;
drop index cases_accused;

create function cases_about(a_mac bytea) returns uuid[] language plpgsql stable security definer set search_path = public
    as $$
declare
    -- more cases than there are about one person; of somebody with more, the newest
    many constant integer := 200;
    found uuid[] := '{}';
    c record;
    sees boolean;
    walled boolean;
begin
    if app_kind() <> 'officer' then
        return found;
    end if;
    for c in
        select n.id, n.accused_mac from (
            (select k.id, k.accused_mac from cases k where k.accused_mac >= a_mac
              order by k.accused_mac, k.received_at desc, k.id limit many)
            union all
            (select k.id, k.accused_mac from cases k where k.accused_mac < a_mac
              order by k.accused_mac, k.received_at desc, k.id limit many)) n
         limit many
    loop
        sees := app_sees(c.id);
        walled := app_walled(c.id);
        if c.accused_mac = a_mac and sees and not walled then
            found := found || c.id;
        end if;
    end loop;
    return found;
end $$;
revoke execute on function cases_about(bytea) from public;
grant execute on function cases_about(bytea) to kentongan_web;
