-- The warning behind the link that was proven in this very transaction; nothing for accounts.
create or replace function access.my_door() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.warning_id from public.prevention_doorkey d
  where d.transaction = pg_current_xact_id_if_assigned()::text::bigint and d.org_id = any((select access.orgs('prevention.door'))::int[])
    and d.revoked_at is null and d.expires_at > clock_timestamp() order by d.created_at desc limit 1
$$;

-- The institutions for which whoever acts answers: those whose accounts these are, or the one behind the proven link.
create or replace function access.my_addressees() returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  mine int[] := access.orgs('prevention.answer');
  door bigint;
begin
  if cardinality(mine) > 0 then
    return array(
      select a.id from public.partners_institution i join public.prevention_addressee a on a.institution_id = i.id
      where i.account_org_id = any(mine));
  end if;
  door := access.my_door();
  if door is null then
    return '{}';
  end if;
  return array(
    select d.addressee_id from public.prevention_doorkey d
    where d.warning_id = door and d.transaction = pg_current_xact_id_if_assigned()::text::bigint);
end $$;

-- Whether whoever acts answers for the institution that was told of a recommendation; by a link, of its warning alone.
create or replace function access.is_mine(rec bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from public.prevention_recommendation r
    where r.id = rec and r.told_id = any((select access.my_addressees())::bigint[]) and coalesce(r.warning_id = (select access.my_door()), true))
$$;

-- Whether what a warning asks may still be written: until it goes to review, and again when it was given back.
create or replace function access.warning_is_written(wanted bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.prevention_earlywarning w where w.id = wanted and w.state in ('draft', 'returned')
    and w.org_id = any(access.orgs('prevention.read')))
$$;

-- What was asked stays as it was asked; the office alone tells, checks and judges; the days are the database's own.
create or replace function access.keep_recommendation() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asked constant text[] := array['warning_id', 'kind', 'position', 'addressee_id', 'place_id', 'heading', 'stream', 'verb', 'action', 'due_on', 'means',
    'indicator', 'evidence_required', 'legal_basis', 'above_capacity', 'co_responsible_id', 'assistance', 'template'];
  told constant text[] := array['told_id', 'institution_name', 'notified_at', 'answer_by'];
  days constant text[] := array['acknowledged_at', 'answered_at', 'reported_at', 'verdict_at', 'verdict', 'closed_at'];
  before jsonb;
  after jsonb := to_jsonb(new);
  w record;
  me bigint := access.actor();
  office boolean := new.org_id = any(access.orgs('prevention.read'));
begin
  select o.id, o.org_id, o.kind, o.state into w from public.prevention_earlywarning o where o.id = new.warning_id;
  if w.org_id is distinct from new.org_id or w.kind is distinct from new.kind
     or exists (select 1 from public.prevention_addressee a where a.id in (new.addressee_id, new.co_responsible_id, new.told_id) and a.org_id <> new.org_id) then
    raise exception 'izote: a recommendation belongs to a warning and to institutions of its own office' using errcode = '42501';
  end if;
  if tg_op = 'INSERT' then
    if w.state not in ('draft', 'returned') or new.told_id is not null or new.basis_checked_by_id is not null or new.verdict <> '' or new.rung <> ''
       or coalesce(new.acknowledged_at, new.answered_at, new.reported_at, new.verdict_at, new.closed_at) is not null then
      raise exception 'izote: a recommendation begins as it is written' using errcode = '42501';
    end if;
    return new;
  end if;
  before := to_jsonb(old);
  if exists (select 1 from unnest(asked) one where before -> one <> after -> one) then
    if old.state <> 'formulated' or w.state not in ('draft', 'returned') or not new.org_id = any(access.orgs('prevention.analyse') || access.orgs('prevention.direct')) then
      raise exception 'izote: what was asked stays as it was asked' using errcode = '42501';
    end if;
    if old.legal_basis <> new.legal_basis then
      new.basis_checked_by_id := null;
      new.basis_checked_at := null;
    end if;
  end if;
  if new.basis_checked_by_id is not null and new.basis_checked_by_id is distinct from old.basis_checked_by_id
     and (new.basis_checked_by_id <> me or me = new.author_id or old.state <> 'formulated'
          or not new.org_id = any(access.orgs('prevention.legal') || access.orgs('prevention.direct'))) then
    raise exception 'izote: another person checks the law' using errcode = '42501';
  end if;
  if exists (select 1 from unnest(told) one where before -> one is distinct from after -> one)
     and not (office and old.state = 'formulated' and new.state = 'notified') then
    raise exception 'izote: who was told, and when, stays' using errcode = '42501';
  end if;
  if new.told_id is distinct from old.told_id and exists (
    select 1 from public.prevention_harmthreat t where t.addressee_id = new.told_id and t.check_of_id = (
      select max(c.id) from public.prevention_harmcheck c where c.warning_id = new.warning_id)) then
    raise exception 'izote: what is possibly the threat is not told' using errcode = '42501';
  end if;
  if exists (select 1 from unnest(days) one where before -> one is distinct from after -> one) then
    raise exception 'izote: the database writes the days' using errcode = '42501';
  end if;
  if new.rung <> old.rung and not exists (
    select 1 from public.prevention_rung r where r.recommendation_id = new.id and r.rung = new.rung and r.by_id = me) then
    raise exception 'izote: a rung is climbed by a person, with its letter' using errcode = '42501';
  end if;
  if (new.rung <> old.rung or new.climb_on is distinct from old.climb_on)
     and not new.org_id = any(access.orgs('prevention.follow') || access.orgs('prevention.direct') || access.orgs('prevention.clock')) then
    raise exception 'izote: the ladder is the follow-up unit''s' using errcode = '42501';
  end if;
  if not office and (before - array['state', 'entered_at', 'due_at']) <> (to_jsonb(new) - array['state', 'entered_at', 'due_at']) then
    raise exception 'izote: not the institution''s to say' using errcode = '42501';
  end if;
  if new.state <> old.state then
    new := access.recommendation_moved(new, office);
  end if;
  return new;
