-- A file that somebody handed in at the counter, by telephone or by letter is theirs, not the clerk's: its original is
-- sealed like every other, and the worker does so now where no copy could be made. What came later, with an act that was
-- written down for somebody, cannot be told here from an officer's own file: that stands in the sealed record.
update evidence e
   set author = 'reporter', settled_at = case when e.original = 'held' then null else e.settled_at end, settle_due = 'epoch'
  from cases c
 where c.id = e.case_id and c.channel in ('counter', 'phone', 'letter')
   and e.author = 'officer' and e.message_id is null and e.at = c.received_at;
