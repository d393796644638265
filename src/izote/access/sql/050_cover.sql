-- Whose work the actor does today: one's own, and that of absent colleagues one stands in for.
create or replace function access.covers() returns bigint[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select array(
    select (select access.actor()) where (select access.actor()) is not null
    union
    select c.absent_id from accounts.access_cover c
    where c.stand_in_id = (select access.actor())
      and c.starts_on <= (now() at time zone 'America/El_Salvador')::date
      and c.ends_on >= (now() at time zone 'America/El_Salvador')::date
      and c.org_id = any((select access.my_orgs())::int[])
  )
$$;

-- The same with the office in which it holds: whoever works in two offices stands in for somebody in one of them alone.
create or replace function access.work_of(office int, worker bigint) returns text
language sql immutable as $$ select office::text || ':' || worker::text $$;

create or replace function access.covered() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select array(
    select access.work_of(o, (select access.actor())) from unnest((select access.my_orgs())::int[]) o
    union
    select access.work_of(c.org_id, c.absent_id) from accounts.access_cover c
    where c.stand_in_id = (select access.actor())
      and c.starts_on <= (now() at time zone 'America/El_Salvador')::date
      and c.ends_on >= (now() at time zone 'America/El_Salvador')::date
      and c.org_id = any((select access.my_orgs())::int[])
  )
$$;
