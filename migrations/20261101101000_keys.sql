-- What proves each key and gives nothing of it away. A server whose keys do not match does not start.
create table server_key (
    id text primary key,
    name text not null,
    proof text not null,
    added_at timestamptz not null,
    -- the one that seals from then on; there is one of each name that rotates
    writer_at timestamptz,
    writer boolean not null default false,
    retired_at timestamptz
);
create unique index server_key_writer on server_key (name) where writer;
grant select on server_key to kentongan_web;
grant select, insert, update on server_key to kentongan_worker;

-- rewrapping happens where no page runs
grant select, update on second_step to kentongan_worker;
