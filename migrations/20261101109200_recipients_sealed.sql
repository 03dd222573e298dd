-- To whom shares and a reporter's own key are sealed lies under the case's own key from now on, so that nobody with the
-- database in hand puts another recipient there. A custodian who asks receives under the own key, which carries a MAC. What
-- is open could have been exchanged and ends; what was granted already is sealed and stays.
update reveal set expires_at = least(expires_at, now()) where granted_at is null;
update code_request set voided_at = now(), wrapped = '\x', copy = null, own_key = null
 where approved_at is null and issued_at is null and voided_at is null and expires_at > now();
alter table reveal alter column recipient drop not null;
alter table reveal alter column recipient type bytea using null;
alter table code_request alter column recipient type bytea using '\x'::bytea;
