-- A row that was deleted or replaced stays in its page until a vacuum takes it away, which by default waits for a fifth of the
-- table. Where rows are keys, or what keys open, one is enough. Overwriting them first would only write another version.
do $$
declare
    t text;
begin
    foreach t in array array['case_secret', 'event_payload', 'identity', 'identity_key', 'identity_share', 'reporter_copy',
                             'reveal', 'reveal_share', 'handing_share', 'custodian', 'contact', 'original', 'evidence',
                             'proposal', 'message', 'case_line', 'draft'] loop
        execute format('alter table %I set (autovacuum_enabled, autovacuum_vacuum_scale_factor = 0,
            autovacuum_vacuum_threshold = 1, toast.autovacuum_enabled, toast.autovacuum_vacuum_scale_factor = 0,
            toast.autovacuum_vacuum_threshold = 1)', t);
    end loop;
end $$;
