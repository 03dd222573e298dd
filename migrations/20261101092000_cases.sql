-- The case and everything that hangs on it. Content is sealed with the case's own key; plain columns drive the work.

create table cases (
    id uuid primary key,
    number text not null unique,
    kind text not null check (kind in ('complaint', 'consultation')),
    state text not null check (state in ('received', 'screening', 'awaiting_reporter', 'review', 'clarification',
        'mediation', 'deciding', 'resolved', 'follow_up', 'objection', 'referred', 'not_admissible', 'withdrawn',
        'closed', 'scheduled', 'in_session', 'answered', 'converted')),
    resume text,
    outcome text check (outcome in ('proven', 'partly_proven', 'not_proven', 'settled', 'insufficient',
        'out_of_jurisdiction', 'duplicate', 'withdrawn')),
    mode text not null check (mode in ('anonymous', 'confidential', 'open')),
    channel text not null check (channel in ('web', 'qr', 'counter', 'phone', 'letter', 'own_initiative',
        'consultation', 'retaliation', 'ex_officio')),
    choice text references form_choice (code),
    category text references violation (code),
    topic text,
    severity text check (severity in ('low', 'medium', 'high', 'grave')),
    agency_id uuid references agency (id),
    unit_id uuid references unit (id),
    handler_id uuid references officer (id),
    campaign_id uuid,
    locale text not null default 'id' check (locale in ('id', 'en')),
    zone text not null default 'WIB' check (zone in ('WIB', 'WITA', 'WIT')),
    received_at timestamptz not null,
    policy_version integer not null,
    calendar_version integer not null,
    -- what the machine's guards need to remember; no content, no names
    facts jsonb not null,
    revision bigint not null default 0,
    -- marks for the lists
    reporter_wrote_at timestamptz,
    updated_at timestamptz not null
);
create index cases_open on cases (updated_at) where state not in ('withdrawn', 'closed', 'converted');
create index cases_received on cases (received_at);

-- Dropping this row makes everything below unreadable at once.
create table case_secret (
    case_id uuid primary key references cases (id),
    dek bytea not null,
    title bytea not null,
    account bytea not null,
    released_name bytea
);

-- Sealed to the custodians' public key: nothing that runs here can open it.
create table identity (
    id uuid primary key,
    case_id uuid not null references cases (id),
    sealed bytea not null,
    at timestamptz not null
);
create index identity_case on identity (case_id);

create table receipt (
    lookup bytea primary key,
    case_id uuid not null references cases (id),
    -- a code that a clerk has seen must be changed at first use
    clerk_seen boolean not null default false,
    created_at timestamptz not null
);
create index receipt_case on receipt (case_id);

create table submission (
    idem_mac bytea primary key,
    body_fp bytea not null,
    reply bytea,
    case_id uuid not null references cases (id),
    created_at timestamptz not null
);
create index submission_age on submission (created_at);

create table draft (
    id uuid primary key,
    kind text not null check (kind in ('complaint', 'consultation')),
    cookie_lookup bytea unique,
    cookie_wrap bytea,
    code_lookup bytea unique,
    code_wrap bytea,
    body bytea not null,
    expires_at timestamptz not null
);
create index draft_expiry on draft (expires_at);

create table staged_file (
    id uuid primary key,
    draft_id uuid not null references draft (id) on delete cascade,
    meta bytea not null,
    key bytea not null,
    size bigint not null,
    created_at timestamptz not null
);
create index staged_file_draft on staged_file (draft_id);

-- Every other citizen's form carries a one-use key.
create table form_use (
    key_mac bytea primary key,
    case_id uuid not null references cases (id),
    at timestamptz not null
);
create index form_use_age on form_use (at);

