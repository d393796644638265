-- What the actor may do with an assessment of an office, by where it stands. All of them say no where nobody acts.
create or replace function access.may_prepare(thing bigint, office int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.prevention_riskassessment a where a.id = thing and a.org_id = office and a.state = 'draft'
    and a.author_id = (select access.actor()))
$$;

create or replace function access.may_rate(thing bigint, office int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.prevention_riskassessment a where a.id = thing and a.org_id = office and a.state = 'double_rating'
      and (select access.actor()) in (a.rater_one_id, a.rater_two_id))
    and not exists (select 1 from public.prevention_ratersheet s where s.assessment_id = thing and s.rater_id = (select access.actor())
      and s.finished_at is not null)
$$;

create or replace function access.both_rated(thing bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(distinct s.rater_id) = 2 from public.prevention_riskassessment a
    join public.prevention_ratersheet s on s.assessment_id = a.id and s.finished_at is not null and s.rater_id in (a.rater_one_id, a.rater_two_id)
  where a.id = thing
$$;

create or replace function access.may_compare(thing bigint, office int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select access.both_rated(thing) and exists (select 1 from public.prevention_riskassessment a where a.id = thing and a.org_id = office
    and a.state = 'double_rating' and (select access.actor()) in (a.rater_one_id, a.rater_two_id))
$$;

create or replace function access.may_settle(thing bigint, office int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.prevention_riskassessment a where a.id = thing and a.org_id = office and a.state = 'reconciling'
    and (select access.actor()) in (a.rater_one_id, a.rater_two_id))
$$;

create or replace function access.may_write_scenario(thing bigint, office int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.prevention_riskassessment a where a.id = thing and a.org_id = office and a.state = 'reconciling'
    and (select access.actor()) in (a.rater_one_id, a.rater_two_id, a.author_id))
$$;

create or replace function access.may_review(thing bigint, office int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.prevention_riskassessment a where a.id = thing and a.org_id = office and a.state = 'national_review'
    and (select access.actor()) not in (a.rater_one_id, a.rater_two_id, a.author_id))
$$;

create or replace function access.holds_right(person bigint, wanted text, office int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from accounts.access_membership m join access.role_right r on r.role = m.role and r.right_code = wanted
    join accounts.access_user u on u.id = m.user_id and u.is_active
    where m.user_id = person and m.org_id = office and m.starts_on <= (now() at time zone 'America/El_Salvador')::date
      and (m.ends_on is null or m.ends_on >= (now() at time zone 'America/El_Salvador')::date))
$$;

-- Who leads may let another rate in the place of one of the two, as long as that one has not finished.
create or replace function access.may_replace(before public.prevention_riskassessment, after public.prevention_riskassessment) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select before.state = 'double_rating' and after.state = 'double_rating' and before.org_id = any(access.orgs('prevention.direct'))
    and (before.rater_one_id = after.rater_one_id or before.rater_two_id = after.rater_two_id)
    and coalesce(access.holds_right(after.rater_one_id, 'prevention.rate', before.org_id), false)
    and coalesce(access.holds_right(after.rater_two_id, 'prevention.rate', before.org_id), false)
    and not exists (select 1 from public.prevention_ratersheet s where s.assessment_id = before.id and s.finished_at is not null
      and s.rater_id in (before.rater_one_id, before.rater_two_id) and s.rater_id not in (after.rater_one_id, after.rater_two_id))
$$;

-- Of a rater who was replaced nothing stays: it was never finished, and nobody may see it.
create or replace function access.clear_rater() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone bigint := case when new.rater_one_id is distinct from old.rater_one_id then old.rater_one_id else old.rater_two_id end;
begin
  delete from public.prevention_ratingdraft where assessment_id = new.id and rater_id = gone;
  delete from public.prevention_indicatorevidence where assessment_id = new.id and rater_id = gone;
  delete from public.prevention_factorrating where assessment_id = new.id and rater_id = gone;
  delete from public.prevention_evidenceitem where assessment_id = new.id and by_id = gone and not shared;
  delete from public.prevention_ratersheet where assessment_id = new.id and rater_id = gone;
  return null;
end $$;

drop trigger if exists rater_replaced on prevention_riskassessment;
create trigger rater_replaced after update on prevention_riskassessment for each row
  when (old.state = 'double_rating' and (new.rater_one_id, new.rater_two_id) is distinct from (old.rater_one_id, old.rater_two_id))
  execute function access.clear_rater();

-- What an assessment is about stays as it was when the rating began; each move has what it needs, whatever the program says of it.
create or replace function access.guard_assessment() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me bigint := (select access.actor());
  day date := (now() at time zone 'America/El_Salvador')::date;
begin
  if tg_op = 'INSERT' then
    if new.expires_on is not null or new.supersedes_id is not null then
      raise exception 'izote: an assessment expires from its approval on' using errcode = '42501';
    end if;
    return new;
  end if;
  if ((new.kind, new.place_id, new.groups, new.groups_reason, new.starts_on, new.ends_on) is distinct from
      (old.kind, old.place_id, old.groups, old.groups_reason, old.starts_on, old.ends_on)
      or (new.rater_one_id, new.rater_two_id) is distinct from (old.rater_one_id, old.rater_two_id) and not access.may_replace(old, new))
     and (old.state <> 'draft' or new.state <> 'draft' or me is distinct from old.author_id) then
    raise exception 'izote: what is assessed, and by whom, is written by its author before the rating begins' using errcode = '42501';
  end if;
  if (new.expires_on, new.supersedes_id) is distinct from (old.expires_on, old.supersedes_id)
     and not (old.state = 'national_review' and new.state = 'approved') then
    raise exception 'izote: how long it holds is said when it is approved' using errcode = '42501';
  end if;
  if new.state = old.state then
    return new;
  end if;
  if new.state = 'double_rating' and (cardinality(new.groups) = 0 or new.starts_on is null or new.ends_on is null
      or not coalesce(access.holds_right(new.rater_one_id, 'prevention.rate', new.org_id), false)
      or not coalesce(access.holds_right(new.rater_two_id, 'prevention.rate', new.org_id), false)) then
    raise exception 'izote: two persons who may rate, a group and a horizon' using errcode = '42501';
  end if;
  if new.state in ('reconciling', 'national_review') and old.state <> 'national_review'
     and (me is null or me not in (new.rater_one_id, new.rater_two_id)) then
    raise exception 'izote: its raters close their ratings' using errcode = '42501';
  end if;
  if new.state = 'reconciling' and (not access.both_rated(new.id)
      or not exists (select 1 from public.prevention_agreement g where g.assessment_id = new.id)) then
    raise exception 'izote: both finish apart, and their agreement is kept' using errcode = '42501';
  end if;
  if new.state in ('national_review', 'approved') and access.open_in_assessment(new.id) then
    raise exception 'izote: every factor is settled, every dissent written, the scenario complete' using errcode = '42501';
  end if;
  if old.state = 'national_review' and (me is null or me in (old.author_id, old.rater_one_id, old.rater_two_id)) then
    raise exception 'izote: whoever wrote or rated does not review' using errcode = '42501';
  end if;
  if new.state = 'approved' and (new.expires_on is null
      or new.expires_on > day + case new.kind when 'imminent' then 15 else 180 end) then
    raise exception 'izote: everything expires' using errcode = '42501';
  end if;
  if new.state = 'expired' and old.expires_on >= day then
    raise exception 'izote: its time is not over' using errcode = '42501';
  end if;
  if new.state = 'superseded' and not exists (select 1 from public.prevention_riskassessment n where n.supersedes_id = old.id
      and n.state = 'approved' and n.org_id = old.org_id and n.place_id = old.place_id and n.kind = old.kind
      and n.groups @> old.groups and n.groups <@ old.groups) then
    raise exception 'izote: no newer one of this place and group was approved' using errcode = '42501';
  end if;
  return new;
end $$;

-- Whether something is still open: a factor not settled, a rater whose other rating neither gave way nor dissents, a scenario with gaps.
create or replace function access.open_in_assessment(thing bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (select count(*) from public.prevention_settled s where s.assessment_id = thing) < 15
    or exists (
      select 1 from public.prevention_settled s
        join public.prevention_factorrating r on r.assessment_id = thing and r.factor = s.factor and r.value is distinct from s.value
      where s.assessment_id = thing and r.rater_id <> s.by_id and not exists (
        select 1 from public.prevention_stance t where t.assessment_id = thing and t.factor = s.factor and t.rater_id = r.rater_id
          and t.value_then is not distinct from s.value))
    or not exists (
      select 1 from public.prevention_scenario c where c.assessment_id = thing and c.threat <> '' and c.vulnerability <> ''
        and c.capacity <> '' and c.level <> '' and cardinality(c.rights) > 0)
$$;

drop trigger if exists kept_apart on prevention_riskassessment;
create trigger kept_apart before insert or update on prevention_riskassessment for each row execute function access.guard_assessment();

-- A rating rests on evidence of its own assessment that its rater may see.
create or replace function access.guard_founded() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if cardinality(new.items) > 0 and (select count(distinct i.id) from public.prevention_evidenceitem i where i.id = any(new.items)
      and i.assessment_id = new.assessment_id and (i.shared or i.by_id = new.rater_id)) <> cardinality(new.items) then
    raise exception 'izote: this is no evidence of this assessment' using errcode = '42501';
  end if;
  if tg_op = 'UPDATE' and (new.rater_id, new.assessment_id, new.org_id) is distinct from (old.rater_id, old.assessment_id, old.org_id) then
    raise exception 'izote: whose rating it is stays' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists founded on prevention_factorrating;
create trigger founded before insert or update on prevention_factorrating for each row execute function access.guard_founded();
drop trigger if exists founded on prevention_indicatorevidence;
create trigger founded before insert or update on prevention_indicatorevidence for each row execute function access.guard_founded();

-- Evidence is a signal that was verified, or a document; what a rating rests on is not thrown away.
create or replace function access.guard_evidence() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    if exists (select 1 from public.prevention_factorrating r where r.assessment_id = old.assessment_id and old.id = any(r.items))
       or exists (select 1 from public.prevention_indicatorevidence r where r.assessment_id = old.assessment_id and old.id = any(r.items)) then
      raise exception 'izote: a rating rests on this evidence' using errcode = '42501';
    end if;
    return old;
  end if;
  if new.signal_id is not null and not exists (select 1 from public.prevention_signal s where s.id = new.signal_id and s.org_id = new.org_id
      and (s.state in ('verified', 'partly_verified', 'linked') or s.state = 'fed_back' and exists (select 1 from public.prevention_step t
        where t.org_id = s.org_id and t.machine = 'signal' and t.subject = s.id and t.to in ('verified', 'partly_verified')))) then
    raise exception 'izote: only what was verified is evidence' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists verified on prevention_evidenceitem;
create trigger verified before insert or delete on prevention_evidenceitem for each row execute function access.guard_evidence();

-- Finished is finished, and only when every factor that this rater may rate has been rated.
create or replace function access.guard_sheet() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  least int := case when coalesce(access.holds_right(new.rater_id, 'prevention.national', new.org_id), false) then 15 else 10 end;
begin
  if tg_op = 'INSERT' then
    if new.finished_at is not null then
      raise exception 'izote: a rating begins before it ends' using errcode = '42501';
    end if;
    return new;
  end if;
  if old.finished_at is not null or (new.rater_id, new.assessment_id, new.org_id) is distinct from (old.rater_id, old.assessment_id, old.org_id) then
    raise exception 'izote: a finished rating is locked' using errcode = '42501';
  end if;
  if new.finished_at is not null then
    if (select count(*) from public.prevention_factorrating r where r.assessment_id = new.assessment_id and r.rater_id = new.rater_id) < least then
      raise exception 'izote: each factor needs its rating' using errcode = '42501';
    end if;
    new.finished_at := clock_timestamp();
  end if;
  return new;
end $$;

drop trigger if exists locked on prevention_ratersheet;
create trigger locked before insert or update on prevention_ratersheet for each row execute function access.guard_sheet();
