-- The credits of a proposal and of everything that was merged into it, in whatever order; of offices whose proposals the actor reads.
create or replace function access.credits_of(thing bigint) returns setof bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive family(id) as (
    select thing
    union
    select p.id from public.prevention_proposal p join family f on p.merged_into_id = f.id
  )
  select c.id from public.prevention_proposalcredit c join family f on c.proposal_id = f.id
  where c.org_id = any((select access.orgs('proposals.read'))::int[])
$$;

-- What a proposal needs before it enters a state; nothing when it has all.
create or replace function access.proposal_lacks(p public.prevention_proposal, before text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  now_here bigint := pg_current_xact_id()::text::bigint;
begin
  if p.state in ('screened', 'adopted', 'adopted_changed') and p.first_step_on not between current_date - 1 and current_date + 31 then
    return 'a first step within thirty days';
  end if;
  if p.state = 'screened' and (select count(distinct s.question) from public.prevention_screening s where s.proposal_id = p.id) < 4 then
    return 'its screening';
  end if;
  if p.state = 'assisted' and not exists (select 1 from public.prevention_assistance a where a.proposal_id = p.id and a.plan <> '') then
    return 'its assistance';
  end if;
  if p.state = 'pilot' and not exists (select 1 from public.prevention_pilot s where s.proposal_id = p.id) then
    return 'its site';
  end if;
  if p.state = 'evaluated' and not exists (
    select 1 from public.prevention_evaluation e
    where e.proposal_id = p.id and e.pilot_id = (select max(s.id) from public.prevention_pilot s where s.proposal_id = p.id)
  ) then
    return 'what the trial showed';
  end if;
  if p.state = 'institutional' and not exists (select 1 from public.prevention_tool t where t.proposal_id = p.id and t.retired_on is null) then
    return 'its tool';
  end if;
  if p.state in ('refined', 'merged') and not exists (select 1 from access.credits_of(p.id)) then
    return 'who proposed it';
  end if;
  -- nothing dies silently, nothing is decided behind the back of those who proposed it
  if (p.state in ('merged', 'adopted', 'adopted_changed', 'postponed', 'not_adopted', 'institutional', 'withdrawn')
      and (not exists (select 1 from access.credits_of(p.id)) or exists (
        select c from access.credits_of(p.id) c
        except select a.credit_id from public.prevention_proposalanswer a
        where a.proposal_id = p.id and a.decision = p.state and a.transaction = now_here)))
    or (before = 'merged' and p.state = 'captured' and exists (
        select a.credit_id from public.prevention_proposalanswer a
        where a.proposal_id = p.id and a.decision = 'merged' and a.told_on is not null and a.credit_id in (select access.credits_of(p.id))
        except select a.credit_id from public.prevention_proposalanswer a
        where a.proposal_id = p.id and a.decision = 'captured' and a.transaction = now_here))
  then
    return 'an answer to each group that proposed it';
  end if;
  return null;
end $$;

-- What a proposal says is written until it is screened; it is merged, decided and ended only as the machine and those who proposed it allow.
create or replace function access.guard_proposal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := (select access.actor());
  writes boolean := new.org_id = any((select access.orgs('proposals.write'))::int[]);
  decides boolean := new.org_id = any((select access.orgs('proposals.decide'))::int[]);
  other record;
  lacking text;
begin
  if row(new.workshop, new.place_id, new.title, new.text, new.factors, new.stream, new.groups, new.measure) is distinct from
     row(old.workshop, old.place_id, old.title, old.text, old.factors, old.stream, old.groups, old.measure)
     and (not writes or old.state not in ('captured', 'refined')) then
    raise exception 'izote: what a proposal says is written until it is screened' using errcode = '42501';
  end if;
  if row(new.owner, new.owner_institution_id, new.first_step, new.first_step_on) is distinct from
     row(old.owner, old.owner_institution_id, old.first_step, old.first_step_on)
     and (not (writes or decides) or old.state in ('merged', 'taken_back', 'not_adopted', 'withdrawn', 'institutional')) then
    raise exception 'izote: who carries a proposal is not changed now' using errcode = '42501';
  end if;
  if new.state = old.state then
    if new.merged_into_id is distinct from old.merged_into_id then
      raise exception 'izote: proposals are merged by a step alone' using errcode = '42501';
    end if;
    return new;
  end if;
  if new.state in ('adopted', 'adopted_changed', 'not_adopted', 'institutional') and me is not distinct from old.author_id then
    raise exception 'izote: whoever wrote a proposal does not decide on it' using errcode = '42501';
  end if;
  if new.state = 'merged' then
    -- steps of an office come one after another, so what is read here is what stands
    select p.org_id, p.state into other from public.prevention_proposal p where p.id = new.merged_into_id;
    if other.org_id is distinct from new.org_id or new.merged_into_id = new.id or other.state not in ('captured', 'refined') then
      raise exception 'izote: a proposal is merged into an open one of its office' using errcode = '42501';
    end if;
  elsif old.state = 'merged' then
    select p.org_id, p.state into other from public.prevention_proposal p where p.id = old.merged_into_id;
    if other.state not in ('captured', 'refined') then
      raise exception 'izote: what it was merged into has gone on' using errcode = '42501';
    end if;
  end if;
  lacking := access.proposal_lacks(new, old.state);
  if lacking is not null then
    raise exception 'izote: the proposal lacks %', lacking using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists guarded_words on prevention_proposal;
create trigger guarded_words before update on prevention_proposal for each row execute function access.guard_proposal();

-- An answer is for a group that proposed it, and counts for the decision of its own transaction.
create or replace function access.stamp_answer() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.credit_id not in (select access.credits_of(new.proposal_id)) then
    raise exception 'izote: an answer is for a group that proposed it' using errcode = '42501';
  end if;
  new.transaction := pg_current_xact_id()::text::bigint;
  return new;
end $$;

drop trigger if exists stamped on prevention_proposalanswer;
create trigger stamped before insert on prevention_proposalanswer for each row execute function access.stamp_answer();

-- What was checked by a second person and then changed has to be checked anew; whoever changed it last is its author.
create or replace function access.guard_checked() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me int := (select access.actor());
  around text[] := array['checked_by_id', 'checked_at', 'by_id', 'at', 'version', 'retired_on'];
begin
  if (to_jsonb(new) - around) is distinct from (to_jsonb(old) - around) then
    if not new.org_id = any((select access.orgs('proposals.write'))::int[]) then
      raise exception 'izote: this is written by others' using errcode = '42501';
    end if;
    new.by_id := me;
    new.checked_by_id := null;
    new.checked_at := null;
    return new;
  end if;
  new.by_id := old.by_id;
  if new.checked_by_id is distinct from old.checked_by_id and (new.checked_by_id is distinct from me or me = old.by_id) then
    raise exception 'izote: a second person checks, in their own name' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists guarded on prevention_memorydate;
create trigger guarded before update on prevention_memorydate for each row execute function access.guard_checked();
drop trigger if exists guarded on prevention_resource;
create trigger guarded before update on prevention_resource for each row execute function access.guard_checked();
