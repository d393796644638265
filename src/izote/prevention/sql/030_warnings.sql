create or replace function access.may_here(name text, office int) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$ select office = any(access.orgs(name)) $$;

-- The day in El Salvador.
create or replace function access.day_of(moment timestamptz) returns date
language sql stable set search_path = pg_catalog, pg_temp as $$ select (moment at time zone 'America/El_Salvador')::date $$;

-- Whether the ten do-no-harm questions were all answered, by another than the author, at most thirty days ago.
create or replace function access.harm_is_fresh(of_warning bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select access.day_of(c.at) between access.day_of(now()) - 30 and access.day_of(now()) and c.by_id <> w.author_id
      and (select count(*) from public.prevention_harmanswer a where a.check_of_id = c.id) = 10
    from public.prevention_harmcheck c join public.prevention_earlywarning w on w.id = c.warning_id
    where c.warning_id = of_warning order by c.id desc limit 1), false)
$$;

-- Whether two different persons signed what it says now, the author and somebody with the right to sign, and neither took it back.
create or replace function access.is_signed(of_warning bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from public.prevention_earlywarning w
    join public.prevention_signature a on a.warning_id = w.id and a.capacity = 'analyst' and a.by_id = w.author_id
    join public.prevention_signature s on s.warning_id = w.id and s.capacity = 'signatory' and s.by_id <> w.author_id
    where w.id = of_warning and a.revision = w.revision and s.revision = w.revision and a.digest = s.digest
      and a.withdrawn_at is null and s.withdrawn_at is null)
$$;

