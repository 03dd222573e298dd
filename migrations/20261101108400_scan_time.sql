-- How often the scanner answered and yet ran out of time over a file. The third time it counts as one that cannot be scanned.
alter table evidence add column scan_slow integer not null default 0;
