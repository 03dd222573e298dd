-- An officer's account at the agency's own identity provider (OpenID Connect Core 1.0, §2: issuer and subject together name
-- one person for ever; an e-mail address does not). The officer links it, signed in; nobody gets an account through it.
create table provider_account (
    issuer text not null,
    subject text not null,
    officer_id uuid not null unique references officer (id),
    linked_at timestamptz not null,
    primary key (issuer, subject)
);
-- Errands to the provider that came back: each comes back once.
create table provider_errand (
    state_hash bytea primary key,
    at timestamptz not null
);
create index provider_errand_at on provider_errand (at);
grant select, insert, delete on provider_account, provider_errand to kentongan_web;
