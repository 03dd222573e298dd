-- What a draft holds, in one hash. Filing compares it under a lock with what the reporter saw on the check page, because
-- another tab may have changed an answer or a file meanwhile.
create function draft_stamp(a_draft uuid) returns bytea language sql stable set search_path = public as $$
    select sha256(d.body || coalesce((select string_agg(uuid_send(f.id), ''::bytea order by f.created_at, f.id)
                                        from staged_file f where f.draft_id = d.id), ''::bytea))
      from draft d where d.id = a_draft $$;

-- Locks a draft until the end of the transaction; null when it is gone.
create function draft_lock(a_draft uuid) returns bytea language plpgsql volatile set search_path = public as $$
begin
    perform from draft d where d.id = a_draft for update;
    return draft_stamp(a_draft);
end $$;
