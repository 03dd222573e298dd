-- What the office looks up: regions, agencies, violations, calendars, deadlines. Seeded by the program, edited by
-- administrators; nothing here is secret and nothing is deleted that a case may point at.

create table region (
    code text primary key,
    name text not null,
    kind text not null check (kind in ('provinsi', 'kabupaten', 'kota')),
    province text not null references region (code),
    zone text not null check (zone in ('WIB', 'WITA', 'WIT'))
);

create table agency_kind (
    code text primary key,
    name_id text not null,
    name_en text not null,
    -- who appoints, moves and punishes (pejabat pembina kepegawaian), and the highest career officer
    ppk text not null,
    pyb text not null,
    -- false for employers whose people are not civil servants: such a complaint is referred
    in_scope boolean not null default true,
    position integer not null
);

create table agency (
    id uuid primary key,
    code text not null unique check (code ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
    name text not null check (length(name) between 3 and 200),
    aliases text not null default '',
    kind text not null references agency_kind (code),
    region_code text references region (code),
    zone text not null default 'WIB' check (zone in ('WIB', 'WITA', 'WIT')),
    -- offices, never people: whom a recommendation is written to, and whom when that one is accused
    ppk text not null,
    above text not null,
    source text not null,
    active boolean not null default true,
    -- words for the search, each after a space
    words text not null generated always as
        (' ' || btrim(regexp_replace(lower(name || ' ' || aliases), '[^a-z0-9]+', ' ', 'g'))) stored
);

create table form_choice (
    code text primary key check (code ~ '^[a-z][a-z_]{1,39}$'),
    label_id text not null,
    label_en text not null,
    hint_id text not null,
    hint_en text not null,
    position integer not null,
    active boolean not null default true
);

create table sanction (
    code text primary key,
    level text not null check (level in ('moral', 'light', 'medium', 'heavy', 'dismissal', 'measure')),
    name_id text not null,
    name_en text not null,
    legal_basis text not null,
    position integer not null
);

create table violation (
    code text primary key check (code ~ '^[A-Z]{2}-[0-9]{2,3}$'),
    name_id text not null,
    name_en text not null,
    legal_basis text not null,
    family text not null check (family in ('NEUTRALITY_ETHICS', 'NEUTRALITY_DISCIPLINE', 'ETHICS', 'DISCIPLINE',
        'MERIT', 'OFFICE_TRADING', 'CONFLICT_OF_INTEREST', 'SERVICE', 'RETALIATION', 'HARASSMENT', 'INTEGRITY',
        'PPPK', 'OTHER')),
    -- codes of `sanction` or of a level (M R S B PTDH), typical ones, separated by spaces
    sanction text not null,
    severity text not null check (severity in ('low', 'medium', 'high', 'grave')),
    mediable boolean not null,
    form_choice text not null references form_choice (code),
    valid_from date,
    valid_to date,
    position integer not null,
    active boolean not null default true,
    check (valid_to is null or valid_from is null or valid_to >= valid_from),
    -- whatever an administrator edits: these are never put before a mediator
    check (not mediable or family not in ('NEUTRALITY_ETHICS', 'NEUTRALITY_DISCIPLINE', 'OFFICE_TRADING', 'INTEGRITY',
        'HARASSMENT', 'RETALIATION'))
);

create table cause (
    code text primary key,
    name_id text not null,
    name_en text not null,
    prevention_id text not null,
    prevention_en text not null,
    position integer not null
);

create table referral_target (
    code text primary key,
    name_id text not null,
    name_en text not null,
    ground_id text not null,
    ground_en text not null,
    position integer not null,
    active boolean not null default true
);

-- Every change of a year is a new row under the next version, so that an old deadline can be explained. As of version
-- v, a year is the newest row of it whose version is not above v.
create table calendar (
    year integer not null check (year between 2020 and 2100),
    version integer not null check (version > 0),
    -- number of the joint decree; empty when not known
    decree text not null default '',
    source text not null,
    provisional boolean not null,
    published_at timestamptz not null,
    primary key (year, version)
);

create table holiday (
    year integer not null,
    version integer not null,
    day date not null,
    name text not null check (length(name) between 2 and 200),
    kind text not null check (kind in ('national', 'joint_leave')),
    -- the date is an estimate until it is announced
    provisional boolean not null default false,
    primary key (year, version, day),
    foreign key (year, version) references calendar (year, version),
    check (extract(year from day) = year)
);

-- Versions are only added; a clock keeps the one that it was started under.
create table policy (
    version integer primary key check (version > 0),
    note text not null,
    published_at timestamptz not null
);

create table deadline_policy (
    version integer not null references policy (version),
    kind text not null,
    amount integer not null check (amount >= 0),
    unit text not null check (unit in ('working', 'calendar', 'months', 'minutes', 'desk_day')),
    -- a second amount in the same unit; what it means stands in `note`
    extra integer not null default 0 check (extra >= 0),
    note text not null default '',
    primary key (version, kind)
);

create table setting (
    key text primary key,
    value jsonb not null,
    updated_at timestamptz not null
);

grant select on region, agency_kind, agency, form_choice, sanction, violation, cause, referral_target, calendar, holiday,
    policy, deadline_policy, setting to kentongan_web, kentongan_worker;
grant insert, update on agency, form_choice, violation, referral_target, setting to kentongan_web;
grant insert on calendar, holiday, policy, deadline_policy to kentongan_web;
