-- Changes of officers by two administrators: one proposes, another confirms or refuses. Neither is the officer concerned.
create table officer_change (
    id uuid primary key,
    -- null for somebody who is yet to be added
    officer_id uuid references officer (id),
    -- what is wanted, and how the officer stood when it was proposed
    change jsonb not null,
    standing jsonb,
    reason text not null check (length(reason) between 5 and 500),
    proposed_by uuid not null references officer (id),
    proposed_at timestamptz not null,
    expires_at timestamptz not null,
    outcome text check (outcome in ('confirmed', 'refused', 'withdrawn', 'lapsed', 'stale')),
    decided_by uuid references officer (id),
    decided_at timestamptz,
    check ((outcome is null) = (decided_at is null)),
    constraint two_people check (outcome is distinct from 'confirmed' or decided_by <> proposed_by),
    constraint not_about_oneself check (officer_id is null or (officer_id <> proposed_by
                                        and (decided_by is null or officer_id <> decided_by)))
);
-- one waits for an officer at a time, so that the second never meets another state than the first saw
create unique index officer_change_waiting on officer_change (officer_id) where outcome is null;
create index officer_change_proposed on officer_change (proposed_at desc);

alter table officer_change enable row level security;
create policy administrator on officer_change to kentongan_web
    using (exists (select 1 from officer_role r where r.officer_id = app_officer() and r.role = 'admin'))
    with check (exists (select 1 from officer_role r where r.officer_id = app_officer() and r.role = 'admin'));
grant select, insert, update on officer_change to kentongan_web;

-- What happened to an officer's own account, told on every page until the officer has read it.
create table account_news (
    id uuid primary key,
    officer_id uuid not null references officer (id),
    at timestamptz not null,
    what text not null check (what in ('roles', 'details', 'invited', 'started', 'password', 'second_step', 'attacked')),
    -- null: the officer, the console, or somebody unknown
    by_officer uuid references officer (id),
    read_at timestamptz
);
create index account_news_officer on account_news (officer_id, at desc);
alter table account_news enable row level security;
create policy own on account_news for select to kentongan_web using (officer_id = app_officer());
create policy own_read on account_news for update to kentongan_web using (officer_id = app_officer())
    with check (officer_id = app_officer());
create policy told on account_news for insert to kentongan_web with check (true);
grant select, insert on account_news to kentongan_web;
grant update (read_at) on account_news to kentongan_web;

-- The newest that was not read, and how many more there are; asked while the session is found, before anybody is known.
create function account_news_newest(o uuid) returns table (what text, by_name text, at timestamptz, more bigint)
    language sql stable security definer set search_path = public
    as $$ select n.what, b.name, n.at, count(*) over () - 1 from account_news n left join officer b on b.id = n.by_officer
           where n.officer_id = o and n.read_at is null order by n.at desc, n.id desc limit 1 $$;
revoke execute on function account_news_newest(uuid) from public;
grant execute on function account_news_newest(uuid) to kentongan_web;
