-- A new code goes to the reporter through somebody else's hands, who reads it first. So no copy of the identity goes with it
-- any more, and a request has nothing secret. The columns of what it held stay for the release before, until it is gone.
alter table code_request alter column recipient drop not null;
alter table code_request alter column wrapped set default '\x';
update code_request set wrapped = '\x', copy = null, own_key = null
 where length(wrapped) > 0 or copy is not null or own_key is not null;
-- who handles a case, or mediates in it, does not speak for its reporter
update code_request q set voided_at = now() from cases c
 where c.id = q.case_id and q.asked_by::text in (c.handler_id::text, c.facts -> 'mediation' ->> 'mediator')
   and q.issued_at is null and q.voided_at is null and coalesce(q.closes_at, q.expires_at) > now();
