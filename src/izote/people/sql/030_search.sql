-- Finding persons by what people type. Tables only izote_gate reads; kept current by triggers; names.py holds the same fold and sound.

create table if not exists search.entry (
  org_id int not null, person_id bigint not null, shows bigint not null,
  born date, year smallint, sex text not null, words text not null, sounds text not null, keys int[] not null,
  primary key (org_id, person_id)
);
create index if not exists entry_keys on search.entry using gin (keys) with (fastupdate = off);
-- One row or more for each word heard in an office; n are rough counts; the row of the empty word counts persons.
create table if not exists search.vocabulary (org_id int not null, sound text collate "C" not null, n int not null);
create index if not exists vocabulary_sound on search.vocabulary (org_id, sound) include (n);
create table if not exists search.spelling (word text collate "C" not null, sound text collate "C" not null, near int[] not null);
create index if not exists spelling_word on search.spelling (word);
create index if not exists spelling_sound on search.spelling (sound);
create index if not exists spelling_near on search.spelling using gin (near) with (fastupdate = off);

do $$
declare
  t text;
begin
  foreach t in array array['entry', 'vocabulary', 'spelling'] loop
    execute format('revoke all on search.%I from public, izote_web, izote_worker', t);
    execute format('alter table search.%I enable row level security', t);
    execute format('alter table search.%I force row level security', t);
    execute format('grant select, insert, update, delete on search.%I to izote_gate', t);
    execute format('drop policy if exists gate_only on search.%I', t);
    execute format('create policy gate_only on search.%I to izote_gate using (true) with check (true)', t);
  end loop;
end $$;

drop function if exists search.fold(text);
create or replace function search.fold(t text, kept text default '') returns text
language sql immutable parallel safe as $$
  select btrim(regexp_replace(lower(
    replace(replace(replace(replace(replace(replace(replace(replace(
    translate(regexp_replace(normalize(
      regexp_replace(left(t, 600), '[''’‘`´ʼ\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]', '', 'g'), NFKD),
      '[\u0300-\u036F''’‘`´ʼ\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]', '', 'g'), 'øØđĐðÐłŁħĦı', 'ooddddllhhi'),
    'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th')
  ), '[^a-z0-9' || kept || ']+', ' ', 'g'))
$$;

-- The rules of names.SOUND_RULES in the same order, applied to a whole folded text at once.
create or replace function search.sound(t text) returns text
language sql immutable parallel safe as $$
  select regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(replace(
    t,
    'ph', 'f'), '[cs]h', '1', 'g'), '\mh+\M', 'j', 'g'), '\mhu(?=[aeio])|\mgu(?=[ao])|w', 'u', 'g'), '\mh?[iy](?=[aeou])', 'y', 'g'),
    'h', '', 'g'), 'll', 'y', 'g'), 'y(?![aeiou])', 'i', 'g'), '[sxc]+(?=c[ei])', '', 'g'), 'c(?=[eiy])|z', 's', 'g'),
    'qu(?=[ei])|ck|q|c', 'k', 'g'), 'ks|ts|x', 's', 'g'), 'g(?=[eiy])', 'j', 'g'), 'gu(?=[ei])', 'g', 'g'), 'v', 'b', 'g'),
    'n(?=[bp])', 'm', 'g'), '([a-z0-9])\1+', '\1', 'g'), '\ms(?=[bcdfgjklmnpqrt])', 'es', 'g'), '1', 'x', 'g'),
    '([a-z0-9]{24})[a-z0-9]+', '\1', 'g')
$$;

-- The words of a file that its keys are made of: at most twelve, without particles unless nothing else is left.
create or replace function search.heard(sounds text) returns text[]
language sql immutable parallel safe as $$
  select coalesce(nullif((array_remove(string_to_array(regexp_replace(translate(sounds, '|', ' '),
    '\m(del?|las?|los?|el|i|e|da|dos?|di|bda|biuda)\M', '', 'g'), ' '), ''))[:12], '{}'),
    (array_remove(string_to_array(translate(sounds, '|', ' '), ' '), ''))[:12])
$$;

create or replace function search.spelt(words text) returns text[]
language sql immutable parallel safe as $$
  select (array_remove(string_to_array(regexp_replace(translate(words, '|', ' '), '\m(del?|las?|los?|el|y|e|da|dos?|di|vda|viuda)\M', '', 'g'), ' '), ''))[:12]
$$;

-- What a file is found by: its office, birth year, month and day, each word as spelt and as heard, and each pair of words as heard.
create or replace function search.keys(org int, words text, sounds text, born date, year int) returns int[]
language plpgsql immutable parallel safe as $$
declare
  found int[] := array[hashtext('o' || org)];
  heard text[] := search.heard(sounds);
  spelt text[] := search.spelt(words);
