-- What a row held before it was changed or deleted; written here so that raw SQL is caught too.
create or replace function access.keep_history() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  old_row jsonb := to_jsonb(old);
  subject bigint := case when tg_table_name = 'people_person' then (to_jsonb(old) ->> 'id')::bigint else (to_jsonb(old) ->> 'person_id')::bigint end;
begin
  if tg_op = 'UPDATE' and old_row - 'updated_at' - 'version' = to_jsonb(new) - 'updated_at' - 'version' then
    return new;
  end if;
  insert into public.people_history (person_id, org_id, "table", row_id, level, at, actor_id, before)
  values (subject, old.org_id, tg_table_name, coalesce(old_row ->> 'id', subject::text), tg_argv[0]::int, clock_timestamp(), access.actor(), old_row);
  return coalesce(new, old);
end $$;

do $$
declare
  t record;
begin
  for t in select * from (values ('people_person', 1), ('people_identifier', 1), ('people_contact', 1), ('people_consent', 1),
                                 ('people_relation', 1), ('people_householdmember', 1), ('people_personsensitive', 2),
                                 ('people_journey', 2), ('people_return', 2)) as x(name, level)
  loop
    execute format('drop trigger if exists keep_history on public.%I', t.name);
    execute format('create trigger keep_history before update or delete on public.%I for each row execute function access.keep_history(%s)', t.name, t.level);
  end loop;
end $$;

-- Erasing a person: everything that hangs on the file and its history goes; only whoever may approve it reaches this.
create or replace function access.erase_person(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  t record;
  strangers bigint;
  files bigint[] := array(select access.united(array[wanted]));
  homes bigint[] := array(select household_id from public.people_householdmember where person_id = any(files));
begin
  if not exists (
    select 1 from public.people_person p
    join public.people_deletionrequest d on d.person_id = p.id and d.requested_by_id <> (select access.actor())
    where p.id = wanted and p.id <> all((select access.hidden_persons())::bigint[])
      and p.org_id = any((select access.orgs('person.delete.approve'))::int[])
  ) then
    return false;
  end if;
  -- rows about others that name this person, or a row of this person, stay and name nobody
  for t in
    select c.conrelid::regclass as relation, a.attname as field, c.confrelid::regclass as named, k.attname as key
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] and not a.attnotnull and a.attname <> 'person_id'
    join pg_attribute k on k.attrelid = c.confrelid and k.attnum = c.confkey[1]
    where c.contype = 'f' and exists (select 1 from pg_attribute p where p.attrelid = c.conrelid and p.attname = 'person_id' and p.attnotnull)
      and (c.confrelid = 'public.people_person'::regclass
           or exists (select 1 from pg_attribute p where p.attrelid = c.confrelid and p.attname = 'person_id' and p.attnotnull))
  loop
    if t.named = 'public.people_person'::regclass then
      execute format('update %s set %I = null where %I = any($1) and person_id <> all($1)', t.relation, t.field, t.field) using files;
    else
      execute format('select count(*) from %s r join %s n on n.%I = r.%I where n.person_id = any($1) and r.person_id <> all($1)',
                     t.relation, t.named, t.key, t.field) into strangers using files;
      if strangers > 0 then
        execute format('update %s r set %I = null from %s n where n.%I = r.%I and n.person_id = any($1) and r.person_id <> all($1)',
                       t.relation, t.field, t.named, t.key, t.field) using files;
      end if;
    end if;
  end loop;
  for t in
    select c.conrelid::regclass as relation, a.attname as field
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'public.people_person'::regclass and c.conrelid <> c.confrelid
    order by c.conrelid::regclass::text
  loop
    execute format('delete from %s where %I = any($1)', t.relation, t.field) using files;
  end loop;
  delete from public.people_household h
   where h.id = any(homes) and not exists (select 1 from public.people_householdmember m where m.household_id = h.id);
  delete from public.people_person where id = any(files);
  delete from public.people_history
   where person_id = any(files) or ("table" = 'people_relation' and before ->> 'other_id' = any(files::text[]));
  return true;
end $$;
