-- These files and all that are united with any of them, as far as whoever asks may see: what holds for one holds for the person.
create or replace function access.united(files bigint[]) returns setof bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
  with stands_for as (
    select distinct coalesce(p.merged_into_id, p.id) as id from public.people_person p where p.id = any(files)
  )
  select id from stands_for
  union select p.id from public.people_person p join stands_for s on p.merged_into_id = s.id
  union select unnest(files)
$$;

-- Whom the actor is kept away from, and which files are open to the actor.
create or replace function access.hidden_persons() returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  named bigint[] := array(select e.person_id from public.people_exclusion e where e.user_id = (select access.actor()));
begin
  if named = '{}' then
    return named;
  end if;
  return array(select access.united(named));
end $$;

create or replace function access.opens(wanted bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from public.people_person w
    join public.people_person p on p.id = coalesce(w.merged_into_id, w.id)
    where w.id = wanted
      and p.id <> all((select access.hidden_persons())::bigint[])
      and p.org_id = any((select access.orgs('person.read'))::int[])
      and (p.withdrawn_at is null or p.org_id = any((select access.orgs('sensitive.team'))::int[]))
      and (
        p.org_id = any((select access.orgs('sensitive.team'))::int[])
        or (access.work_of(p.org_id, p.responsible_id) = any((select access.covered())::text[]) and p.org_id = any((select access.orgs('sensitive.own'))::int[]))
        or exists (
          select 1 from public.people_breakglass b
          where b.person_id = p.id and b.user_id = (select access.actor()) and b.until > now()
        )
      )
  )
$$;

-- The only way to read the case level: one call writes the line of the trail and returns the rows.
create or replace function access.open_file(wanted bigint) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  subject record;
  who record;
  files bigint[];
begin
  if not access.opens(wanted) then
    return null;
  end if;
  select p.org_id, p.code into subject from public.people_person p where p.id = wanted;
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor();
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  values (clock_timestamp(), who.id, who.username, subject.org_id, 'person.opened', 'person', wanted::text, subject.code, '{"level": 2}');
  files := array(select p.id from public.people_person p where p.id = wanted or p.merged_into_id = wanted);
  return jsonb_build_object(
    'sensitive', (select to_jsonb(s) from public.people_personsensitive s where s.person_id = wanted),
    'merged', coalesce((select jsonb_agg(to_jsonb(s) order by s.person_id)
                        from public.people_personsensitive s where s.person_id = any(files) and s.person_id <> wanted), '[]'),
    'journeys', coalesce((select jsonb_agg(to_jsonb(j) order by j.departed_on desc nulls last, j.id desc)
                          from public.people_journey j where j.person_id = any(files)), '[]'),
    'returns', coalesce((select jsonb_agg(to_jsonb(r) order by r.returned_on desc nulls last, r.id desc)
                         from public.people_return r where r.person_id = any(files)), '[]')
  );
end $$;

-- Households that would give away that a hidden file exists: a hidden member, and not two others whom the actor sees.
create or replace function access.hidden_households() returns bigint[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct m.household_id), '{}')::bigint[]
  from public.people_householdmember m
  where m.person_id = any((select access.hidden_persons())::bigint[])
    and (
      select count(*) from public.people_householdmember o
      where o.household_id = m.household_id and o.person_id <> all((select access.hidden_persons())::bigint[])
    ) < 2
$$;

-- Who opened or changed this file, for whoever may see the person; lines about exclusions and about hidden relatives stay out.
create or replace function access.file_trail(wanted bigint, most int)
returns table (at timestamptz, actor text, verb text, details jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.at, coalesce(nullif(u.display_name, ''), e.actor_label), e.verb, e.details
  from audit.audit_event e
  left join accounts.access_user u on u.id = e.actor_id
  where e.kind = 'person' and e.key = any(array(select f::text from access.united(array[wanted]) f)) and e.verb not like 'exclusion.%'
    and coalesce((e.details ->> 'other')::bigint, 0) <> all((select access.hidden_persons())::bigint[])
    and coalesce((e.details ->> 'household')::bigint, 0) <> all((select access.hidden_households())::bigint[])
    and exists (
      select 1 from public.people_person p
      where p.id = wanted and p.id <> all((select access.hidden_persons())::bigint[]) and p.org_id = any((select access.orgs('person.read'))::int[])
    )
  order by e.id desc limit least(greatest(most, 1), 500)
$$;

-- An emergency: three hours, same office, never for someone excluded; the answer is the same whether or not the code exists.
create or replace function access.break_glass(wanted_code text, why text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  subject record;
  who record;
  told bigint;
begin
  if length(trim(coalesce(why, ''))) < 10 then
    return;
  end if;
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor();
  select p.id, p.org_id, p.code into subject from public.people_person p
   where p.code = upper(trim(wanted_code)) and p.merged_into_id is null
     and p.org_id = any((select access.orgs('breakglass.use'))::int[]) and p.id <> all((select access.hidden_persons())::bigint[]);
  if subject.id is null or who.id is null then
    return;
  end if;
  select m.user_id into told
    from accounts.access_membership m
    join access.role_right r on r.role = m.role and r.right_code = 'breakglass.told'
    join accounts.access_user u on u.id = m.user_id and u.is_active
   where m.org_id = subject.org_id and m.user_id <> who.id and m.starts_on <= (now() at time zone 'America/El_Salvador')::date
     and (m.ends_on is null or m.ends_on >= (now() at time zone 'America/El_Salvador')::date)
     and not exists (select 1 from public.people_exclusion e where e.person_id in (select access.united(array[subject.id])) and e.user_id = m.user_id)
     and (m.role <> 'supervisor' or not exists (
       select 1 from accounts.access_membership s where s.user_id = who.id and s.org_id = subject.org_id and s.role = 'supervisor'))
   order by (m.role = 'supervisor') desc, m.user_id limit 1;
  insert into public.people_breakglass (person_id, org_id, code, user_id, reason, told_id, opened_at, until)
  values (subject.id, subject.org_id, subject.code, who.id, left(why, 300), told, now(), now() + interval '3 hours');
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  values (clock_timestamp(), who.id, who.username, subject.org_id, 'person.broke_glass', 'person', subject.id::text, subject.code, '{"hours": 3}');
end $$;
