-- A passkey whose counter went back exists twice. It opens nothing from then on, and only removing it takes it off the
-- account; its MAC covers the moment, so that nobody who writes into the database sets it free again.
alter table passkey add column suspended_at timestamptz;
alter table account_news drop constraint account_news_what_check;
alter table account_news add constraint account_news_what_check check
    (what in ('roles', 'details', 'invited', 'started', 'password', 'second_step', 'provider', 'copied', 'attacked'));
