-- What a reporter's own page asks beside what row-level security shows.

-- The case of a session that has ended by itself, so that text typed into it goes to no other case.
create function session_case(hash bytea) returns uuid
    language sql stable security definer set search_path = public
    as $$ select s.case_id from session s where s.token_hash = hash and s.kind = 'citizen' and s.revoked_at is null $$;

-- A reporter whose case was joined to another follows that one's stage, and nothing else of it.
create function parent_state() returns text
    language sql stable security definer set search_path = public
    as $$ select c.state from link l join cases c on c.id = l.other_id
          where l.case_id = app_case() and l.kind = 'parent' order by l.at desc limit 1 $$;

-- Who may see the asking reporter's case: kinds of readers, never names.
create function case_readers() returns table (unit text, role text, alias integer)
    language sql stable security definer set search_path = public
    as $$ select null, null, o.alias from work_list w join officer o on w.viewer = 'o:' || o.id where w.case_id = app_case()
          union
          select u.name, split_part(w.viewer, ':', 3), null from work_list w
          join unit u on u.id::text = split_part(w.viewer, ':', 2)
          where w.case_id = app_case() and w.viewer like 'u:%'
          union
          select null, 'integrity', null from work_list w where w.case_id = app_case() and w.viewer = 'r:integrity' $$;
