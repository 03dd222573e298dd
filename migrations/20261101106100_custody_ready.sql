-- Whether two custodians of different units have keys, so that reporters are told the truth about who can open what.
create function custody_ready() returns boolean language sql stable security definer set search_path = public
    as $$ select exists (select from custodian k join custodian l on k.officer_id < l.officer_id
                          where is_custodian(k.officer_id) and is_custodian(l.officer_id)
                            and units_differ(k.officer_id, l.officer_id)) $$;
revoke execute on function custody_ready() from public;
grant execute on function custody_ready() to kentongan_web, kentongan_worker;
