-- The questions put to the search tables. They take no office: those of the actor apply, and hidden files are left out, before any limit.

do $$ begin
  if to_regtype('search.bag') is null then create type search.bag as (keys int[]); end if;
end $$;

-- At most `most` entries that carry a key of every bag; a frequent combination is read from the latest files backwards.
create or replace function search.fetch(orgs int[], hidden bigint[], bags search.bag[], expected real, most int) returns search.entry[]
language plpgsql stable as $$
declare
  found search.entry[] := '{}';
  a int[] := bags[1].keys;
  b int[] := bags[2].keys;
  c int[] := bags[3].keys;
  d int[] := bags[4].keys;
begin
  if expected > 4000 and cardinality(orgs) = 1 then
    found := array(
      select e from (
        select e as e from search.entry e where e.org_id = orgs[1] and e.person_id <> all(hidden) and e.shows <> all(hidden) order by e.person_id desc limit 6000
      ) latest where (e).keys && a and (b is null or (e).keys && b) and (c is null or (e).keys && c) and (d is null or (e).keys && d) limit most);
    if cardinality(found) >= least(most, 40) then
      return found;
    end if;
  end if;
  if b is null then
    return array(select e from search.entry e
      where e.keys && a and (e.org_id + 0) = any(orgs) and e.person_id <> all(hidden) and e.shows <> all(hidden) limit most);
  elsif c is null then
    return array(select e from search.entry e
      where e.keys && a and e.keys && b and (e.org_id + 0) = any(orgs) and e.person_id <> all(hidden) and e.shows <> all(hidden) limit most);
  elsif d is null then
    return array(select e from search.entry e
      where e.keys && a and e.keys && b and e.keys && c and (e.org_id + 0) = any(orgs) and e.person_id <> all(hidden) and e.shows <> all(hidden) limit most);
  end if;
  return array(select e from search.entry e
    where e.keys && a and e.keys && b and e.keys && c and e.keys && d and (e.org_id + 0) = any(orgs) and e.person_id <> all(hidden) and e.shows <> all(hidden) limit most);
end $$;

-- What may stand for each typed word in these offices: the word as heard, its aliases, near spellings, beginnings.
create or replace function search.variants(orgs int[], typed text[], heard text[], alias_of int[], alias text[], alias_weight real[])
returns table (slot int, sound text, weight real, n real)
language sql stable as $$
  with base as (
    select w.slot::int, w.word, w.sound, (select sum(v.n) from search.vocabulary v where v.org_id = any(orgs) and v.sound = w.sound)::real as n
    from unnest(typed, heard) with ordinality w(word, sound, slot)
  ), near as (
    select b.slot, s.sound, length(b.word) as len,
      min(least(levenshtein_less_equal(s.word, b.word, 2), levenshtein_less_equal(s.sound, b.sound, 2))) as d
    from base b cross join lateral (
      select s.word, s.sound from search.spelling s where s.near && (select search.deletions(b.word) || search.deletions(b.sound)) and s.sound <> b.sound
    ) s
    where length(b.word) between 3 and 30 group by 1, 2, 3
  ), known as (
    select k.slot, k.sound, k.weight, (select sum(v.n) from search.vocabulary v where v.org_id = any(orgs) and v.sound = k.sound)::real as n
    from (
      select a.slot, a.sound, a.weight from unnest(alias_of, alias, alias_weight) a(slot, sound, weight)
      union all
      select slot, sound, (case when d = 1 then .75 else .6 end)::real from near where d = 1 or (d = 2 and len > 3)
    ) k
  ), begun as (
    select b.slot, v.sound, .8::real as weight, sum(v.n)::real as n
    from (
      select base.slot, base.sound, base.n, case when word ~ '[cgly]$|[qg]u$' then left(base.sound, -1) else base.sound end as start from base
    ) b join search.vocabulary v on v.org_id = any(orgs) and v.sound > b.start and v.sound < b.start || '~'
    where coalesce(b.n, 0) < 64 and length(b.start) >= 3 group by 1, 2
  ), ranked as (
    select k.slot, k.sound, max(k.weight) as weight, max(k.n) as n,
      row_number() over (partition by k.slot order by max(k.weight) desc, floor(max(k.n) / 64) desc, k.sound) as rank
    from (select * from known where known.n is not null union all select * from begun) k
    where not exists (select from base b where b.slot = k.slot and b.sound = k.sound)
    group by 1, 2
  )
  select slot, sound, (weight / max(weight) over (partition by slot))::real, n from (
    select slot, sound, 1::real as weight, n from base where n is not null
    union all
    select slot, sound, weight, n from ranked where rank <= 12
  ) v
