-- What a bulletin says is written while it is a draft; afterwards it only moves from state to state.
-- Who wrote in it or handed it in is kept here, whatever the program says of it, and never approves it.
create or replace function access.guard_bulletin() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  me int := (select access.actor());
begin
  if tg_op = 'INSERT' then
    new.hands := array_remove(array[me], null);
    return new;
  end if;
  new.hands := old.hands;
  if old.state = 'draft' and new.state in ('draft', 'submitted') then
    if me is not null and not me = any(old.hands) then
      new.hands := old.hands || me;
    end if;
    return new;
  end if;
  if old.items <> new.items or old.words <> new.words or old.composed <> new.composed or old.replaces_id is distinct from new.replaces_id then
    raise exception 'izote: what a bulletin says is written only while it is a draft' using errcode = '42501';
  end if;
  if old.state = 'submitted' and new.state = 'published' and (me is null or me = any(old.hands) or me = old.author_id) then
    raise exception 'izote: whoever wrote in a bulletin does not approve it' using errcode = '42501';
  end if;
  if old.state = new.state or (old.state, new.state) in (('submitted', 'draft'), ('submitted', 'published'), ('published', 'withdrawn')) then
    return new;
  end if;
  raise exception 'izote: a bulletin does not go from % to %', old.state, new.state using errcode = '42501';
end $$;

drop trigger if exists guarded on observatory_bulletin;
create trigger guarded before insert or update on observatory_bulletin for each row execute function access.guard_bulletin();

-- The tables of a bulletin as the public reads them: withheld cells say no more than that they are withheld.
create or replace function access.public_rows(held jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(case when one ->> 'state' in ('primary', 'secondary')
    then jsonb_build_object('categories', one -> 'categories', 'place', one -> 'place', 'period', one -> 'period', 'part', one -> 'part',
      'label', one -> 'label', 'year', one -> 'year', 'count', null, 'state', 'withheld')
    else one end order by n), '[]')
  from jsonb_array_elements(held) with ordinality as each(one, n)
$$;

create or replace function access.public_tables(held jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(item || jsonb_build_object('tables', (
    select coalesce(jsonb_agg(one || jsonb_build_object('rows', access.public_rows(one -> 'rows')) order by m), '[]')
    from jsonb_array_elements(item -> 'tables') with ordinality as each(one, m))) order by n), '[]')
  from jsonb_array_elements(held) with ordinality as each(item, n)
$$;

-- An edition says what was handed in, word for word; with it every cell is registered, none left out and none added.
create or replace function access.register_edition() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  b public.observatory_bulletin;
begin
  select * into b from public.observatory_bulletin where id = new.bulletin_id;
  if new.frozen -> 'items' is distinct from access.public_tables(b.composed -> 'items') or new.frozen -> 'words' is distinct from b.words then
    raise exception 'izote: an edition says what was handed in' using errcode = '42501';
  end if;
  insert into public.observatory_publishedcell (org_id, bulletin_id, source_id, vintage, categories, place, year, period, part, label, value, why)
  select distinct b.org_id, b.id, s.id, (item -> 'source' ->> 'vintage')::int, r ->> 'categories', r ->> 'place', (r ->> 'year')::int,
    r ->> 'period', r ->> 'part', r ->> 'label',
    case when r ->> 'state' = 'printed' then (r ->> 'count')::float end, case when r ->> 'state' = 'printed' then '' else r ->> 'state' end
  from jsonb_array_elements(b.composed -> 'items') item
  cross join jsonb_array_elements(item -> 'tables') t
  cross join jsonb_array_elements(t -> 'rows') r
  left join public.observatory_source s on s.org_id = b.org_id and s.code = item -> 'source' ->> 'code'
  where r ->> 'state' <> 'gap';
  return new;
end $$;

drop trigger if exists registered on observatory_edition;
create trigger registered after insert on observatory_edition for each row execute function access.register_edition();
