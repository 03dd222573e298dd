-- The second step of signing in (RFC 6238): the seed is sealed under the content key for its officer, and the last step that
-- a code was taken for is kept, so that a code works once. Recovery codes are kept as keyed hashes and burn when used.
create table second_step (
    officer_id uuid primary key references officer (id),
    seed bytea not null,
    last_step bigint not null default 0,
    -- before its first right code it asks for nothing
    confirmed_at timestamptz
);
create table recovery_code (
    officer_id uuid not null references second_step (officer_id) on delete cascade,
    mac bytea not null,
    primary key (officer_id, mac)
);
grant select, insert, update, delete on second_step, recovery_code to kentongan_web;
