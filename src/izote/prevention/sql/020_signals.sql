-- Of a signal each may change what is theirs: how it came stays; the words, the codes, the judgement each have their hand.
create or replace function access.guard_signal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me bigint := (select access.actor());
  analyst boolean := new.org_id = any(access.orgs('prevention.analyse'));
  verifier boolean := new.org_id = any(access.orgs('prevention.verify'));
  second boolean := new.org_id = any(access.orgs('prevention.harm'));
  clock boolean := new.org_id = any(access.orgs('prevention.clock'));
  judged boolean;
begin
  if tg_op = 'INSERT' then
    if new.verified_by_id is not null or new.justified_by_id is not null or new.grade <> '' or new.derived_to <> '' or new.duplicate_of_id is not null then
      raise exception 'izote: a signal begins unjudged' using errcode = '42501';
    end if;
    return new;
  end if;
  if (new.origin, new.client_key, new.captured_on, new.clock, new.created_at) is distinct from (old.origin, old.client_key, old.captured_on, old.clock, old.created_at) then
    raise exception 'izote: how a signal came stays' using errcode = '42501';
  end if;
  if (new.place_id, new.groups, new.signs, new.factors, new.urgency, new.starts_on, new.ends_on, new.duplicate_of_id)
     is distinct from (old.place_id, old.groups, old.signs, old.factors, old.urgency, old.starts_on, old.ends_on, old.duplicate_of_id)
     and not ((analyst or verifier) and old.state in ('captured', 'triage', 'verifying')) then
    raise exception 'izote: a signal is set right while it is looked into, by who looks into it' using errcode = '42501';
  end if;
  if new.text <> old.text or new.hits <> old.hits then
    if new.text <> '' and not (old.state in ('captured', 'triage') and (analyst or me = old.author_id)) then
      raise exception 'izote: the words of a signal stay' using errcode = '42501';
    end if;
    if new.text = '' and not (clock or analyst or me = old.author_id or (new.state = 'derived' and old.state <> 'derived')) then
      raise exception 'izote: the words of a signal are not taken out here' using errcode = '42501';
    end if;
  end if;
  if new.justified_by_id is not null and (new.justified_by_id, new.justification) is distinct from (old.justified_by_id, old.justification)
     and (new.justified_by_id is distinct from me or me = old.author_id or not (analyst or verifier or second)) then
    raise exception 'izote: a second person justifies' using errcode = '42501';
  end if;
  judged := new.state <> old.state and new.state in ('verified', 'partly_verified', 'unverifiable');
  if (new.verified_by_id, new.grade) is distinct from (old.verified_by_id, old.grade)
     and not (judged and verifier and new.verified_by_id = me and me <> old.author_id) then
    raise exception 'izote: who verifies a signal is another' using errcode = '42501';
  end if;
  if judged and new.verified_by_id is distinct from me then
    raise exception 'izote: who verified it is written down' using errcode = '42501';
  end if;
  if new.state = 'triage' and old.state = 'captured' and new.hits <> 0 and new.justified_by_id is null then
    raise exception 'izote: words that may name a person are not taken up' using errcode = '42501';
  end if;
  if new.state = 'discarded' and old.state <> 'discarded' and me = old.author_id then
    raise exception 'izote: nobody discards their own signal' using errcode = '42501';
  end if;
  if new.derived_to <> old.derived_to and not (new.state = 'derived' and old.state <> 'derived') then
    raise exception 'izote: it says where it was derived to when it is' using errcode = '42501';
  end if;
  if new.due_at is distinct from old.due_at and new.state = old.state and not analyst then
    raise exception 'izote: its clock is not put back' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists guarded_signal on prevention_signal;
create trigger guarded_signal before insert or update on prevention_signal for each row execute function access.guard_signal();

-- Who withdrew says nothing more here; a source stays what it is, and withdraws once.
create or replace function access.guard_statement() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select 1 from public.prevention_source f where f.id in (new.source_id, new.heard_from_id) and (f.withdrawn_on is not null or f.org_id <> new.org_id)) then
    raise exception 'izote: this source has withdrawn' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists guarded_statement on prevention_statement;
create trigger guarded_statement before insert on prevention_statement for each row execute function access.guard_statement();

create or replace function access.guard_source() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.org_id, new.code, new.author_id, new.created_at) is distinct from (old.org_id, old.code, old.author_id, old.created_at)
     or (old.withdrawn_on is not null and new is distinct from old) then
    raise exception 'izote: a source keeps its code, and who withdrew stays withdrawn' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists guarded_source on prevention_source;
create trigger guarded_source before update on prevention_source for each row execute function access.guard_source();

-- Counts of one municipality for its desk: by month and state, nothing below five; never a row.
create or replace function access.desk_counts(since date) returns table(month date, sign text, many int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with mine as (
    select d.org_id, d.place_id from public.prevention_desk d
    where d.user_id = (select access.actor()) and d.org_id = any(access.orgs('prevention.figures'))
  ), inside as (
    select m.org_id, m.place_id from mine m
    union select m.org_id, p.place_id from mine m join public.territory_placeparent p on p.parent_id = m.place_id
  ), found as (
    select date_trunc('month', coalesce(s.captured_on, s.created_at::date))::date as month, unnest(array[''] || s.signs::text[]) as sign, s.id
    from public.prevention_signal s join inside i on i.org_id = s.org_id and i.place_id = s.place_id
    where s.state not in ('discarded', 'duplicate') and coalesce(s.captured_on, s.created_at::date) >= since
  )
  select month, sign, case when count(distinct id) >= 5 then count(distinct id)::int end from found group by month, sign
$$;
