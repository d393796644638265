-- Is this row of a list somebody known? Several exact keys of each file, all within its office; the comparison itself is the program's.

-- The telling words of one part of a name as heard, as one word.
create or replace function search.joined(sounds text) returns text
language sql immutable parallel safe as $$
  select nullif(coalesce(
    nullif(replace(regexp_replace(sounds, '\m(del?|las?|los?|el|i|e|da|dos?|di|bda|biuda)\M', '', 'g'), ' ', ''), ''), replace(sounds, ' ', '')), '')
$$;

-- Keys under which a file is met: birth date with the first name, or with a surname and the first name's first letter;
-- birth year with two names; the first name with both surnames, also with the day of the year, or for who has no date.
create or replace function search.link_keys(org int, sounds text, born date, year int) returns int[]
language plpgsql immutable parallel safe as $$
declare
  part text[] := string_to_array(sounds, '|');
  given text := (search.heard(part[1]))[1];
  letter text := left(given, 1);
  surname text[] := array_remove(array[search.joined(part[2]), search.joined(part[3])], null);
  pair text := case when cardinality(surname) = 2 then least(surname[1] collate "C", surname[2]) || ' ' || greatest(surname[1] collate "C", surname[2]) end;
  married text := search.joined(part[4]);
  day text := org || 'd' || (born - date '1900-01-01');
  y text := org || 'y' || year;
  found int[] := '{}';
  s text;
begin
  if given is null then
    return found;
  end if;
  if born is not null then
    found := array[hashtext(day || given)];
    foreach s in array array_remove(surname || married, null) loop
      found := found || hashtext(day || letter || ' ' || s);
    end loop;
  end if;
  if year is not null then
    foreach s in array surname loop
      found := found || hashtext(y || given || ' ' || s);
    end loop;
    found := found || hashtext(y || letter || ' ' || pair);
  end if;
  return array_remove(found || hashtext(org || 'n' || given || ' ' || pair)
    || hashtext(org || case when born is null then 'u' else 'm' || extract(month from born) || '-' || extract(day from born) end || ' ' || given || ' ' || pair), null);
end $$;

create or replace function search.link_index() returns void
language plpgsql as $$
begin
  create index if not exists entry_known on search.entry using gin (search.link_keys(org_id, sounds, born, year)) with (fastupdate = off);
end $$;

drop index if exists search.entry_link, search.entry_met;
select search.link_index();

-- Who may be meant by each of many rows: those who share a key, a document or a telephone. Only offices where the actor reads persons answer.
-- A row's keys come as one text, divided by bars. Beside keys with a date (`near`) only births of the same month or day come, or of 1 January.
create or replace function search.link_candidates(
  office int, key_row int[], keys text[], near date[], document_row int[], documents text[], phone_row int[], phones text[], most int default 100
) returns table (row_no int, id bigint, shows bigint, via_number boolean, words text, sounds text, sex text, born date, year smallint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  hidden bigint[] := coalesce(access.hidden_persons(), '{}');
  most_each constant int := least(greatest(most, 1), 400);
begin
  if office is null or not coalesce(office = any(access.orgs('person.read')), false) then
    return;
  end if;
  return query
    select a.row_no, c.person_id, c.shows, false, c.words, c.sounds, c.sex, c.born, c.year
    from (
      select k.row_no, k.near, array(select hashtext(office || x) from unnest(string_to_array(k.many, '|')) x) as sought
      from unnest(key_row, keys, near) k(row_no, many, near)
    ) a cross join lateral (
      select e.* from search.entry e
      where search.link_keys(e.org_id, e.sounds, e.born, e.year) && a.sought and (e.org_id + 0) = office
        and (a.near is null or e.born is null or date_part('day', e.born) = date_part('day', a.near)
             or date_part('month', e.born) = date_part('month', a.near) or date_part('doy', e.born) = 1)
        and e.person_id <> all(hidden) and e.shows <> all(hidden)
      limit most_each
    ) c;
  return query
    with met as materialized (
      select d.row_no, c.id from unnest(document_row, documents) d(row_no, key) cross join lateral (
        select i.person_id as id from people_identifier i where i.org_id = office and i.normalized = d.key limit most_each
      ) c
      union
      select t.row_no, c.id from unnest(phone_row, phones) t(row_no, key) cross join lateral (
        select c.person_id as id from people_contact c where c.org_id = office and c.normalized = t.key limit most_each
      ) c
    )
    select m.row_no, e.person_id, e.shows, true, e.words, e.sounds, e.sex, e.born, e.year
    from met m join search.entry e on e.org_id = office and e.person_id = m.id
    where e.person_id <> all(hidden) and e.shows <> all(hidden);
end $$;

-- What else is compared of files that come near: district, how exact the birth is, documents, telephones; withdrawn files are no longer used.
create or replace function search.link_details(office int, ids bigint[]) returns table (
  id bigint, "precision" text, place_id bigint, documents text[], phones text[]
)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
  select p.id, p.birth_precision::text, p.place_id,
    array(select i.kind || ':' || i.normalized from people_identifier i where i.person_id = p.id limit 8),
    array(select c.normalized::text from people_contact c where c.person_id = p.id and c.kind = 'phone' limit 8)
  from unnest(ids) x(id) join people_person p on p.id = x.id
  where p.org_id = office and office = any((select access.orgs('person.read'))::int[])
    and p.id <> all((select access.hidden_persons())::bigint[]) and p.withdrawn_at is null
    and not exists (select from people_person k where k.id = p.merged_into_id and k.withdrawn_at is not null)
$$;

-- How common names (these, or all) and districts are in an office, and how many persons it knows: rounded, so that no single file shows.
create or replace function search.link_shares(office int, sounds text[]) returns table (sound text, persons int)
language sql stable security definer set search_path = pg_catalog, public, pg_temp set enable_seqscan = off as $$
  select v.sound, (2 ^ floor(log(2, greatest(sum(v.n), 1)::numeric)))::int
  from search.vocabulary v
  where v.org_id = office and office = any((select access.orgs('person.read'))::int[]) and (sounds is null or v.sound = any(sounds))
  group by 1 having sum(v.n) >= 8
$$;

create or replace function search.link_places(office int) returns table (place_id bigint, files int)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.place_id, count(*)::int from (
    select p.place_id from people_person p
    where p.org_id = office and office = any((select access.orgs('person.read'))::int[]) and p.id <> all((select access.hidden_persons())::bigint[])
    order by p.id desc limit 1000
  ) s where s.place_id is not null group by 1
$$;
