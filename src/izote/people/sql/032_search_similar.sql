-- Is this person already known? Several exact keys, then a comparison; the same offices and hidden files as search.persons.
create or replace function search.similar(
  given text, surname text, surname2 text, birth date, birth_year int, documents text[], phones text[], most int default 20
) returns table (person_id bigint, score real, via text[], words text, sounds text, born date, year smallint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  orgs int[] := access.orgs('person.read');
  hidden bigint[] := coalesce(access.hidden_persons(), '{}');
  most_rows constant int := least(greatest(most, 1), 100);
  first_names text[] := coalesce((search.heard(search.sound(search.fold(given))))[:2], '{}');
  surnames text[] := coalesce((search.heard(search.sound(search.fold(surname || ' ' || surname2))))[:3], '{}');
  folded text := search.fold(given || ' ' || surname || ' ' || surname2);
  heard text[] := first_names || surnames;
  y int := coalesce(birth_year, extract(year from birth)::int);
  swapped date := case when extract(day from birth) <= 12 then make_date(extract(year from birth)::int, extract(day from birth)::int, extract(month from birth)::int) end;
  office search.bag;
  found search.entry[] := '{}';
  by_document bigint[]; by_phone bigint[];
  names search.bag; pairs search.bag; two_surnames search.bag; w record;
begin
  if orgs is null or cardinality(orgs) = 0 then
    return;
  end if;
  if cardinality(orgs) <= 20 and (select sum(n) from search.vocabulary v where v.org_id = any(orgs) and v.sound = '')
      < .3 * (select reltuples from pg_class where oid = 'search.entry'::regclass) then
    office := row(array(select hashtext('o' || o) from unnest(orgs) o));
  end if;
  by_document := array(select i.person_id from people_identifier i where i.org_id = any(orgs) and i.normalized = any(documents) limit 100);
  by_phone := array(select c.person_id from people_contact c where c.org_id = any(orgs) and c.normalized = any(phones) limit 100);
  if cardinality(by_document) + cardinality(by_phone) > 0 then
    found := array(select e from unnest(orgs) o join search.entry e on e.org_id = o
      where e.person_id = any(by_document || by_phone) and e.person_id <> all(hidden) and e.shows <> all(hidden));
  end if;
  names := row(array(select hashtext(h) from unnest(heard) h));
  select array_agg(hashtext(least(a.h collate "C", b.h) || ' ' || greatest(a.h collate "C", b.h))) as every,
         array_agg(hashtext(least(a.h collate "C", b.h) || ' ' || greatest(a.h collate "C", b.h))) filter (where a.i <= cardinality(first_names)) as mixed
    into w
    from unnest(heard) with ordinality a(h, i) join unnest(heard) with ordinality b(h, i) on a.i < b.i where b.i > cardinality(first_names);
  pairs := row(w.every);
  if birth is not null then
    found := found || search.fetch(orgs, hidden, array[row(array[hashtext('d' || birth), hashtext('d' || coalesce(swapped, birth))])::search.bag] || office, 0, 300);
    if cardinality(heard) > 0 then
      found := found || search.fetch(orgs, hidden, array[row(array[hashtext('m' || to_char(birth, 'YYYY-MM'))])::search.bag, names] || office, 0, 200);
    end if;
  end if;
  if y is not null and w.every is not null then
    found := found || search.fetch(orgs, hidden, array[pairs, row(array[hashtext('y' || y)])::search.bag] || office, 0, 200);
  end if;
  if w.mixed is not null and cardinality(surnames) > 1 then
    two_surnames := row(array[hashtext(least(surnames[1] collate "C", surnames[2]) || ' ' || greatest(surnames[1] collate "C", surnames[2]))]);
    found := found || search.fetch(orgs, hidden, array[two_surnames, row(w.mixed)::search.bag] || office, 0, 60);
  end if;

  return query
    with u as (
      select distinct on (x.person_id) x.*, string_to_array(translate(x.sounds, '|', ' '), ' ') as spoken
      from unnest(found) x order by x.person_id
    ), compared as (
      select u.*, (select count(*) from unnest(heard) h where h = any(u.spoken)) as alike,
        array_remove(array[
          case when u.person_id = any(by_document) then 'document' end,
          case when u.person_id = any(by_phone) then 'phone' end,
          case when u.born = birth then 'date' when u.born = swapped then 'date_swapped'
               when date_trunc('month', u.born) = date_trunc('month', birth) then 'month' when u.year = y then 'year' end], null) as how
      from u
    )
    select c.shows,
      (c.alike + 3 * similarity(folded, translate(c.words, '|', ' '))
        + case when 'document' = any(c.how) then 5 else 0 end + case when 'phone' = any(c.how) then 1.5 else 0 end
        + case when 'date' = any(c.how) then 3 when 'date_swapped' = any(c.how) then 2.2 when 'month' = any(c.how) then 1.6 when 'year' = any(c.how) then 1.2 else 0 end)::real as worth,
      c.how, c.words, c.sounds, c.born, c.year
    from compared c order by 2 desc, 1 desc limit most_rows;
end $$;
