-- A seminar is open, then closed and counted; opened again only before a name was erased or a certificate given; called off for good.
create or replace function access.guard_seminar() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.names_erased_at is not null and new.names_erased_at is distinct from old.names_erased_at then
    raise exception 'izote: names that were erased stay erased' using errcode = '42501';
  end if;
  if new.code <> old.code or new.org_id <> old.org_id then
    raise exception 'izote: a seminar keeps its code' using errcode = '42501';
  end if;
  if new.state = old.state then
    return new;
  end if;
  if (old.state, new.state) not in (('planned', 'closed'), ('planned', 'cancelled'), ('closed', 'planned')) then
    raise exception 'izote: a seminar does not go from % to %', old.state, new.state using errcode = '42501';
  end if;
  if old.state = 'closed' and (old.names_erased_at is not null
      or exists (select 1 from public.seminars_certificate c where c.seminar_id = old.id)) then
    raise exception 'izote: what certificates say is not changed afterwards' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists guarded on seminars_seminar;
create trigger guarded before update on seminars_seminar for each row execute function access.guard_seminar();

-- The names of a seminar go for good: by its manager, or by the clock once the day has come. What remains is the code, the office, the role.
create or replace function access.erase_names(wanted bigint) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found record;
  who record;
  gone int;
begin
  select s.id, s.org_id, s.code, s.erase_on, s.names_erased_at into found from public.seminars_seminar s where s.id = wanted for update;
  if found.id is null or found.names_erased_at is not null then
    return null;
  end if;
  if not found.org_id = any((select access.orgs('seminars.manage'))::int[])
     and not (found.org_id = any((select access.orgs('seminars.erase'))::int[])
              and found.erase_on <= (now() at time zone 'America/El_Salvador')::date) then
    return null;
  end if;
  delete from public.seminars_participantname n where n.seminar_id = found.id;
  get diagnostics gone = row_count;
  update public.seminars_seminar set names_erased_at = clock_timestamp() where id = found.id;
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor();
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  values (clock_timestamp(), who.id, who.username, found.org_id, 'seminar.names_erased', 'seminar', found.id::text, found.code,
          jsonb_build_object('names', gone));
  return gone;
end $$;

-- What anybody who holds a certificate's code may know: that it is valid, of what, when, how long, as what. Nothing that names.
create or replace function access.certificate(wanted text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('valid', c.annulled_on is null, 'seminar_kind', s.kind, 'seminar', s.code, 'title', s.title,
    'starts_on', s.starts_on, 'ends_on', s.ends_on, 'minutes', c.minutes, 'role', c.role, 'kind', c.kind)
  from public.seminars_certificate c join public.seminars_seminar s on s.id = c.seminar_id
  where c.code = wanted
$$;

-- The questions behind an address, as long as it is open; which answer is right is not among them.
create or replace function access.answer_door(wanted text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('seminar', s.code, 'title', s.title, 'moment', d.moment, 'questions', (
    select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'es', q.es, 'en', q.en, 'options', q.options) order by a.position), '[]')
    from public.seminars_seminarquestion a join public.seminars_question q on q.id = a.question_id where a.seminar_id = s.id))
  from public.seminars_answerdoor d join public.seminars_seminar s on s.id = d.seminar_id
  where d.token_hash = wanted and d.closes_at > now() and s.state = 'planned'
$$;

-- Answers by code, once: what was answered is neither shown nor written over here.
create or replace function access.answer_by_code(wanted text, participant_number int, given jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  door record;
  who bigint;
begin
  select d.seminar_id, d.org_id, d.moment into door from public.seminars_answerdoor d
    join public.seminars_seminar s on s.id = d.seminar_id
    where d.token_hash = wanted and d.closes_at > now() and s.state = 'planned';
  if door.seminar_id is null then
    return 'shut';
  end if;
  select p.id into who from public.seminars_participant p where p.seminar_id = door.seminar_id and p.number = participant_number;
  if who is null then
    return 'unknown';
  end if;
  perform pg_advisory_xact_lock(hashtext('izote.answers'), (who % 2147483647)::int);
  if exists (select 1 from public.seminars_answer a where a.participant_id = who and a.moment = door.moment) then
    return 'answered';
  end if;
  insert into public.seminars_answer (org_id, seminar_id, participant_id, question_id, moment, choice)
  select door.org_id, door.seminar_id, who, q.id, door.moment, (g.value)::int
  from jsonb_each_text(given) g
  join public.seminars_seminarquestion s on s.seminar_id = door.seminar_id and s.question_id::text = g.key
  join public.seminars_question q on q.id = s.question_id
  where g.value ~ '^[0-9]{1,2}$' and g.value::int < jsonb_array_length(q.options);
  return case when found then 'kept' else 'empty' end;
end $$;