-- Whether method and law were looked at by others than the author, and held, for what it says now.
create or replace function access.is_reviewed(of_warning bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(distinct r.kind) = 2 from public.prevention_review r join public.prevention_earlywarning w on w.id = r.warning_id
  where w.id = of_warning and r.revision = w.revision and r.holds and r.by_id <> w.author_id
$$;

-- The next number of an office's year, without gaps.
create or replace function access.next_warning_number(office int, in_year int) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select 'PAT-' || lpad((coalesce(max(split_part(number, '-', 2)::int), 0) + 1)::text, 3, '0') || '-' || lpad((in_year % 100)::text, 2, '0')
  from public.prevention_earlywarning where org_id = office and number like 'PAT-%-' || lpad((in_year % 100)::text, 2, '0')
$$;

-- Whether somebody of the office looked with their own eyes.
create or replace function access.was_visited(of_warning bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.prevention_followupreport r where r.warning_id = of_warning and r.field_visit_on is not null)
    or exists (select 1 from public.prevention_closing c where c.warning_id = of_warning and c.field_visit_on is not null)
    or exists (select 1 from public.prevention_verdict v join public.prevention_recommendation r on r.id = v.recommendation_id
      where r.warning_id = of_warning and v.field_visit)
$$;

-- A signal stands behind a warning when it is more than a rumour and a source that agreed to that, and has not withdrawn, says so.
create or replace function access.may_support(one bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from public.prevention_signal g
    join public.prevention_statement t on t.signal_id = g.id and t.stance = 'supports'
    join public.prevention_source f on f.id = t.source_id
    where g.id = one and g.grade in ('A', 'B', 'C') and f.withdrawn_on is null
      and (f.scope = 'public' or (f.purpose = 'warn' and f.consent_on is not null)))
$$;

-- What must stand written before a warning stands so, whatever the program says; empty when it may.
create or replace function access.warning_lacks(w public.prevention_earlywarning, was text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := access.actor();
  said boolean := exists (select 1 from public.prevention_step s where s.org_id = w.org_id and s.machine = 'warning' and s.subject = w.id
    and s.source = was and s."to" = w.state and s.reason <> '' and s.transaction = pg_current_xact_id()::text::bigint);
begin
  if w.state in ('legal_review', 'harm_check', 'to_sign', 'issued', 'mitigated', 'refuted', 'closed') and me is not distinct from w.author_id then
    return 'another person';
  end if;
  if w.state in ('returned', 'withdrawn', 'persists') and not said then
    return 'a reason';
  end if;
  if w.state in ('method_review', 'issued') and not exists (select 1 from public.prevention_riskassessment a
    where a.id = w.assessment_id and a.state = 'approved' and a.expires_on >= access.day_of(now())) then
    return 'an assessment that holds';
  end if;
  if w.state in ('method_review', 'issued') and exists (select 1 from public.prevention_warningsignal g
    where g.warning_id = w.id and not access.may_support(g.signal_id)) then
    return 'the consent of the sources behind it';
  end if;
  return case w.state
    when 'method_review' then case when not exists (
      select 1 from public.prevention_warningsignal g join public.prevention_step s on s.org_id = w.org_id and s.machine = 'signal'
        and s.subject = g.signal_id and s."to" = 'verified' where g.warning_id = w.id) then 'a verified signal' end
    when 'legal_review' then case when not exists (select 1 from public.prevention_review r where r.warning_id = w.id and r.kind = 'method'
      and r.holds and r.revision = w.revision and r.by_id <> w.author_id) then 'the review of the method' end
    when 'harm_check' then case when not exists (select 1 from public.prevention_review r where r.warning_id = w.id and r.kind = 'legal'
      and r.holds and r.revision = w.revision and r.by_id <> w.author_id) then 'the review of the law' end
    when 'to_sign' then case when not access.harm_is_fresh(w.id) then 'a fresh do-no-harm check' end
    when 'notified' then case when not exists (select 1 from public.prevention_receipt r where r.warning_id = w.id and r.sent_on is not null)
      then 'its receipts' end
    when 'followed' then case when not exists (select 1 from public.prevention_followupreport r where r.warning_id = w.id) then 'a report' end
    when 'mitigated' then case when not access.was_visited(w.id) then 'a visit in the field' end
    when 'refuted' then case when not access.was_visited(w.id) then 'a visit in the field' end
    when 'materialised' then case when not exists (select 1 from public.prevention_closing c where c.warning_id = w.id
      and c.outcome = 'materialised' and c.evidence <> '') then 'the evidence' end
    when 'closed' then case when not exists (select 1 from public.prevention_closing c where c.warning_id = w.id and c.worked <> ''
      and c.did_not <> '' and c.next_time <> '') or not access.was_visited(w.id) then 'outcome, lessons and a visit in the field' end
    when 'updated' then case when not exists (select 1 from public.prevention_earlywarning n where n.updates_id = w.id and n.number <> '')
      then 'a newer one' end
  end;
end $$;

-- What a warning says changes before its reviews alone, and every change is a new revision. It is issued whole, once.
create or replace function access.guard_warning() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.kind <> old.kind or new.assessment_id <> old.assessment_id or new.place_id <> old.place_id then
    raise exception 'izote: a warning keeps its assessment, place and kind' using errcode = '42501';
  end if;
  if (new.groups, new.general_why, new.updates_id) is distinct from (old.groups, old.general_why, old.updates_id) then
    if old.state not in ('draft', 'returned') or not access.may_here('prevention.analyse', new.org_id) then
      raise exception 'izote: what a warning says is written before its reviews' using errcode = '42501';
    end if;
    new.revision := old.revision + 1;
  end if;
  if new.revision < old.revision then
    raise exception 'izote: a revision never goes back' using errcode = '42501';
  end if;
  if (new.publication, new.publication_why, new.publish_on) is distinct from (old.publication, old.publication_why, old.publish_on)
     and not access.may_here('prevention.sign', new.org_id) then
    raise exception 'izote: whoever signs decides on publication' using errcode = '42501';
  end if;
  if old.state = 'to_sign' and new.state = 'issued' then
    perform pg_advisory_xact_lock(hashtext('izote.warning.number'), new.org_id);
    if not access.is_signed(new.id) then
      raise exception 'izote: two persons sign what it says now' using errcode = '42501';
    end if;
    if not access.is_reviewed(new.id) or not access.harm_is_fresh(new.id) or new.publication = '' then
      raise exception 'izote: it lacks a review, a fresh do-no-harm check, or the decision on publication' using errcode = '42501';
    end if;
    if new.number is distinct from access.next_warning_number(new.org_id, extract(year from access.day_of(new.issued_at))::int)
       or new.issued_at not between clock_timestamp() - interval '10 minutes' and clock_timestamp() + interval '1 minute'
       or new.content = '' or not exists (
         select 1 from public.prevention_signature s where s.warning_id = new.id and s.revision = new.revision and s.digest = new.digest) then
      raise exception 'izote: it is issued with its number, its day, and what was signed' using errcode = '42501';
    end if;
  elsif (new.number, new.issued_at, new.content, new.digest) is distinct from (old.number, old.issued_at, old.content, old.digest) then
    raise exception 'izote: number and content are given when it is issued, once' using errcode = '42501';
  end if;
  if new.state <> old.state and access.warning_lacks(new, old.state) is not null then
    raise exception 'izote: it lacks %', access.warning_lacks(new, old.state) using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists guarded_warning on prevention_earlywarning;
create trigger guarded_warning before update on prevention_earlywarning for each row execute function access.guard_warning();

-- A warning begins without number, content, signatures; by its author.
create or replace function access.begin_warning() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.revision := 1;
  if new.number <> '' or new.issued_at is not null or new.content <> '' or new.digest <> '' or new.publication <> '' then
    raise exception 'izote: a warning begins without number and without a decision' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists begun_warning on prevention_earlywarning;
create trigger begun_warning before insert on prevention_earlywarning for each row execute function access.begin_warning();

-- The words of a section are written before the reviews; what the public reads of it also later; a second person says why a name stays.
create or replace function access.guard_section() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  me int := (select access.actor());
  said boolean := tg_op = 'INSERT';
begin
  if tg_op = 'UPDATE' then
    if new.warning_id <> old.warning_id or new.org_id <> old.org_id or new.code <> old.code then
      raise exception 'izote: a section keeps its place' using errcode = '42501';
    end if;
    said := (new.es, new.en, new.reserved) is distinct from (old.es, old.en, old.reserved);
    if (new.public_es, new.public_en) is distinct from (old.public_es, old.public_en) and not access.may_here('prevention.analyse', new.org_id) then
      raise exception 'izote: another right writes what the public reads' using errcode = '42501';
    end if;
    if not said and new.justified_by_id is not distinct from old.justified_by_id
       and (new.written_by_id, new.hits, new.justified_why) is distinct from (old.written_by_id, old.hits, old.justified_why) then
      raise exception 'izote: who wrote it, and what was found in it, stay' using errcode = '42501';
    end if;
    if not said and new.justified_by_id is distinct from old.justified_by_id and (new.justified_by_id <> me or old.written_by_id = me
       or new.written_by_id <> old.written_by_id) then
      raise exception 'izote: a second person says why it stays' using errcode = '42501';
    end if;
  end if;
  if said then
    if not exists (select 1 from prevention_earlywarning w where w.id = new.warning_id and w.state in ('draft', 'returned'))
       or not access.may_here('prevention.analyse', new.org_id) then
      raise exception 'izote: what a warning says is written before its reviews' using errcode = '42501';
    end if;
    new.written_by_id := me;
    new.justified_by_id := null;
    new.justified_why := '';
    update prevention_earlywarning set revision = revision + 1 where id = new.warning_id;
  end if;
  return new;
end $$;

drop trigger if exists guarded on prevention_warningsection;
create trigger guarded before insert or update on prevention_warningsection for each row execute function access.guard_section();

-- A signal added or taken away, or a recommendation written anew, changes what a warning says.
create or replace function access.revise_warning() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  -- none of these is what it asks
  moves constant text[] := array['state', 'entered_at', 'due_at', 'basis_checked_by_id', 'basis_checked_at', 'rung', 'climb_on'];
  one bigint := case when tg_op = 'DELETE' then old.warning_id else new.warning_id end;
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - moves = to_jsonb(old) - moves then
    return null;
  end if;
  update prevention_earlywarning set revision = revision + 1 where id = one and number = '';
  return null;
end $$;

drop trigger if exists revises on prevention_warningsignal;
create trigger revises after insert or delete on prevention_warningsignal for each row execute function access.revise_warning();
drop trigger if exists revises on prevention_recommendation;
create trigger revises after insert or update or delete on prevention_recommendation for each row execute function access.revise_warning();

-- So does an institution that supports.
create or replace function access.revise_by_support() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  update prevention_earlywarning w set revision = revision + 1 from prevention_recommendation r
  where r.id = case when tg_op = 'DELETE' then old.recommendation_id else new.recommendation_id end and w.id = r.warning_id and w.number = '';
  return null;
end $$;

drop trigger if exists revises on prevention_support;
create trigger revises after insert or delete on prevention_support for each row execute function access.revise_by_support();

-- A review, a check, a signature is of the revision that stands there, and of this moment.
create or replace function access.look_now() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  select w.revision into new.revision from prevention_earlywarning w where w.id = new.warning_id and w.org_id = new.org_id;
  new.at := clock_timestamp();
  return new;
end $$;

create or replace function access.sign_now() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    if old.withdrawn_at is not null then
      raise exception 'izote: a signature that was taken back is given anew' using errcode = '42501';
    end if;
    new.withdrawn_at := clock_timestamp();
  else
    new.withdrawn_at := null;
  end if;
  return new;
end $$;

drop trigger if exists of_now on prevention_review;
create trigger of_now before insert on prevention_review for each row execute function access.look_now();
drop trigger if exists of_now on prevention_harmcheck;
create trigger of_now before insert on prevention_harmcheck for each row execute function access.look_now();
drop trigger if exists of_now on prevention_signature;
create trigger of_now before insert on prevention_signature for each row execute function access.look_now();
drop trigger if exists once on prevention_signature;
create trigger once before insert or update on prevention_signature for each row execute function access.sign_now();

-- Answers are added on the day of their check, in the same transaction or not at all.
create or replace function access.answer_now() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select 1 from prevention_harmcheck c where c.id = new.check_of_id and c.org_id = new.org_id and c.at > transaction_timestamp()) then
    raise exception 'izote: a check is answered at once' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists at_once on prevention_harmanswer;
create trigger at_once before insert on prevention_harmanswer for each row execute function access.answer_now();
drop trigger if exists at_once on prevention_harmthreat;
create trigger at_once before insert on prevention_harmthreat for each row execute function access.answer_now();

-- An institution that is possibly the threat gets no receipt.
create or replace function access.guard_receipt() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select 1 from public.prevention_harmthreat t where t.addressee_id = new.addressee_id and t.check_of_id = (
    select max(c.id) from public.prevention_harmcheck c where c.warning_id = new.warning_id)) then
    raise exception 'izote: what is possibly the threat gets no receipt' using errcode = '42501';
  end if;
  if new.sent_on is not null and (tg_op = 'INSERT' or old.sent_on is null)
     and exists (select 1 from public.prevention_addressee a where a.id = new.addressee_id and a.guarded <> '')
     and not exists (select 1 from public.prevention_share s where s.warning_id = new.warning_id and s.addressee_id = new.addressee_id
       and s.state = 'approved') then
    raise exception 'izote: to this kind of institution nothing goes by default' using errcode = '42501';
  end if;
  if tg_op = 'UPDATE' and old.sent_on is not null
     and (new.sent_on, new.sent_by_id, new.channel, new.letter) is distinct from (old.sent_on, old.sent_by_id, old.channel, old.letter) then
    raise exception 'izote: what was sent stays written' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists guarded on prevention_receipt;