create table clock (
    id uuid primary key,
    case_id uuid not null references cases (id),
    kind text not null check (kind in ('SCREEN', 'REPORTER_REPLY', 'FIRST_ANSWER', 'RESPONDENT_REPLY', 'HEARING',
        'MEDIATION_REPLY', 'MEDIATION_END', 'RESOLVE', 'RECOMMEND', 'OBJECTION_WINDOW', 'OBJECTION_DECIDE',
        'REFERRAL_REPLY', 'ARBITER', 'FOLLOW_UP', 'CLOSE_OUT', 'EX_OFFICIO', 'FEEDBACK', 'HOLD', 'SURVEY',
        'ANSWER', 'QUEUE', 'SESSION', 'SILENCE', 'RETENTION')),
    subject text not null default '',
    started_at timestamptz not null,
    due_at timestamptz not null,
    met_at timestamptz,
    voided_at timestamptz,
    policy_version integer not null,
    calendar_version integer not null,
    level smallint not null default 0,
    -- when the worker looks at it next; moves past due_at as levels are reached
    check_at timestamptz not null,
    paused boolean not null default false,
    provisional boolean not null default false
);
create index clock_case on clock (case_id);
create index clock_provisional on clock (case_id)
    where provisional and met_at is null and voided_at is null and kind <> 'RETENTION';
create index clock_due on clock (check_at, id) where met_at is null and voided_at is null and not paused;

create table clock_pause (
    clock_id uuid not null references clock (id),
    case_id uuid not null references cases (id),
    cause text not null check (cause in ('question', 'referral', 'mediation', 'hold', 'objection')),
    paused_at timestamptz not null,
    ended_at timestamptz,
    primary key (clock_id, cause, paused_at)
);
create index clock_pause_case on clock_pause (case_id);

create table breach (
    clock_id uuid not null references clock (id),
    level smallint not null,
    case_id uuid not null references cases (id),
    at timestamptz not null,
    target text not null,
    primary key (clock_id, level)
);

create table proposal (
    id uuid primary key,
    case_id uuid not null references cases (id),
    action text not null,
    payload bytea not null,
    -- stored files that wait inside the sealed payload; the daily sweep must not take them
    files uuid[] not null default '{}',
    officer_id uuid not null references officer (id),
    needed smallint not null check (needed in (1, 2)),
    state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'lapsed')),
    remark bytea,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    closed_at timestamptz
);
create index proposal_case on proposal (case_id);
create index proposal_expiry on proposal (expires_at) where state = 'open';
create table approval (
    proposal_id uuid not null references proposal (id),
    case_id uuid not null references cases (id),
    officer_id uuid not null references officer (id),
    at timestamptz not null,
    primary key (proposal_id, officer_id)
);

create table message (
    id uuid primary key,
    case_id uuid not null references cases (id),
    at timestamptz not null,
    author text not null check (author in ('reporter', 'officer', 'system')),
    officer_id uuid references officer (id),
    -- both: reporter and desk; desk: officers only
    audience text not null check (audience in ('both', 'desk')),
    kind text not null,
    body bytea not null
);
create index message_case on message (case_id, at);

create table evidence (
    id uuid primary key,
    case_id uuid not null references cases (id),
    at timestamptz not null,
    author text not null check (author in ('reporter', 'officer')),
    officer_id uuid references officer (id),
    message_id uuid references message (id),
    meta bytea not null,
    key bytea not null,
    scan text not null default 'unscanned' check (scan in ('unscanned', 'pending', 'clean', 'infected', 'unscannable', 'error'))
);
create index evidence_case on evidence (case_id);

-- Pages that print well: briefs, summonses, minutes, outcomes, recommendations, agreements.
create table document (
    id uuid primary key,
    case_id uuid not null references cases (id),
    at timestamptz not null,
    officer_id uuid references officer (id),
    kind text not null,
    audience text not null check (audience in ('both', 'desk')),
    body bytea not null,
    -- "dikirim: cara, tanggal, oleh"
    dispatch bytea
);
create index document_case on document (case_id, at);

-- Sealed words of numbered things whose state lives in facts: terms and commitments.
create table case_line (
    case_id uuid not null references cases (id),
    kind text not null check (kind in ('term', 'commitment', 'allegation')),
    no integer not null,
    body bytea not null,
    primary key (case_id, kind, no)
);

create table rating (
    case_id uuid primary key references cases (id),
    score smallint not null check (score between 1 and 5),
    safe text not null check (safe in ('yes', 'no', 'partly', 'unsaid')),
    body bytea,
    at timestamptz not null
);

create table link (
    case_id uuid not null references cases (id),
    other_id uuid not null references cases (id),
    kind text not null check (kind in ('parent', 'related', 'conversion', 'retaliation', 'ex_officio')),
    at timestamptz not null,
    primary key (case_id, other_id, kind)
);
create index link_other on link (other_id);

