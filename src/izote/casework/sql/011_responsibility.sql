-- Which cases a person has in the office, for whoever works on cases there: numbers and who carries the open one, nothing else.
create or replace function access.cases_of(wanted bigint) returns table (id uuid, number int, is_open boolean, responsible_id bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.id, c.number::int, c.state not in ('closed', 'duplicate'), c.responsible_id
  from public.casework_case c
  where c.person_id in (select access.united(array[wanted]))
    and c.person_id <> all((select access.hidden_persons())::bigint[])
    and (c.org_id = any((select access.orgs('case.own'))::int[]) or c.org_id = any((select access.orgs('case.team'))::int[]))
  order by c.opened_at, c.number
$$;

-- The file goes to whoever carries the case: called by that worker, or by whoever gives cases to colleagues, and by nobody else.
create or replace function access.follow_case(wanted uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found record;
  me bigint := access.actor();
begin
  select c.person_id, c.org_id, c.responsible_id, c.state into found from public.casework_case c where c.id = wanted;
  if found.person_id is null or found.responsible_id is null or found.state in ('closed', 'duplicate')
     or not access.opens_case(wanted)
     or not (
       (found.responsible_id = me and found.org_id = any((select access.orgs('case.own'))::int[]))
       or found.org_id = any((select access.orgs('case.assign'))::int[])
     ) then
    return false;
  end if;
  update public.people_person p set responsible_id = found.responsible_id
   where p.id in (select access.united(array[found.person_id])) and p.org_id = found.org_id
     and p.responsible_id is distinct from found.responsible_id;
  return true;
end $$;
