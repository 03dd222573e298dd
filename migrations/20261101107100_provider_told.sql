-- An officer is told of a change of the account at the identity provider too.
alter table account_news drop constraint account_news_what_check;
alter table account_news add constraint account_news_what_check check
    (what in ('roles', 'details', 'invited', 'started', 'password', 'second_step', 'provider', 'attacked'));
