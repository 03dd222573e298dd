-- An ended proposal held what opens its files for as long as the case lived. The worker takes it out, once also of those that
-- ended before; a list of files says which still have it.
create index proposal_emptied on proposal (id) where state <> 'open' and files <> '{}';