-- The wall: who must not know that a case exists.
create table case_wall (
    case_id uuid not null references cases (id),
    officer_id uuid references officer (id),
    unit_id uuid references unit (id),
    agency_id uuid references agency (id),
    reason text not null check (reason in ('named', 'agency', 'excluded', 'declared', 'unit')),
    at timestamptz not null,
    check (num_nonnulls(officer_id, unit_id, agency_id) = 1),
    unique nulls not distinct (case_id, officer_id, unit_id, agency_id)
);

-- The lists, kept by the one door: one row per case and reader.
create table work_list (
    viewer text not null,
    case_id uuid not null references cases (id),
    kind text not null,
    state text not null,
    choice text,
    category text,
    topic text,
    agency_id uuid,
    unit_id uuid,
    handler_id uuid,
    mode text not null,
    severity text,
    open boolean not null,
    -- whose turn, for this reader
    turn text not null check (turn in ('act', 'wait', 'none')),
    due_at timestamptz not null default 'infinity',
    paused boolean not null default false,
    replied boolean not null default false,
    updated_at timestamptz not null,
    primary key (viewer, case_id)
);
create index work_list_due on work_list (viewer, due_at, case_id) where open;
create index work_list_act on work_list (viewer, due_at, case_id) where open and turn = 'act';
create index work_list_wait on work_list (viewer, due_at, case_id) where open and state = 'awaiting_reporter';
create index work_list_free on work_list (viewer, due_at, case_id) where open and handler_id is null;
create index work_list_all on work_list (viewer, updated_at desc, case_id);
create index work_list_case on work_list (case_id);

-- The record. The chain keeps a MAC of each payload; salt and sealed payload can be erased without breaking it.
create table event (
    case_id uuid not null references cases (id),
    seq integer not null check (seq > 0),
    day date not null,
    action text not null,
    payload_mac bytea not null check (length(payload_mac) = 32),
    prev_hash bytea not null check (length(prev_hash) = 32),
    hash bytea not null check (length(hash) = 32),
    primary key (case_id, seq)
);
create table event_payload (
    case_id uuid not null,
    seq integer not null,
    salt bytea not null,
    body bytea not null,
    -- holds words that only officers read
    desk boolean not null default true,
    primary key (case_id, seq),
    foreign key (case_id, seq) references event (case_id, seq)
);
create function event_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'events are never changed or deleted';
end $$;
create trigger event_is_final before update or delete or truncate on event
    for each statement execute function event_is_final();

-- Who read what; the case's own page shows it, to the reporter by role.
create table access_log (
    id uuid primary key,
    case_id uuid not null references cases (id),
    officer_id uuid not null references officer (id),
    what text not null check (what in ('case', 'file', 'document', 'search')),
    object uuid,
    at timestamptz not null
);
create index access_log_case on access_log (case_id, at);

create table notice (
    id uuid primary key,
    officer_id uuid not null references officer (id),
    case_id uuid not null references cases (id),
    key text not null,
    at timestamptz not null,
    read_at timestamptz
);
create index notice_officer on notice (officer_id, at desc) where read_at is null;

create table campaign (
    id uuid primary key,
    code text not null unique check (code ~ '^[0-9A-Z]{4,12}$'),
    unit_id uuid references unit (id),
    name text not null,
    headline text not null,
    body text not null default '',
    choice text references form_choice (code),
    agency_id uuid references agency (id),
    place text not null default '',
    starts_on date not null,
    ends_on date not null,
    stopped_at timestamptz,
    created_by uuid not null references officer (id),
    created_at timestamptz not null,
    check (ends_on > starts_on)
);
-- One number per day and stage: no address, no device, no person.
create table campaign_count (
    campaign_id uuid not null references campaign (id),
    day date not null,
    stage text not null check (stage in ('scan', 'start', 'sent', 'verified')),
    n integer not null default 1,
    primary key (campaign_id, day, stage)
);
alter table cases add foreign key (campaign_id) references campaign (id);

-- Figures for everybody, refreshed by the worker.
create table public_figure (
    key text primary key,
    value bigint not null,
    at timestamptz not null
);

create table job (
    id uuid primary key,
    kind text not null,
    payload jsonb not null default '{}',
    run_at timestamptz not null,
    attempts integer not null default 0,
    locked_until timestamptz,
    created_at timestamptz not null
);
create index job_due on job (run_at);