begin
  if year is not null then found := found || hashtext('y' || year); end if;
  if born is not null then found := found || array[hashtext('d' || born), hashtext('m' || to_char(born, 'YYYY-MM'))]; end if;
  for i in 1..coalesce(array_length(spelt, 1), 0) loop
    found := found || hashtext('=' || spelt[i]);
  end loop;
  for i in 1..coalesce(array_length(heard, 1), 0) loop
    found := found || hashtext(heard[i]);
    for j in i + 1..array_length(heard, 1) loop
      found := found || hashtext(least(heard[i] collate "C", heard[j]) || ' ' || greatest(heard[i] collate "C", heard[j]));
    end loop;
  end loop;
  return found;
end $$;

-- A word and the word with any one letter left out: two words that share one of these are spelt alike.
create or replace function search.deletions(sound text) returns int[]
language sql immutable parallel safe as $$
  select array_agg(distinct hashtext(case when i = 0 then sound else overlay(sound placing '' from i for 1) end))
  from generate_series(0, case when length(sound) < 3 then 0 else length(sound) end) i
$$;

-- The file into which a merged one went in the end.
create or replace function search.root(start bigint) returns bigint
language plpgsql stable as $$
declare
  at bigint := start;
  next bigint;
begin
  for step in 1..20 loop
    select p.merged_into_id into next from people_person p where p.id = at;
    exit when next is null;
    at := next;
  end loop;
  return at;
end $$;

