-- Files that break what works on them. A file is given up for what it did, not for how often somebody tried while the
-- kernel could not shut a child in or the disk was full.
alter table evidence
    -- how often a child ran out of time over it
    add column scrub_slow integer not null default 0,
    -- how often a worker took it and has not come back, perhaps because it died with the file in its hands
    add column scrub_lost integer not null default 0,
    -- how often the scanner said that it failed at it, and not at other files
    add column scan_failed integer not null default 0;
