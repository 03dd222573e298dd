-- Each custodian has a share of every case but those that they are kept from, so a count of shares told how many those are:
-- 101, 101 and 100 after a complaint about the third. Administrators see who is enrolled, and how many cases lack a share.
drop function custody_people();
create function custody_people() returns table (officer_id uuid, name text, sign_in text, units text, enrolled_at timestamptz,
                                                removed_at timestamptz, role boolean)
    language sql stable security definer set search_path = public
    as $$ select o.id, o.name, o.sign_in,
                 coalesce((select string_agg(distinct u.name, ', ') from officer_role r join unit u on u.id = r.unit_id
                            where r.officer_id = o.id), ''),
                 k.enrolled_at, k.removed_at,
                 exists (select from officer_role r where r.officer_id = o.id and r.role = 'custodian') and o.active
            from officer o left join custodian k on k.officer_id = o.id
           where k.officer_id is not null or exists (select from officer_role r where r.officer_id = o.id and r.role = 'custodian')
           order by o.name $$;
revoke execute on function custody_people() from public;
grant execute on function custody_people() to kentongan_web, kentongan_worker;