end $$;

-- The days and the clocks that follow from a new state, and the verdict without which none is reached.
create or replace function access.recommendation_moved(now_is public.prevention_recommendation, office boolean) returns public.prevention_recommendation
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  instant timestamptz := clock_timestamp();
  said record;
begin
  if now_is.state in ('complied', 'partly_complied', 'not_complied') then
    select v.verdict, v.by_id, v.at into said from public.prevention_verdict v where v.recommendation_id = now_is.id order by v.id desc limit 1;
    if not office or said.verdict is distinct from now_is.state or said.by_id is distinct from access.actor() or said.at < transaction_timestamp() then
      raise exception 'izote: compliance is said by a verdict of the ombuds office alone' using errcode = '42501';
    end if;
    now_is.verdict_at := instant;
    now_is.verdict := now_is.state;
  elsif now_is.state = 'acknowledged' then
    now_is.acknowledged_at := coalesce(now_is.acknowledged_at, instant);
  elsif now_is.state in ('accepted', 'partly_accepted', 'rejected') then
    now_is.answered_at := coalesce(now_is.answered_at, instant);
  elsif now_is.state = 'reported' then
    now_is.reported_at := instant;
  elsif now_is.state = 'closed' then
    now_is.closed_at := instant;
  end if;
  -- an answer stops the clock of the ladder, not its history
  if now_is.state in ('acknowledged', 'accepted', 'partly_accepted', 'under_way', 'reported', 'complied', 'partly_complied', 'closed') then
    now_is.climb_on := null;
  end if;
  return now_is;
end $$;

drop trigger if exists kept_recommendation on prevention_recommendation;
create trigger kept_recommendation before insert or update on prevention_recommendation for each row execute function access.keep_recommendation();

-- A verdict is of whoever acts: of the office, after a report, and not of whoever reported it.
create or replace function access.guard_verdict() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r record;
begin
  select o.org_id, o.state into r from public.prevention_recommendation o where o.id = new.recommendation_id;
  if r.org_id is distinct from new.org_id or new.by_id is distinct from access.actor()
     or not new.org_id = any(access.orgs('prevention.follow') || access.orgs('prevention.direct'))
     or (r.state <> 'reported' and new.verdict <> 'not_complied')
     or access.is_mine(new.recommendation_id)
     or exists (select 1 from public.prevention_answer a where a.recommendation_id = new.recommendation_id and a.by_id = new.by_id
                and a.kind in ('report', 'progress')) then
    raise exception 'izote: another person of the ombuds office judges it' using errcode = '42501';
  end if;
  new.at := clock_timestamp();
  return new;
end $$;
drop trigger if exists guarded_verdict on prevention_verdict;
create trigger guarded_verdict before insert on prevention_verdict for each row execute function access.guard_verdict();

-- Whose side an answer is of is not for whoever writes it to say.
create or replace function access.guard_answer() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r record;
  office boolean := new.org_id = any(access.orgs('prevention.follow') || access.orgs('prevention.direct') || access.orgs('prevention.analyse'));
  theirs boolean := access.is_mine(new.recommendation_id);
begin
  select o.org_id, o.state into r from public.prevention_recommendation o where o.id = new.recommendation_id;
  if r.org_id is distinct from new.org_id or r.state in ('formulated', 'closed') or new.by_id is distinct from access.actor()
     or not (office or theirs)
     or (new.side = 'office' and not office)
     or (new.side = 'institution' and new.via = 'paper' and not office)
     or (new.side = 'institution' and new.via <> 'paper' and not theirs)
     or (theirs and not office and new.via = 'link' and cardinality(access.orgs('prevention.door')) = 0) then
    raise exception 'izote: this answer is not yours to give' using errcode = '42501';
  end if;
  new.at := clock_timestamp();
  return new;
end $$;
drop trigger if exists guarded_answer on prevention_answer;
create trigger guarded_answer before insert on prevention_answer for each row execute function access.guard_answer();

