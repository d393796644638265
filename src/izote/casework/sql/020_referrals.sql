-- Whether what was agreed for a referral may be shown today: not withdrawn here nor on the person's page, and not past its day.
create or replace function access.referral_shared(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from public.casework_referralconsent c
    left join public.people_consent p on p.id = c.consent_id
    where c.referral_id = wanted and c.withdrawn_at is null
      and c.until >= (now() at time zone 'America/El_Salvador')::date
      and case when c.override <> '' then true
               else p.withdrawn_on is null and p.given_on is not null
                    and (p.expires_on is null or p.expires_on >= (now() at time zone 'America/El_Salvador')::date) end
  )
$$;

-- What the receiving organisation's accounts may read of a person: the sealed sheet, while the referral goes on and the consent stands.
create or replace function access.referral_sheet(wanted uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found record;
begin
  select r.id, r.org_id, r.person_id, r.code, s.sealed, o.name, o.phone into found
    from public.casework_referral r
    join public.casework_referralsheet s on s.referral_id = r.id
    join public.access_organization o on o.id = r.org_id
   where r.id = wanted and r.channel = 'account'
     and r.state in ('sent', 'seen', 'accepted', 'scheduled', 'attended', 'no_show')
     and r.to_org_id = any((select access.orgs('referral.answer'))::int[])
     and r.person_id <> all((select access.hidden_persons())::bigint[]);
  if found.id is null or not access.referral_shared(wanted) then
    return null;
  end if;
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  select clock_timestamp(), u.id, u.username, found.org_id, 'referral.sheet_opened', 'person', found.person_id::text, found.code,
         jsonb_build_object('referral', wanted, 'via', 'account')
  from accounts.access_user u where u.id = access.actor();
  return jsonb_build_object('sealed', found.sealed, 'office', found.name, 'phone', found.phone);
end $$;

-- The one way through a link: only digests come in; whatever is wrong with it, the answer is the same; wrong numbers are counted here.
create or replace function access.link_sheet(token text, pin text, browser text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone constant jsonb := '{"answer": "gone"}';
  most constant int := 5;
  link record;
  found record;
  verb text := 'referral.sheet_opened';
  answer jsonb;
begin
  select * into link from public.casework_referrallink l where l.token_hash = token for update;
  if link.id is null or link.revoked_at is not null or link.expires_at <= clock_timestamp() or link.failures >= most
     or coalesce(browser, '') = '' or not access.referral_shared(link.referral_id) then
    return gone;
  end if;
  select r.id, r.code, r.state, r.appointment_at, r.org_id, r.person_id, s.sealed, o.name as office, o.phone into found
    from public.casework_referral r
    join public.casework_referralsheet s on s.referral_id = r.id
    join public.access_organization o on o.id = r.org_id
   where r.id = link.referral_id and r.channel = 'link' and r.state not in ('draft', 'consented', 'withdrawn');
  if found.id is null then
    return gone;
  end if;
  if found.state in ('done', 'rejected', 'unavailable', 'declined') then
    return case when link.browser_hash = browser then jsonb_build_object('answer', 'over', 'code', found.code, 'state', found.state) else gone end;
  end if;
  if pin is null and (link.browser_hash <> browser or coalesce(link.proven_at < clock_timestamp() - interval '30 minutes', true)) then
    return '{"answer": "pin"}';
  elsif pin <> link.pin_hash then
    verb := 'referral.link_failed';
    update public.casework_referrallink set failures = link.failures + 1 where id = link.id;
    answer := case when link.failures + 1 >= most then gone else jsonb_build_object('answer', 'wrong', 'left', most - link.failures - 1) end;
  elsif link.browser_hash not in ('', browser) then
    verb := 'referral.link_elsewhere';
    update public.casework_referrallink set elsewhere_at = clock_timestamp() where id = link.id;
    answer := gone;
  else
    update public.casework_referrallink
       set browser_hash = browser, opened_at = coalesce(opened_at, clock_timestamp()), failures = 0,
           proven_at = case when pin is null then proven_at else clock_timestamp() end
     where id = link.id;
    answer := to_jsonb(found) - array['org_id', 'person_id'] || '{"answer": "open"}';
  end if;
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  select clock_timestamp(), u.id, u.username, found.org_id, verb, 'person', found.person_id::text, found.code,
         jsonb_build_object('referral', found.id, 'via', 'link')
  from accounts.access_user u where u.username = 'service-links';
  return answer;
end $$;

-- A partner's short answer, kept with the case that the partner does not see.
create or replace function access.leave_reply(wanted uuid, words text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me bigint := access.actor();
begin
  if (select t.body from public.casework_text t join public.casework_referral r on r.id = wanted
      where t.about = 'referral_reply' and t.about_id = wanted and t.author_id = me and access.referral_shared(r.id)
      order by t.created_at desc limit 1) = left(words, 600) then
    return true;  -- the same words twice are kept once
  end if;
  insert into public.casework_text (id, case_id, person_id, org_id, about, about_id, body, private, author_id, created_at, updated_at, version)
  select gen_random_uuid(), r.case_id, r.person_id, r.org_id, 'referral_reply', r.id, left(words, 600), false, me,
         clock_timestamp(), clock_timestamp(), 1
    from public.casework_referral r
   where r.id = wanted and trim(words) <> '' and access.referral_shared(r.id) and r.state not in ('draft', 'consented', 'withdrawn')
     and (
       (r.channel = 'account' and r.to_org_id = any((select access.orgs('referral.answer'))::int[])
        and r.person_id <> all((select access.hidden_persons())::bigint[]))
       or (r.channel = 'link' and r.org_id = any((select access.orgs('referral.link'))::int[]))
     )
     and (select count(*) from public.casework_text t where t.about = 'referral_reply' and t.about_id = r.id) < 20;
  return found;
end $$;

-- What follows from the state of a referral, whoever moved it: its action of the plan is done, the case had its first service.
create or replace function access.referral_follows(wanted uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  moved record;
begin
  select r.id, r.case_id, r.action_id, r.state, r.attended_at into moved from public.casework_referral r where r.id = wanted;
  if moved.state = 'done' then
    update public.casework_planaction
       set state = 'done', result = 'done', done_on = (now() at time zone 'America/El_Salvador')::date, version = version + 1
     where id = moved.action_id and case_id = moved.case_id and state = 'open';
  end if;
  if moved.state in ('attended', 'done') then
    update public.casework_case set first_service_at = coalesce(moved.attended_at, clock_timestamp())
     where id = moved.case_id and first_service_at is null;
  end if;
end $$;

-- The consent ends: nothing is shared from this moment on, by no door.
create or replace function access.stop_sharing(wanted uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found record;
  instant timestamptz := clock_timestamp();
begin
  select r.id, r.state, r.case_id, r.person_id, r.org_id, c.withdrawn_at, p.withdrawn_on into found
    from public.casework_referral r
    join public.casework_referralconsent c on c.referral_id = r.id
    left join public.people_consent p on p.id = c.consent_id
   where r.id = wanted for update of r;
  if found.id is null or (found.withdrawn_on is null and not (
       access.opens_case(found.case_id) and found.org_id = any((select access.orgs('case.own'))::int[]))) then
    return false;
  end if;
  update public.casework_referralconsent set withdrawn_at = instant where referral_id = wanted and withdrawn_at is null;
  update public.casework_referrallink set revoked_at = instant where referral_id = wanted and revoked_at is null;
  delete from public.casework_referralsheet where referral_id = wanted;
  if found.state not in ('done', 'rejected', 'withdrawn', 'unavailable', 'declined') then
    update public.casework_referral
       set state = 'withdrawn', ended_at = instant, moved_at = instant, due_at = null, reply_seen_at = null, version = version + 1
     where id = wanted;
    insert into public.casework_referralevent (id, referral_id, case_id, person_id, org_id, event, to_state, via, reason, by_id, at)
    values (gen_random_uuid(), wanted, found.case_id, found.person_id, found.org_id, 'withdraw', 'withdrawn', 'office', '', access.actor(), instant);
  end if;
  return true;
end $$;

create or replace function access.follow_consent() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.stop_sharing(c.referral_id) from public.casework_referralconsent c where c.consent_id = new.id;
  return new;
end $$;
drop trigger if exists follow_consent on public.people_consent;
create trigger follow_consent after update of withdrawn_on on public.people_consent
  for each row when (new.withdrawn_on is not null and old.withdrawn_on is null) execute function access.follow_consent();

-- The signature under a consent, with its line in the trail.
create or replace function access.open_signature(wanted uuid) returns bytea
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found record;
begin
  select c.signature, r.case_id, r.org_id, r.person_id, r.code into found
    from public.casework_referralconsent c join public.casework_referral r on r.id = c.referral_id where c.referral_id = wanted;
  if found.signature is null or not access.opens_case(found.case_id) or not found.org_id = any((select access.orgs('case.own'))::int[]) then
    return null;
  end if;
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  select clock_timestamp(), u.id, u.username, found.org_id, 'referral.signature_opened', 'person', found.person_id::text, found.code,
         jsonb_build_object('referral', wanted)
  from accounts.access_user u where u.id = access.actor();
  return found.signature;
end $$;

-- A referral stays with its case and its person; what was agreed stays as agreed; the receiving side moves it on and does nothing else.
create or replace function access.keep_referral() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  moved text[] := array['state', 'reason', 'due_at', 'moved_at', 'seen_at', 'appointment_at', 'attended_at', 'ended_at', 'reply_seen_at', 'version'];
  sent text[] := array['channel', 'sent_at', 'action_id'];
  agreed text[] := array['service_id', 'to_label', 'to_phone', 'to_email', 'to_org_id', 'need', 'urgency', 'accompanied'];
  before jsonb := to_jsonb(old) - moved;
  after jsonb := to_jsonb(new) - moved;
begin
  if current_user not in ('izote_web', 'izote_worker') then
    return new;
  end if;
  if access.opens_case(old.case_id) and old.org_id = any((select access.orgs('case.own'))::int[]) then
    before := before - sent - case when old.state = 'draft' then agreed else '{}' end;
    after := after - sent - case when old.state = 'draft' then agreed else '{}' end;
  elsif new.state in ('draft', 'consented', 'withdrawn') or old.state in ('done', 'rejected', 'unavailable', 'declined') then
    raise exception 'izote: not the receiving side''s to say' using errcode = '42501';
  end if;
  if before <> after then
    raise exception 'izote: what was agreed stays as it was agreed' using errcode = '42501';
  end if;
  return new;
end $$;
drop trigger if exists keep_referral on public.casework_referral;
create trigger keep_referral before update on public.casework_referral for each row execute function access.keep_referral();
