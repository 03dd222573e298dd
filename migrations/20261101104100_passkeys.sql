-- Passkeys (WebAuthn). A credential is public, so it is not sealed; its MAC under the office's key binds it to its row and its
-- officer, so that whoever can only write into the database can neither plant one nor move one to another account.
create table passkey (
    id uuid primary key,
    officer_id uuid not null references officer (id),
    -- SHA-256 of the credential's id: one credential, one account
    credential_hash bytea not null unique,
    credential text not null,
    mac bytea not null,
    label text not null check (length(label) between 1 and 60),
    created_at timestamptz not null,
    last_used timestamptz
);
create index passkey_officer on passkey (officer_id);

-- What an authenticator was asked, for some minutes and one answer. `bound` says from where it must come: the hash of a
-- session, or of the page between the two steps; nothing, when one signs in by passkey alone.
create table passkey_challenge (
    id uuid primary key,
    purpose text not null check (purpose in ('register', 'sign_in', 'second', 'confirm')),
    bound bytea not null,
    state text not null,
    mac bytea not null,
    expires_at timestamptz not null
);
create index passkey_challenge_expiry on passkey_challenge (expires_at);

-- Recovery codes stand in for a lost passkey too, so they hang on the officer and not on the app.
alter table recovery_code drop constraint recovery_code_officer_id_fkey;
alter table recovery_code add constraint recovery_code_officer_id_fkey foreign key (officer_id) references officer (id);

-- With what a session was opened, or proved since. Who had a second step has typed a code.
alter table session add column factor text not null default 'password'
    check (factor in ('password', 'recovery', 'code', 'passkey'));
update session set factor = 'code' where officer_id in (select officer_id from second_step where confirmed_at is not null);

create function session_factor(hash bytea) returns text language sql stable security definer set search_path = public
    as $$ select factor from session where token_hash = hash and kind = 'officer' and revoked_at is null $$;
create function session_prove(hash bytea, a_factor text) returns void
    language sql volatile security definer set search_path = public
    as $$ update session set factor = a_factor where token_hash = hash and kind = 'officer' and revoked_at is null $$;
revoke execute on function session_factor(bytea), session_prove(bytea, text) from public;
grant execute on function session_factor(bytea), session_prove(bytea, text) to kentongan_web;

grant select, insert, update, delete on passkey to kentongan_web;
grant select, insert, delete on passkey_challenge to kentongan_web;
grant select, delete on passkey_challenge to kentongan_worker;
