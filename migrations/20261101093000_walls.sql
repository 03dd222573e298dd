-- Row-level security: who sees a case, and the wall that beats every role.

create function app_walled(c uuid) returns boolean language sql stable security definer set search_path = public
    as $$ select exists (
              select 1 from case_wall w where w.case_id = c
                 and (w.officer_id = app_officer() or w.unit_id = any (app_units())
                      or w.agency_id = (select o.agency_id from officer o where o.id = app_officer()))) $$;

create function app_sees(c uuid) returns boolean language plpgsql stable security definer set search_path = public
    as $$ begin
        return case app_kind()
               when 'citizen' then c = app_case()
               when 'officer' then exists (select 1 from work_list w
                                            where w.case_id = c and w.viewer = any ((select app_viewers())::text[]))
               else false end;
    end $$;

-- Whether whoever asks may open a case in order to act on it. The door asks this again once it holds the case's lock.
create function app_enters(c uuid) returns boolean language sql stable security definer set search_path = public
    as $$ select app_kind() = 'system' or (app_sees(c) and not app_walled(c)) $$;

do $$
declare
    t text;
    key text;
begin
    foreach t in array array['cases', 'case_secret', 'identity', 'receipt', 'submission', 'clock', 'clock_pause',
                             'breach', 'proposal', 'approval', 'message', 'evidence', 'document', 'case_line',
                             'rating', 'link', 'case_wall', 'work_list', 'event', 'event_payload', 'access_log',
                             'form_use', 'notice']
    loop
        key := case t when 'cases' then 'id' else 'case_id' end;
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        -- definer functions and the worker see all; neither is what a page runs as
        execute format('create policy keeper on %I to kentongan_owner, kentongan_worker using (true) with check (true)', t);
        if t in ('cases', 'case_secret', 'clock', 'clock_pause', 'proposal', 'approval', 'message', 'evidence',
                 'document', 'case_line', 'rating', 'link', 'event', 'event_payload', 'access_log') then
            -- what app_sees says, written out: so the lists of whoever asks are looked up once for a statement, not once
            -- for each row
            execute format(
                'create policy member on %1$I for select to kentongan_web using (
                     case app_kind() when ''citizen'' then %1$I.%2$I = app_case()
                     when ''officer'' then exists (select 1 from work_list w where w.case_id = %1$I.%2$I
                                                     and w.viewer = any ((select app_viewers())::text[]))
                     else false end)', t, key);
            execute format('grant select on %I to kentongan_web', t);
        end if;
        if t not in ('identity', 'receipt', 'submission', 'case_wall', 'form_use', 'breach') then
            execute format('create policy wall on %I as restrictive for all to kentongan_web using (not app_walled(%I))', t, key);
        end if;
        execute format('grant select, insert on %I to kentongan_worker', t);
        if t not in ('event', 'identity', 'access_log', 'rating', 'breach') then
            execute format('grant update, delete on %I to kentongan_worker', t);
        end if;
    end loop;
end $$;
-- nothing that runs here reads a sealed identity; the worker deletes it when its time is over
revoke select on identity from kentongan_worker;
grant select (id, case_id, at), delete on identity to kentongan_worker;
-- a payload is erased or it stands; it is never rewritten
revoke update on event_payload from kentongan_worker;
grant update (target) on breach to kentongan_worker;

-- lists: by reader, with the wall on top
create policy reader on work_list for select to kentongan_web using (viewer = any ((select app_viewers())::text[]));
grant select on work_list to kentongan_web;

-- an officer writes only their own reading, and only of what they can see
create policy own_reading on access_log for insert to kentongan_web
    with check (officer_id = app_officer() and app_sees(case_id));
grant insert on access_log to kentongan_web;
create policy own_notice on notice to kentongan_web using (officer_id = app_officer() and app_sees(case_id));
grant select, update (read_at) on notice to kentongan_web;

-- internal words never reach a citizen, whatever a page asks for
create policy desk_only on message as restrictive for select to kentongan_web
    using (app_kind() = 'officer' or audience = 'both');
create policy desk_only on document as restrictive for select to kentongan_web
    using (app_kind() = 'officer' or audience = 'both');
create policy desk_only on proposal as restrictive for select to kentongan_web using (app_kind() = 'officer');
create policy desk_only on approval as restrictive for select to kentongan_web using (app_kind() = 'officer');
create policy desk_only on event_payload as restrictive for select to kentongan_web
    using (app_kind() = 'officer' or not desk);
-- of the officers' files a reporter sees those that came with a message to them
create policy desk_only on evidence as restrictive for select to kentongan_web
    using (app_kind() = 'officer' or author = 'reporter'
           or exists (select 1 from message m where m.id = message_id and m.audience = 'both'));

-- a link is there only for who may know of both ends
create policy both_ends on link as restrictive for select to kentongan_web
    using (app_sees(other_id) and not app_walled(other_id));

-- drafts: reached by a key that only the browser or the reporter has; nobody lists them
grant select, insert, update, delete on draft, staged_file to kentongan_web, kentongan_worker;

create function receipt_find(a_lookup bytea) returns table (case_id uuid, clerk_seen boolean)
    language sql stable security definer set search_path = public
    as $$ select r.case_id, r.clerk_seen from receipt r where r.lookup = a_lookup $$;
create function submission_find(mac bytea, since timestamptz) returns table (body_fp bytea, reply bytea, case_id uuid)
    language sql stable security definer set search_path = public
    as $$ select s.body_fp, s.reply, s.case_id from submission s where s.idem_mac = mac and s.created_at > since $$;
create function submission_acknowledge(mac bytea) returns void
    language sql volatile security definer set search_path = public
    as $$ update submission set reply = null where idem_mac = mac $$;
create function public_figures() returns table (key text, value bigint, at timestamptz)
    language sql stable security definer set search_path = public
    as $$ select f.key, f.value, f.at from public_figure f $$;
create function campaign_bump(c uuid, d date, s text) returns void
    language sql volatile security definer set search_path = public
    as $$ insert into campaign_count (campaign_id, day, stage) values (c, d, s)
          on conflict (campaign_id, day, stage) do update set n = campaign_count.n + 1 $$;
-- how many cases are hidden from me, as one number: "n kasus dialihkan karena benturan kepentingan" would itself
-- tell a named officer that a case exists, so there is no such function on purpose.

grant select, insert, update on campaign to kentongan_web;
grant select on campaign, campaign_count to kentongan_web, kentongan_worker;
grant select, insert, update, delete on public_figure, job to kentongan_worker;
grant select, insert on job to kentongan_web;
