-- Absence, units and the staff register say who reads a case and who is kept from it, and one administrator writes them:
-- an office that is short of people could not go on otherwise. So whom it concerns is told, and the other administrators.
alter table account_news drop constraint account_news_what_check;
alter table account_news add constraint account_news_what_check check
    (what in ('roles', 'details', 'invited', 'started', 'key_taken', 'password', 'second_step', 'provider', 'copied',
              'attacked', 'absent', 'unit', 'register'));
