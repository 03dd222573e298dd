-- An invitation opens with two things that two administrators hold: the link is shown to who confirms it, a word to who
-- proposed it. Either alone could else take the account of somebody who was invited honestly. What the console makes has no
-- word: whoever is there has the keys.
alter table officer_change add column word_mac bytea;
alter table invitation add column word_mac bytea;
-- wrong words that were tried; a few end the invitation
alter table invitation add column wrong_words integer not null default 0;
