-- A reporter who gave a name has lost the code. Somebody at work asks for a new one and says how the person was recognised; a
-- custodian of another unit, who has seen the identity in this request, agrees; who asked then prints the code, once.
create table code_request (
    id uuid primary key,
    case_id uuid not null references cases (id),
    asked_by uuid not null references officer (id),
    role text not null,
    reason bytea not null,
    -- to whom the reporter's own key is sealed once somebody agreed: a key that lives as long as the asking officer's session
    recipient text not null,
    wrapped bytea not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    approved_by uuid references officer (id),
    approved_at timestamptz,
    closes_at timestamptz,
    -- the reporter's own copy anew and its key; dropped when the code is printed or the time is over
    copy bytea,
    own_key bytea,
    issued_at timestamptz,
    -- the reporter used the old code to change it, or a wall came between
    voided_at timestamptz,
    check ((approved_by is null) = (approved_at is null) and (approved_at is null) = (closes_at is null)),
    check (issued_at is null or approved_at is not null)
);
create index code_request_case on code_request (case_id, asked_at);
create index code_request_waits on code_request (expires_at) where approved_at is null and voided_at is null;

alter table code_request enable row level security;
alter table code_request force row level security;
create policy keeper on code_request to kentongan_owner, kentongan_worker using (true) with check (true);
-- the reporter sees each request of their own case; officers see them through the door
create policy own on code_request for select to kentongan_web using (app_kind() = 'citizen' and case_id = app_case());
create policy wall on code_request as restrictive for all to kentongan_web using (not app_walled(case_id));
grant select, insert, update, delete on code_request to kentongan_worker;
grant select (id, case_id, asked_by, role, reason, asked_at, expires_at, approved_by, approved_at, closes_at, issued_at,
              voided_at) on code_request to kentongan_web;

-- Whether whoever asks may come to the page of new codes of a case: as to the identity page, and clerks before the wall,
-- because people come to the counter.
create function code_enters(c uuid) returns boolean language sql stable security definer set search_path = public
    as $$ select custody_enters(c)
              or (app_kind() = 'officer' and not app_walled(c)
                  and exists (select from officer_role r join officer o on o.id = r.officer_id and o.active
                               where r.officer_id = app_officer() and r.role = 'clerk')) $$;

-- What waits for a custodian: requests of somebody of another unit, in cases whose key they hold a share of.
create function code_waits(o uuid, now timestamptz) returns table (request_id uuid, case_id uuid, asked_at timestamptz)
    language sql stable security definer set search_path = public
    as $$ select q.id, q.case_id, q.asked_at
            from code_request q join identity_share s on s.case_id = q.case_id and s.officer_id = o
           where is_custodian(o) and q.approved_at is null and q.voided_at is null and q.expires_at > now
             and q.asked_by <> o and units_differ(q.asked_by, o) and not is_walled(q.case_id, o) $$;
create or replace function custody_waiting(o uuid, now timestamptz) returns bigint
    language sql stable security definer set search_path = public
    as $$ select case when exists (select from officer_role r where r.officer_id = o and r.role = 'custodian')
                      then (select count(*) from custody_waits(o, now)) + (select count(*) from code_waits(o, now))
                      else 0 end $$;

-- Who comes to stand behind a wall gets no code, and their word for one counts nothing.
create function wall_takes_codes() returns trigger language plpgsql security definer set search_path = public as $$
begin
    update code_request q set voided_at = new.at, wrapped = '\x', copy = null, own_key = null
     where q.case_id = new.case_id and q.issued_at is null and q.voided_at is null
       and (is_walled(new.case_id, q.asked_by) or is_walled(new.case_id, q.approved_by));
    return null;
end $$;
create trigger wall_takes_codes after insert on case_wall for each row execute function wall_takes_codes();

-- What an officer asked for goes along with the session: identities, and codes that somebody agreed to.
create or replace function session_reveals(hash bytea, now timestamptz) returns table (id uuid, wrapped bytea)
    language sql stable security definer set search_path = public
    as $$ with mine as (select officer_id from session where token_hash = hash and kind = 'officer' and revoked_at is null)
          select r.id, r.wrapped from mine join reveal r on r.asked_by = mine.officer_id
           where length(r.wrapped) > 0 and coalesce(r.closes_at, r.expires_at) > now
          union all
          select q.id, q.wrapped from mine join code_request q on q.asked_by = mine.officer_id
           where length(q.wrapped) > 0 and coalesce(q.closes_at, q.expires_at) > now $$;
create or replace function session_rewrap(hash bytea, a_reveal uuid, a_wrap bytea) returns void
    language sql volatile security definer set search_path = public
    as $$ with mine as (select officer_id from session where token_hash = hash and kind = 'officer' and revoked_at is null),
               codes as (update code_request q set wrapped = a_wrap from mine
                          where q.id = a_reveal and q.asked_by = mine.officer_id and length(q.wrapped) > 0)
          update reveal r set wrapped = a_wrap from mine
           where r.id = a_reveal and r.asked_by = mine.officer_id and length(r.wrapped) > 0 $$;

revoke execute on function code_enters(uuid), code_waits(uuid, timestamptz), wall_takes_codes() from public;
grant execute on function code_enters(uuid) to kentongan_web, kentongan_worker;
grant execute on function code_waits(uuid, timestamptz) to kentongan_worker;