create or replace function search.put(ids bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  many boolean := cardinality(ids) > 500;
  crowded int;
begin
  perform search.only_inside();
  with fresh as materialized (
    select p.org_id, p.id, p.sex, p.birth_date, coalesce(p.birth_year, extract(year from p.birth_date))::smallint as year, p.merged_into_id,
      search.fold(concat_ws('|', translate(p.first_name || ' ' || p.middle_names, '|', ' '), translate(p.first_surname, '|', ' '),
        translate(p.second_surname, '|', ' '), translate(p.married_surname, '|', ' '), translate(p.nicknames, '|', ' ')), '|') as words
    from unnest(ids) i join people_person p on p.id = i
  ), spoken as materialized (
    select *, search.sound(words) as sounds from fresh
  )
  insert into search.entry as e (org_id, person_id, shows, born, year, sex, words, sounds, keys)
  select org_id, id, case when merged_into_id is null then id else search.root(merged_into_id) end, birth_date, year, sex, words, sounds, search.keys(org_id, words, sounds, birth_date, year)
  from spoken
  on conflict (org_id, person_id) do update
    set shows = excluded.shows, born = excluded.born, year = excluded.year, sex = excluded.sex,
        words = excluded.words, sounds = excluded.sounds, keys = excluded.keys
    where (e.shows, e.born, e.year, e.sex, e.words) is distinct from (excluded.shows, excluded.born, excluded.year, excluded.sex, excluded.words);

  insert into search.vocabulary (org_id, sound, n)
  select w.org_id, w.sound, w.n from (
    select e.org_id, s.sound, count(distinct e.person_id)::int as n
    from unnest(ids) i
    join people_person p on p.id = i
    join search.entry e on e.org_id = p.org_id and e.person_id = i, unnest(search.heard(e.sounds) || array['']) s(sound)
    group by 1, 2
  ) w
  where many or (w.sound <> '' and not exists (select from search.vocabulary v where v.org_id = w.org_id and v.sound = w.sound));

  insert into search.spelling (word, sound, near)
  select w.word, search.sound(w.word), search.deletions(w.word) || search.deletions(search.sound(w.word)) from (
    select distinct s.word
    from unnest(ids) i
    join people_person p on p.id = i
    join search.entry e on e.org_id = p.org_id and e.person_id = i, unnest(search.spelt(e.words)) s(word)
  ) w
  where not exists (select from search.spelling v where v.word = w.word);

  for crowded in
    select v.org_id from search.vocabulary v where many and v.sound = '' and v.org_id = any(array(select p.org_id from unnest(ids) i join people_person p on p.id = i))
    group by 1 having count(*) > 12
  loop
    if pg_try_advisory_xact_lock(hashtext('search.vocabulary'), crowded) then
      with old as (
        delete from search.vocabulary where org_id = crowded returning sound, n
      )
      insert into search.vocabulary (org_id, sound, n) select crowded, sound, sum(n) from old group by sound;
    end if;
  end loop;
end $$;

-- A word that nobody in the office bears any more is forgotten; counted ones wait for search.refresh().
create or replace function search.remove(orgs int[], ids bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  w record;
begin
  perform search.only_inside();
  for w in
    with gone as (
      delete from search.entry e using unnest(orgs, ids) g(org_id, id) where e.org_id = g.org_id and e.person_id = g.id returning e.org_id, e.sounds
    ), heard as (
      select distinct org_id, s.sound from gone, unnest(search.heard(sounds)) s(sound)
    )
    select h.* from heard h where (select coalesce(sum(n), 0) from search.vocabulary v where v.org_id = h.org_id and v.sound = h.sound) < 100
  loop
    if not exists (
      select from search.entry e where e.keys && array[hashtext(w.sound)] and e.keys && array[hashtext('o' || w.org_id)] and not (e.org_id = any(orgs) and e.person_id = any(ids))
    ) then
      delete from search.vocabulary where org_id = w.org_id and sound = w.sound;
      delete from search.spelling s where s.sound = w.sound and not exists (
        select from search.vocabulary v where v.sound = w.sound
      );
    end if;
  end loop;
end $$;

create or replace function search.only_inside() returns void
language plpgsql as $$
begin
  if pg_trigger_depth() = 0 and not pg_has_role(session_user, 'izote_owner', 'member') then
    raise exception 'izote: only the database itself keeps the search tables' using errcode = '42501';
  end if;
end $$;

create or replace function search.person_added() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform search.put(array(select id from fresh order by id));
  return null;
end $$;

create or replace function search.person_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  changed bigint[];
  org_of int[];
begin
  select array_agg(o.id order by o.id), array_agg(o.org_id order by o.id) into changed, org_of
  from gone o left join fresh f on f.id = o.id
  where f.id is null
    or (f.org_id, f.first_name, f.middle_names, f.first_surname, f.second_surname, f.married_surname, f.nicknames, f.sex, f.birth_date, f.birth_year, f.merged_into_id)
    is distinct from (o.org_id, o.first_name, o.middle_names, o.first_surname, o.second_surname, o.married_surname, o.nicknames, o.sex, o.birth_date, o.birth_year, o.merged_into_id);
  if changed is null then
    return null;
  end if;
  perform search.remove(org_of, changed);
  perform search.put(array(
    with recursive led as (
      select unnest(changed) as id
      union
      select p.id from led join people_person p on p.merged_into_id = led.id
    )
    select id from led order by id));
  return null;
end $$;

create or replace function search.person_removed() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  ids bigint[];
  org_of int[];
begin
  select array_agg(id), array_agg(org_id) into ids, org_of from gone;
  if ids is not null then
    perform search.remove(org_of, ids);
  end if;
  return null;
end $$;

create or replace function search.person_emptied() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  delete from search.entry;
  delete from search.vocabulary;
  delete from search.spelling;
  return null;
end $$;

drop trigger if exists search_emptied on people_person;
create trigger search_emptied after truncate on people_person for each statement execute function search.person_emptied();
drop trigger if exists search_added on people_person;
create trigger search_added after insert on people_person referencing new table as fresh for each statement execute function search.person_added();
drop trigger if exists search_changed on people_person;
create trigger search_changed after update on people_person referencing old table as gone new table as fresh for each statement execute function search.person_changed();
drop trigger if exists search_removed on people_person;
create trigger search_removed after delete on people_person referencing old table as gone for each statement execute function search.person_removed();

-- Count the words again; the program's clock calls it at night.
create or replace function search.refresh() returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  counted int;
begin
  perform pg_advisory_xact_lock(hashtext('search.refresh'));
  delete from search.vocabulary;
  insert into search.vocabulary (org_id, sound, n)
  select e.org_id, s.sound, count(distinct e.person_id) from search.entry e, unnest(search.heard(e.sounds) || array['']) s(sound) group by 1, 2;
  get diagnostics counted = row_count;
  delete from search.spelling;
  insert into search.spelling (word, sound, near)
  select word, search.sound(word), search.deletions(word) || search.deletions(search.sound(word))
  from (select distinct s.word from search.entry e, unnest(search.spelt(e.words)) s(word)) w;
  return counted;
end $$;

-- Make all keys anew, of some offices or of all: after a restore, or when the rules of sound have changed.
create or replace function search.rebuild(only_orgs int[] default null) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not pg_has_role(session_user, 'izote_owner', 'member') then
    raise exception 'izote: only the owner rebuilds the search tables' using errcode = '42501';
  end if;
  delete from search.entry where only_orgs is null or org_id = any(only_orgs);
  perform search.put(array(select id from people_person where only_orgs is null or org_id = any(only_orgs) order by id));
  return search.refresh();
end $$;

-- Around a load of hundreds of thousands into an empty register (the owner alone can): without the indexes of keys while it lasts.
create or replace function search.suspend() returns void
language sql as $$
  drop index if exists search.entry_keys, search.entry_known
$$;

create or replace function search.resume() returns void
language plpgsql as $$
begin
  create index if not exists entry_keys on search.entry using gin (keys) with (fastupdate = off);
  perform search.link_index();
  perform search.refresh();
end $$;