create trigger guarded before insert or update on prevention_receipt for each row execute function access.guard_receipt();

-- A public version is frozen; another than its maker and the warning's author lets it go, on a fresh do-no-harm check.
create or replace function access.guard_public_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  w public.prevention_earlywarning;
  me int := (select access.actor());
begin
  if (new.frozen, new.number, new.made_by_id, new.made_at, new.difference, new.warning_id, new.org_id)
     is distinct from (old.frozen, old.number, old.made_by_id, old.made_at, old.difference, old.warning_id, old.org_id) then
    raise exception 'izote: what was frozen stays as it was' using errcode = '42501';
  end if;
  if old.approved_at is not null then
    if (new.approved_at, new.approved_by_id) is distinct from (old.approved_at, old.approved_by_id) then
      raise exception 'izote: what was approved stays approved' using errcode = '42501';
    end if;
    return new;
  end if;
  select * into w from public.prevention_earlywarning where id = new.warning_id;
  if me is null or me in (old.made_by_id, w.author_id) or new.approved_by_id is distinct from me or new.withdrawn_at is not null then
    raise exception 'izote: another person approves a public version' using errcode = '42501';
  end if;
  if not access.harm_is_fresh(w.id) or not (w.publication = 'publish' or (w.publication = 'later' and w.publish_on <= access.day_of(now()))) then
    raise exception 'izote: it is published on a fresh do-no-harm check and on a decision to publish' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists guarded on prevention_publicversion;
create trigger guarded before update on prevention_publicversion for each row execute function access.guard_public_version();

-- How many answers to published warnings are overdue: a number, for everybody.
create or replace function access.public_overdue_answers(of_number text) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) from public.prevention_recommendation r join public.prevention_earlywarning w on w.id = r.warning_id
  where r.answered_at is null and r.answer_by < clock_timestamp() and w.number = of_number
    and exists (select 1 from public.prevention_publicversion v where v.warning_id = w.id and v.approved_at is not null and v.withdrawn_at is null)
$$;
