-- Where a reporter wishes to be told that something waits, and what is on its way there. The address is sealed to the
-- mailer's key; the web side writes it and cannot read it back, not even sealed.
create table contact (
    case_id uuid primary key references cases (id),
    key_id text not null,
    sealed bytea not null,
    locale text not null check (locale in ('id', 'en')),
    at timestamptz not null
);
alter table contact enable row level security;
alter table contact force row level security;
create policy keeper on contact to kentongan_owner, kentongan_worker, kentongan_mailer using (true) with check (true);
create policy own on contact to kentongan_web
    using (app_kind() = 'citizen' and case_id = app_case()) with check (app_kind() = 'citizen' and case_id = app_case());
grant select (case_id, locale, at), insert, delete on contact to kentongan_web, kentongan_worker;
grant select, update on contact to kentongan_mailer;

-- A row is a message that waits. It holds no words: they are the same for everybody and made when it is sent. Then the row
-- goes; one that nobody takes is dead and waits for an administrator.
create table outbox (
    id uuid primary key,
    case_id uuid not null references cases (id),
    -- one message for one event, however often it is told
    dedupe text not null unique,
    created_at timestamptz not null,
    next_at timestamptz not null,
    tries integer not null default 0,
    -- what the mail server answered, as a class: never its words, which may hold the address
    trouble text,
    dead_at timestamptz
);
create index outbox_due on outbox (next_at) where dead_at is null;
-- what is not read yet needs no second message
create unique index outbox_one on outbox (case_id) where dead_at is null;
alter table outbox enable row level security;
alter table outbox force row level security;
create policy keeper on outbox to kentongan_owner, kentongan_worker, kentongan_mailer using (true) with check (true);
-- an administrator sees that messages wait, and not for which case
create policy desk on outbox for select to kentongan_web using (app_kind() = 'officer');
grant select (id, created_at, next_at, tries, trouble, dead_at) on outbox to kentongan_web;
grant select, insert, delete on outbox to kentongan_worker;
grant select, update, delete on outbox to kentongan_mailer;

-- which key writes
grant select on server_key to kentongan_mailer;
grant usage on schema public to kentongan_mailer;

-- Another try, now, for one message or for all that had trouble; says for how many. One message speaks for a case: a dead
-- one goes when another of its case is on its way, and of several dead ones the newest stays.
create function outbox_retry(one uuid, at timestamptz) returns bigint language plpgsql volatile security definer
    set search_path = public as $$
declare
    tried bigint;
begin
    if app_kind() <> 'officer' then
        return 0;
    end if;
    delete from outbox d where d.dead_at is not null and (one is null or d.id = one)
       and exists (select from outbox o where o.case_id = d.case_id and o.id <> d.id
                      and (o.dead_at is null or (one is null and (o.created_at, o.id) > (d.created_at, d.id))));
    update outbox set dead_at = null, tries = 0, next_at = at
     where trouble is not null and (one is null or id = one);
    get diagnostics tried = row_count;
    return tried;
end $$;
revoke execute on function outbox_retry(uuid, timestamptz) from public;
grant execute on function outbox_retry(uuid, timestamptz) to kentongan_web;
