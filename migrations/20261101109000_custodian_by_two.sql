-- A custodian's key goes when two administrators agree, like every change of an officer (security.md section 2.6): one of
-- them alone could otherwise leave an office with nobody who opens an identity.
create or replace function custodian_remove(o uuid, now timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = public as $$
begin
    if not exists (select from officer_role r join officer f on f.id = r.officer_id and f.active
                    where r.officer_id = app_officer() and r.role = 'admin')
       or not exists (select from officer_change c join officer_role r on r.officer_id = c.proposed_by and r.role = 'admin'
                       where c.officer_id = o and c.change ->> 'what' = 'take_key' and c.outcome is null
                         and c.expires_at > now and c.proposed_by <> app_officer() and o <> app_officer()) then
        return false;
    end if;
    update custodian set locked = null, removed_at = now where officer_id = o and removed_at is null;
    if not found then
        return false;
    end if;
    delete from identity_share where officer_id = o;
    update reveal set expires_at = least(expires_at, now) where granted_at is null and asked_by = o;
    update reveal set closes_at = now where asked_by = o and closes_at > now;
    delete from reveal_share g using reveal r where r.id = g.reveal_id and r.granted_at is null and g.officer_id = o;
    delete from handing where asked_by = o;
    delete from handing_share where officer_id = o;
    return true;
end $$;

-- Whether an officer holds a custodian's key, for the administrators' page about that officer.
create function custodian_enrolled(o uuid) returns boolean language sql stable security definer set search_path = public
    as $$ select exists (select from custodian k where k.officer_id = o and k.removed_at is null) $$;
revoke execute on function custodian_enrolled(uuid) from public;
grant execute on function custodian_enrolled(uuid) to kentongan_web;

alter table account_news drop constraint account_news_what_check;
alter table account_news add constraint account_news_what_check check
    (what in ('roles', 'details', 'invited', 'started', 'key_taken', 'password', 'second_step', 'provider', 'copied',
              'attacked'));
