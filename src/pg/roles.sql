do $$
declare
    want record;
begin
    for want in select * from (values
        ('kentongan_owner', 'login'),
        ('kentongan_app', 'login noinherit'),
        ('kentongan_web', 'nologin'),
        ('kentongan_worker', 'nologin'),
        ('kentongan_mailer', 'nologin'),
        ('kentongan_backup', 'nologin bypassrls')) as wanted (name, may)
    loop
        begin
            execute format('create role %I %s', want.name, want.may);
        exception when duplicate_object or unique_violation then
            null; -- made before, or by somebody else just now
        end;
    end loop;
    grant kentongan_web, kentongan_worker, kentongan_mailer to kentongan_app;
    grant pg_read_all_data to kentongan_backup;
    -- short statements by the thousand: compiling one costs fifty times what it takes to run it
    alter role kentongan_app set jit = off;
end $$;
