-- What is kept about a case after its time, once a night: what a referral shared, addresses of calendars, blank forms, and the words of cases
-- whose file's day has passed. Codes, dates and scores stay; each case leaves a line.
create or replace function access.forget_care(office int) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  today date := (now() at time zone 'America/El_Salvador')::date;
  over uuid[];
  proven uuid[];
  cases uuid[];
  done jsonb;
  n int;
  who record;
begin
  if not office = any((select access.orgs('case.team'))::int[]) then
    return '{}';
  end if;
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor();

  over := array(
    select r.id from public.casework_referral r
    where r.org_id = office
      and (exists (select 1 from public.casework_referralsheet s where s.referral_id = r.id)
           or exists (select 1 from public.casework_referrallink l where l.referral_id = r.id))
      and (r.ended_at < now() - interval '90 days' or not access.referral_shared(r.id)));
  proven := array(
    select c.referral_id from public.casework_referralconsent c join public.casework_referral r on r.id = c.referral_id
    where c.org_id = office and c.signature is not null
      and least(r.ended_at, c.withdrawn_at, (c.until + 1)::timestamp at time zone 'America/El_Salvador') < now() - interval '90 days');
  delete from public.casework_referralsheet where referral_id = any(over);
  get diagnostics n = row_count;
  done := jsonb_build_object('sheets', n);
  delete from public.casework_referrallink where referral_id = any(over);
  get diagnostics n = row_count;
  done := done || jsonb_build_object('links', n);
  update public.casework_referralconsent set signature = null where referral_id = any(proven);
  done := done || jsonb_build_object('signatures', cardinality(proven));
  delete from public.casework_calendarfeed where org_id = office and created_at < now() - interval '12 months';
  get diagnostics n = row_count;
  done := done || jsonb_build_object('feeds', n);
  delete from public.casework_paperform where org_id = office and used_at is null and printed_at < now() - interval '12 months';
  get diagnostics n = row_count;
  done := done || jsonb_build_object('forms', n);

  cases := array(
    select c.id from public.casework_case c join public.people_person p on p.id = c.person_id
    where c.org_id = office and c.closed_at < now() - interval '24 months' and p.expires_on < today
      and (exists (select 1 from public.casework_text t where t.case_id = c.id)
           or exists (select 1 from public.casework_answers a where a.case_id = c.id)
           or exists (select 1 from public.casework_document d where d.case_id = c.id)
           or exists (select 1 from public.casework_sealedoutcome s where s.case_id = c.id))
      and not exists (
        select 1 from public.casework_case o where o.person_id in (select access.united(array[c.person_id]))
           and (o.closed_at is null or o.closed_at > now() - interval '24 months'))
    limit 200);
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  select clock_timestamp(), who.id, who.username, office, 'case.words_expired', 'person', c.person_id::text, p.code, jsonb_build_object('case', c.id)
    from public.casework_case c join public.people_person p on p.id = c.person_id where c.id = any(cases);
  perform access.shred_documents(array(select d.id from public.casework_document d where d.case_id = any(cases)));
  delete from public.casework_text where case_id = any(cases);
  delete from public.casework_answers where case_id = any(cases);
  delete from public.casework_sealedoutcome where case_id = any(cases);
  delete from public.people_history h
   where h.person_id = any(array(select c.person_id from public.casework_case c where c.id = any(cases)))
     and h."table" in ('casework_text', 'casework_answers') and h.before ->> 'case_id' = any(cases::text[]);
  done := done || jsonb_build_object('cases', cardinality(cases));

  if exists (select 1 from jsonb_each_text(done - 'cases') d where d.value <> '0') then
    insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
    values (clock_timestamp(), who.id, who.username, office, 'care.expired', 'office', office::text, '', done - 'cases');
  end if;
  return done;
end $$;
