-- Proofs of work that were spent (security.md §2.9): each counts once, whichever node it is shown to. Ten minutes of them.
-- Unlogged, because after a crash the worst is that a proof of the last minutes counts twice.
create unlogged table spent_proof (
    mark bytea primary key check (octet_length(mark) = 32),
    until timestamptz not null
);
grant insert on spent_proof to kentongan_web;
grant select, delete on spent_proof to kentongan_worker;
