-- A session gets a new token when its officer proves anew who they are (security.md §2.5): a token that was stolen before
-- is worth nothing afterwards. Its age does not change.
create function session_renew(old_hash bytea, new_hash bytea, confirmed_until timestamptz) returns boolean
    language sql volatile security definer set search_path = public
    as $$ update session set token_hash = new_hash, step_up_until = coalesce(confirmed_until, step_up_until)
          where token_hash = old_hash and kind = 'officer' and revoked_at is null returning true $$;
revoke execute on function session_renew(bytea, bytea, timestamptz) from public;
grant execute on function session_renew(bytea, bytea, timestamptz) to kentongan_web;
