-- Two custodians of one unit open nothing together: a case waits for the papers until two of different units hold shares.
create or replace function custody_numbers(out waiting bigint, out lacking bigint)
    language sql stable security definer set search_path = public
    as $$ with keepers as materialized (select k.officer_id from custodian k where is_custodian(k.officer_id)),
          pairs as materialized (select a.officer_id as one, b.officer_id as other
                                   from keepers a join keepers b on a.officer_id < b.officer_id
                                  where units_differ(a.officer_id, b.officer_id)),
          held as (select i.case_id, exists (select from pairs p
                                                join identity_share s on s.case_id = i.case_id and s.officer_id = p.one
                                                join identity_share t on t.case_id = i.case_id and t.officer_id = p.other
                                               where not is_walled(i.case_id, p.one) and not is_walled(i.case_id, p.other))
                                     as opens
                     from (select case_id from identity union select case_id from original) i)
          select count(*) filter (where not opens),
                 count(*) filter (where opens and exists (
                     select from keepers k where not is_walled(held.case_id, k.officer_id)
                        and not exists (select from identity_share s where s.case_id = held.case_id
                                           and s.officer_id = k.officer_id)))
            from held $$;
