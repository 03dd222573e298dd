-- The server's own word for a custodian's public key, by a key that says nothing else. The first start after this gives it to
-- the keys that the session key vouched for until now; that word stays for the release before.
alter table custodian add column signed bytea;
