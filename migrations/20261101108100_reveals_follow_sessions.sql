-- A session gets another token when its officer proves anew who they are, and what an officer asked to see is wrapped to the
-- token. The server puts it under the new token in the same transaction: it has both for that moment, and neither at rest.
create function session_reveals(hash bytea, now timestamptz) returns table (id uuid, wrapped bytea)
    language sql stable security definer set search_path = public
    as $$ select r.id, r.wrapped from session s join reveal r on r.asked_by = s.officer_id
           where s.token_hash = hash and s.kind = 'officer' and s.revoked_at is null
             and length(r.wrapped) > 0 and coalesce(r.closes_at, r.expires_at) > now $$;
create function session_rewrap(hash bytea, a_reveal uuid, a_wrap bytea) returns void
    language sql volatile security definer set search_path = public
    as $$ update reveal r set wrapped = a_wrap from session s
           where s.token_hash = hash and s.kind = 'officer' and s.revoked_at is null
             and r.id = a_reveal and r.asked_by = s.officer_id and length(r.wrapped) > 0 $$;
revoke execute on function session_reveals(bytea, timestamptz), session_rewrap(bytea, uuid, bytea) from public;
grant execute on function session_reveals(bytea, timestamptz), session_rewrap(bytea, uuid, bytea) to kentongan_web;