$$;

-- The pairs of one word with the others of a set; a word typed twice asks for a file that has it twice.
create or replace function search.star(pair search.bag[], bases text[], centre int, mask int, most int) returns search.bag[]
language plpgsql immutable as $$
declare
  found search.bag[] := '{}';
  twin int;
begin
  for i in 1 .. cardinality(bases) loop
    continue when i = centre or mask & (1 << (i - 1)) = 0 or cardinality(found) >= most;
    twin := array_position(bases, bases[i]);
    if twin = i or mask & (1 << (twin - 1)) = 0 then
      twin := centre;
    end if;
    if pair[twin * 8 + i] is not null then
      found := found || pair[twin * 8 + i];
    end if;
  end loop;
  return found;
end $$;

create or replace function search.persons(
  typed text[], heard text[], alias_of int[], alias text[], alias_weight real[], years int[], dates date[], documents text[], phones text[], codes text[], most int default 60
) returns table (person_id bigint, score real, via text, words text, sounds text, born date, year smallint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
set enable_seqscan = off set enable_indexscan = on set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  orgs int[] := access.orgs('person.read');
  hidden bigint[] := coalesce(access.hidden_persons(), '{}');
  most_rows constant int := least(greatest(most, 1), 100);
  enough constant int := 14;
  cap constant int := 240;
  total real;
  k int := 0;
  v_typed text[]; v_base text[]; v_slot int[]; v_sound text[]; v_weight real[]; v_n real[];
  f real[];                                   -- bearers of each word
  single search.bag[]; sure search.bag[];     -- keys of each word: of all variants, of the certain ones
  pair search.bag[] := array_fill(null::search.bag, array[64]);
  pair_sure search.bag[] := array_fill(null::search.bag, array[64]);
  office search.bag; occasion search.bag;     -- the offices; the birth years or dates
  found search.entry[] := '{}';
  level_found int := 0;
  cheap int[] := '{}';
  keys int[] := '{}';
  names int; rarest int; size real; timed boolean;
  arm search.bag[]; extra search.bag[]; rows_found search.entry[]; whole boolean; covered boolean; twins int;
  occasions int;
  two record; at record;
  exact int := 0;
  f_sure real[];
  spelt search.bag[];
  size_sure real;
begin
  if orgs is null or cardinality(orgs) = 0 then
    return;
  end if;
  if cardinality(documents) + cardinality(phones) + cardinality(codes) > 0 then
    for at in
      select i.org_id, i.person_id, 'document:' || i.normalized as how from people_identifier i where i.org_id = any(orgs) and i.normalized = any(documents)
      union all select c.org_id, c.person_id, 'phone:' || c.normalized from people_contact c where c.org_id = any(orgs) and c.normalized = any(phones)
      union all select p.org_id, p.id, 'code:' || p.code from people_person p where p.code = any(codes) and p.org_id = any(orgs)
    loop
      return query select e.shows, 100::real, at.how, e.words, e.sounds, e.born, e.year from search.entry e
        where e.org_id = at.org_id and e.person_id = at.person_id and e.person_id <> all(hidden) and e.shows <> all(hidden);
      exact := exact + 1;
      exit when exact >= 60;
    end loop;
  end if;

  total := greatest((select sum(n) from search.vocabulary v where v.org_id = any(orgs) and v.sound = ''), 1);
  if cardinality(orgs) <= 20 and total < .3 * (select reltuples from pg_class where oid = 'search.entry'::regclass) then
    office := row(array(select hashtext('o' || o) from unnest(orgs) o));
  end if;
  if cardinality(dates) > 0 then
    occasion := row(array(select hashtext('d' || d) from unnest(dates) d));
  elsif cardinality(years) > 0 then
    occasion := row(array(select hashtext('y' || y) from unnest(years) y));
  end if;

  if cardinality(heard) > 0 then
    with v as (
      select * from search.variants(orgs, typed, heard, alias_of, alias, alias_weight) v where v.n > 0
    ), chosen as (
      select v.slot, row_number() over (order by v.slot)::int as place from v
      where v.slot in (select x.slot from v x group by 1 order by sum(x.n) limit 6) group by 1
    )
    select array_agg(c.place order by c.place, v.weight desc), array_agg(v.sound order by c.place, v.weight desc),
           array_agg(v.weight order by c.place, v.weight desc), array_agg(v.n order by c.place, v.weight desc), coalesce(max(c.place), 0),
           (select array_agg(typed[c.slot] order by c.place) from chosen c), (select array_agg(heard[c.slot] order by c.place) from chosen c)
      into v_slot, v_sound, v_weight, v_n, k, v_typed, v_base
      from v join chosen c using (slot);
  end if;

  if k > 0 then
    select array_agg(w.n order by w.slot), array_agg(w.n_sure order by w.slot),
           array_agg(row(w.every)::search.bag order by w.slot), array_agg(row(w.certain)::search.bag order by w.slot)
      into f, f_sure, single, sure
      from (select v.slot, sum(v.n)::real as n, coalesce(sum(v.n) filter (where v.weight > .8), 0)::real as n_sure, array_agg(hashtext(v.sound)) as every,
                   coalesce(array_agg(hashtext(v.sound)) filter (where v.weight > .8), '{}') as certain
            from unnest(v_slot, v_sound, v_n, v_weight) v(slot, sound, n, weight) group by 1) w;
    for two in
      select a.slot as i, b.slot as j, sum(a.n * b.n) / total as n,
        array_agg(hashtext(least(a.sound collate "C", b.sound) || ' ' || greatest(a.sound collate "C", b.sound)))
          || coalesce(array_agg(hashtext(a.sound)) filter (where a.sound = b.sound and b.slot = a.slot + 1 and a.weight + b.weight < 2), '{}') as every,
        coalesce(array_agg(hashtext(least(a.sound collate "C", b.sound) || ' ' || greatest(a.sound collate "C", b.sound)))
          filter (where a.weight * b.weight > .8), '{}') as certain
      from unnest(v_slot, v_sound, v_n, v_weight) a(slot, sound, n, weight)
      join unnest(v_slot, v_sound, v_n, v_weight) b(slot, sound, n, weight) on a.slot < b.slot
      where a.weight * b.weight >= case when k < 4 then .5 else .58 end
      group by 1, 2
    loop
      pair[two.i * 8 + two.j] := row(two.every);
      pair[two.j * 8 + two.i] := row(two.every);
      pair_sure[two.i * 8 + two.j] := row(two.certain);
      pair_sure[two.j * 8 + two.i] := row(two.certain);
      if two.n <= 40 then
        cheap := cheap || ((1 << (two.i - 1)) | (1 << (two.j - 1)));
        keys := keys || two.every;
      end if;
    end loop;
  end if;

  if cardinality(keys) > 0 then
    found := search.fetch(orgs, hidden, array[row(keys)::search.bag] || office, 0, 400);
  end if;

  for i in 1 .. k loop
    spelt := spelt || row(array[hashtext('=' || v_typed[i])])::search.bag;
  end loop;
  occasions := case when occasion is null then 0 else 1 end;
  for level in reverse k + occasions .. 1 loop
    for mask in 1 .. (1 << (k + occasions)) - 1 loop
      continue when bit_count(mask::bit(8)) <> level;
      covered := false;
      foreach twins in array cheap loop
        covered := covered or mask & twins = twins;
      end loop;
      continue when covered;
      timed := occasions = 1 and mask >= (1 << k);
      names := level - timed::int;
      continue when (names = 0 and k > 0) or (names = 1 and k > 1 and (not timed or cardinality(found) > 0));
      rarest := null;
      size := total * case when timed then .02 else 1 end;
      size_sure := size;
      for i in 1 .. k loop
        if mask & (1 << (i - 1)) > 0 then
          size := size * f[i] / total;
          size_sure := size_sure * f_sure[i] / total;
          if rarest is null or f[i] < f[rarest] then rarest := i; end if;
        end if;
      end loop;
      whole := level = k + occasions;
      continue when not whole and size > 900;
      extra := '{}';
      if timed then extra := array[occasion]; end if;
      if office is not null then extra := extra || office; end if;
      rows_found := '{}';
      if whole and size_sure > cap and names < 3 then
        arm := case when names < 2 then '{}' else search.star(pair_sure, v_base, rarest, mask, 1) end;
        for i in 1 .. k loop
          arm := arm || spelt[i];
        end loop;
        rows_found := search.fetch(orgs, hidden, (arm || extra)[:4], size_sure, cap);
      end if;
      if whole and size > 60 and cardinality(rows_found) < enough then
        arm := case names when 0 then '{}' when 1 then array[sure[rarest]] else search.star(pair_sure, v_base, rarest, mask, 3) end;
        rows_found := rows_found || search.fetch(orgs, hidden, (arm || extra)[:4], size_sure, cap);
      end if;
      if cardinality(rows_found) < enough then
        arm := case names when 0 then '{}' when 1 then array[single[rarest]] else search.star(pair, v_base, rarest, mask, 3) end;
        rows_found := rows_found || search.fetch(orgs, hidden, (arm || extra)[:4], size, cap);
        if whole and names > 2 then
          for i in 1 .. k loop
            exit when cardinality(rows_found) >= enough;
            if i <> rarest then
              rows_found := rows_found || search.fetch(orgs, hidden, (search.star(pair, v_base, i, mask, 3) || extra)[:4], size, cap);
            end if;
          end loop;
        end if;
      end if;
      found := found || rows_found;
      level_found := level_found + cardinality(rows_found);
    end loop;
    exit when level_found >= enough;
  end loop;

  if cardinality(found) = 0 and k > 0 then
    select place into rarest from unnest(f) with ordinality x(n, place) order by n limit 1;
    found := search.fetch(orgs, hidden, array[single[rarest]] || office, f[rarest], cap);
  end if;

  return query
    with u as (
      select distinct on (x.person_id) x.* from unnest(found) x order by x.person_id
    ), hit as (
      select u.person_id as id, v.slot,
        max(v.weight + case when t.word = v_typed[v.slot] then .05 else 0 end) * (1 + .12 * ln(total / greatest(least(f[v.slot], total), 1))) as worth
      from u cross join lateral unnest(string_to_array(translate(u.words, '|', ' '), ' '), string_to_array(translate(u.sounds, '|', ' '), ' ')) t(word, sound)
      join unnest(v_slot, v_sound, v_weight) v(slot, sound, weight) on v.sound = t.sound
      group by 1, 2
    )
    select u.shows, (coalesce(h.worth, 0) - .02 * cardinality(string_to_array(u.words, ' '))
        - case when u.words like '%||%' then 0 else .02 end
        + case when u.born = any(dates) then 2 when u.year = any(years) then 1.2 when u.year + 1 = any(years) or u.year - 1 = any(years) then .5 else 0 end)::real as worth,
      null::text, u.words, u.sounds, u.born, u.year
    from u left join (select id, sum(hit.worth) as worth from hit group by 1) h on h.id = u.person_id
    order by 2 desc, u.person_id desc limit most_rows;
end $$;