-- The one way through a link: only digests come in; whatever is wrong with it, the answer is the same; wrong numbers are counted here.
create or replace function access.open_door(token text, pin text, browser text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone constant jsonb := '{"answer": "gone"}';
  most constant int := 5;
  key record;
  verb text := 'prevention.door_opened';
  answer jsonb;
begin
  select * into key from public.prevention_doorkey d where d.token_hash = token for update;
  if key.id is null or key.revoked_at is not null or key.expires_at <= clock_timestamp() or key.failures >= most or coalesce(browser, '') = ''
     or not exists (select 1 from public.prevention_recommendation r where r.warning_id = key.warning_id and r.told_id = key.addressee_id) then
    return gone;
  end if;
  if pin is null and (key.browser_hash <> browser or coalesce(key.proven_at < clock_timestamp() - interval '30 minutes', true)) then
    return '{"answer": "pin"}';
  elsif pin <> key.pin_hash then
    verb := 'prevention.door_failed';
    update public.prevention_doorkey set failures = failures + 1 where id = key.id;
    answer := case when key.failures + 1 >= most then gone else jsonb_build_object('answer', 'wrong', 'left', most - key.failures - 1) end;
  elsif key.browser_hash not in ('', browser) then
    verb := 'prevention.door_elsewhere';
    update public.prevention_doorkey set elsewhere_at = clock_timestamp() where id = key.id;
    answer := gone;
  else
    update public.prevention_doorkey
       set browser_hash = browser, opened_at = coalesce(opened_at, clock_timestamp()), failures = 0, transaction = pg_current_xact_id()::text::bigint,
           proven_at = case when pin is null then proven_at else clock_timestamp() end
     where id = key.id;
    answer := jsonb_build_object('answer', 'open', 'warning', key.warning_id, 'addressee', key.addressee_id, 'org', key.org_id,
      'office', (select o.name from public.access_organization o where o.id = key.org_id),
      'phone', (select o.phone from public.access_organization o where o.id = key.org_id));
  end if;
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  select clock_timestamp(), u.id, u.username, key.org_id, verb, 'doorkey', key.id::text, '', '{}' from accounts.access_user u where u.username = 'service-doors';
  return answer;
end $$;

-- Who supports it is part of what a warning says.
create or replace function access.revise_for_support() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  update prevention_earlywarning w set revision = w.revision + 1 from prevention_recommendation r
   where r.id = case when tg_op = 'DELETE' then old.recommendation_id else new.recommendation_id end and w.id = r.warning_id and w.number = '';
  return null;
end $$;
drop trigger if exists revises on prevention_support;
create trigger revises after insert or delete on prevention_support for each row execute function access.revise_for_support();

-- A rung is climbed by whoever acts, above the last, with a reason for those left out; from public censure on by the delegate.
create or replace function access.guard_rung() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ladder constant text[] := array['reminder', 'head', 'report', 'censure', 'assembly', 'international'];
  r record;
begin
  select o.org_id, o.rung, o.state, o.climb_on into r from public.prevention_recommendation o where o.id = new.recommendation_id;
  if r.org_id is distinct from new.org_id or new.by_id is distinct from access.actor()
     or access.is_mine(new.recommendation_id)
     or not new.org_id = any(case when array_position(ladder, new.rung::text) > 3 then access.orgs('prevention.direct')
                             else access.orgs('prevention.follow') || access.orgs('prevention.direct') end)
     or array_position(ladder, new.rung::text) is null
     or array_position(ladder, new.rung::text) <= coalesce(array_position(ladder, r.rung::text), 0)
     or cardinality(new.skipped) <> array_position(ladder, new.rung::text) - coalesce(array_position(ladder, r.rung::text), 0) - 1
     or r.climb_on is null or r.climb_on > (now() at time zone 'America/El_Salvador')::date then
    raise exception 'izote: this rung is not yours to climb now' using errcode = '42501';
  end if;
  new.at := clock_timestamp();
  return new;
end $$;
drop trigger if exists guarded_rung on prevention_rung;
create trigger guarded_rung before insert on prevention_rung for each row execute function access.guard_rung();

-- How institutions answer, for anybody: of published warnings alone, without places and without names.
create or replace function access.public_answer_counts(office int)
returns table(year int, level text, kind text, told bigint, answered bigint, late bigint, overdue bigint, complied bigint, partly bigint, not_complied bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select extract(year from r.notified_at at time zone 'America/El_Salvador')::int, a.level::text, i.kind::text, count(*), count(r.answered_at),
    count(*) filter (where r.answered_at > r.answer_by), count(*) filter (where r.answered_at is null and r.answer_by < now()),
    count(*) filter (where r.verdict = 'complied'), count(*) filter (where r.verdict = 'partly_complied'), count(*) filter (where r.verdict = 'not_complied')
  from public.prevention_recommendation r
  join public.prevention_addressee a on a.id = r.addressee_id
  join public.partners_institution i on i.id = a.institution_id
  where r.org_id = office and r.notified_at is not null and exists (
    select 1 from public.prevention_publicversion v where v.warning_id = r.warning_id and v.approved_at is not null and v.withdrawn_at is null)
  group by 1, 2, 3 order by 1 desc, 2, 3
$$;
