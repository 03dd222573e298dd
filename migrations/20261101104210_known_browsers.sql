-- Browsers that an officer has signed in with have their own count of failures, in places that strangers cannot reach.
alter table sign_in_failure drop constraint sign_in_failure_bucket_check;
alter table sign_in_failure add constraint sign_in_failure_bucket_check check (bucket between 0 and 131071);
