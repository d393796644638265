-- How the work of an office is spread: for each colleague who works on cases, how many of each risk, how many late, how many untouched.
-- Counting stops at a few hundred a colleague, so that it costs the same in an office of a hundred cases and of a hundred thousand.
create or replace function access.team_load(office int)
returns table (user_id bigint, immediate int, high int, medium int, low int, late int, untouched int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  hidden bigint[] := access.hidden_persons();
begin
  if not (office = any((select access.orgs('case.own'))::int[]) or office = any((select access.orgs('case.team'))::int[])) then
    return;
  end if;
  return query
    select w.id, coalesce(a.immediate, 0), coalesce(a.high, 0), coalesce(a.medium, 0), coalesce(a.low, 0), coalesce(a.late, 0), coalesce(a.untouched, 0)
    from (
      select distinct m.user_id as id
      from accounts.access_membership m
      join access.role_right r on r.role = m.role and r.right_code = 'case.own'
      join accounts.access_user u on u.id = m.user_id and u.is_active and not u.is_service
      where m.org_id = office and m.starts_on <= (now() at time zone 'America/El_Salvador')::date
        and (m.ends_on is null or m.ends_on >= (now() at time zone 'America/El_Salvador')::date)
    ) w
    left join lateral (
      select (count(*) filter (where o.risk = 'immediate'))::int as immediate, (count(*) filter (where o.risk = 'high'))::int as high,
             (count(*) filter (where o.risk = 'medium'))::int as medium, (count(*) filter (where o.risk = 'low'))::int as low,
             (count(*) filter (where o.next_due < now()))::int as late, (count(*) filter (where o.touched_at is null))::int as untouched
      from (
        select c.risk, c.next_due, c.touched_at from public.casework_case c
        where c.responsible_id = w.id and c.org_id = office and c.person_id <> all(hidden) and c.state not in ('closed', 'duplicate') limit 150
      ) o
    ) a on true;
end $$;
