-- Of a child's case: whether the child fears anybody, whether this adult (or, without a file, somebody who is this to the child) is one of them,
-- and which contacts of the child's files lead to any file of theirs; also for whoever may not see their files.
create or replace function access.feared(wanted uuid, other bigint, tie text) returns table (anybody boolean, this_one boolean, contacts bigint[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with child as (
    select array(select access.united(array[c.person_id])) as files from public.casework_case c where c.id = wanted and access.opens_case(wanted)
  ), fears as (
    select f.feared_id, f.relation from public.casework_fearedperson f, child where f.person_id = any(child.files) and f.ended_at is null
  ), theirs as (
    select access.united(array(select feared_id from fears where feared_id is not null)) as id
  )
  select
    exists (select 1 from fears),
    case when other is null
      then exists (select 1 from fears where relation = tie and tie <> '' and (feared_id is null or tie in ('mother', 'father')))
      else other in (select id from theirs) end,
    array(
      select c.id from public.people_contact c, child
      where c.person_id = any(child.files) and c.normalized <> ''
        and c.normalized in (select x.normalized from public.people_contact x where x.person_id in (select id from theirs))
    )
$$;

drop trigger if exists never_rehung on public.casework_fearedperson;
create trigger never_rehung before update on public.casework_fearedperson
  for each row execute function access.forbid_rehanging('id', 'case_id', 'person_id', 'org_id', 'relation', 'since', 'by_id');

-- A birth written later makes an open case a child's, and ends that only for who surely is of age: the same rule as rules/children.py.
create or replace function access.follow_birth() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  today date := (now() at time zone 'America/El_Salvador')::date;
  years int := case when new.birth_date is null then extract(year from today)::int - new.birth_year else extract(year from age(today, new.birth_date))::int end;
begin
  if years < 18 or years > 18 or new.birth_date is not null then
    update public.casework_case set is_child = years < 18
    where person_id in (select access.united(array[new.id])) and state not in ('closed', 'duplicate') and is_child <> (years < 18);
  end if;
  return new;
end $$;
drop trigger if exists follow_birth on public.people_person;
create trigger follow_birth after update of birth_date, birth_year on public.people_person
  for each row when ((new.birth_date, new.birth_year) is distinct from (old.birth_date, old.birth_year)) execute function access.follow_birth();
