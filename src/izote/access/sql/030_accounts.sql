-- Whom the actor works with, and whose accounts the actor may change: asked by the policies of the account tables.
create or replace function access.my_orgs() returns int[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct m.org_id), '{}')::int[]
  from accounts.access_membership m
  join accounts.access_user u on u.id = m.user_id and u.is_active
  where m.user_id = (select access.actor())
    and m.starts_on <= (now() at time zone 'America/El_Salvador')::date
    and (m.ends_on is null or m.ends_on >= (now() at time zone 'America/El_Salvador')::date)
$$;

create or replace function access.colleagues() returns bigint[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct m.user_id), '{}')::bigint[]
  from accounts.access_membership m
  where m.org_id = any((select access.my_orgs())::int[]) or m.org_id = any((select access.orgs('user.manage'))::int[])
$$;

create or replace function access.runs_platform() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from accounts.access_membership m
    join access.role_right r on r.role = m.role and r.right_code = 'org.manage'
    join accounts.access_user u on u.id = m.user_id and u.is_active
    join public.access_organization o on o.id = m.org_id and o.is_active and o.kind = 'platform'
    where m.user_id = (select access.actor())
      and m.starts_on <= (now() at time zone 'America/El_Salvador')::date
      and (m.ends_on is null or m.ends_on >= (now() at time zone 'America/El_Salvador')::date)
  )
$$;

-- Never oneself, never a service, and never someone who also works where the actor manages nobody.
create or replace function access.manages(wanted bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select wanted <> (select access.actor())
    and cardinality((select access.orgs('user.manage'))::int[]) > 0
    and not exists (select 1 from accounts.access_user u where u.id = wanted and u.is_service)
    and not exists (
      select 1 from accounts.access_membership m
      join public.access_organization o on o.id = m.org_id and o.is_active
      where m.user_id = wanted and m.org_id <> all((select access.orgs('user.manage'))::int[])
        and (m.ends_on is null or m.ends_on >= (now() at time zone 'America/El_Salvador')::date)
    )
    and (
      access.runs_platform()
      or not exists (select 1 from accounts.access_membership m where m.user_id = wanted)
      or exists (
        select 1 from accounts.access_membership m where m.user_id = wanted and m.org_id = any((select access.orgs('user.manage'))::int[])
      )
    )
$$;

-- How many rows name a user as the one responsible: counts alone, for whoever closes the account.
create or replace function access.responsibilities(wanted bigint) returns table(relation text, many bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  t record;
begin
  if not access.manages(wanted) then
    return;
  end if;
  for t in
    select c.conrelid as id, c.conrelid::regclass as name
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'accounts.access_user'::regclass and a.attname = 'responsible_id'
      and has_table_privilege('izote_gate', c.conrelid, 'select')
    order by 2
  loop
    relation := (select k.relname from pg_class k where k.oid = t.id);
    execute format('select count(*) from %s where responsible_id = $1', t.name) into many using wanted;
    return next;
  end loop;
end $$;
