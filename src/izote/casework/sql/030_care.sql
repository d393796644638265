-- Receipts are numbered without gaps, office by office and year by year; the office waits for the number until the transaction ends.
create or replace function access.next_receipt(office int) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  stem text;
  last text;
begin
  if not office = any((select access.orgs('case.own'))::int[]) then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtext('izote.receipt'), office);
  select o.code || '-' || to_char(now() at time zone 'America/El_Salvador', 'YYYY') || '-' into stem
    from public.access_organization o where o.id = office;
  select max(s.receipt) into last from public.casework_servicedelivered s
   where s.org_id = office and s.receipt <> '' and s.receipt >= stem and s.receipt < stem || 'A';
  return stem || lpad((coalesce(substr(last, length(stem) + 1)::int, 0) + 1)::text, 6, '0');
end $$;

-- Whether the same thing was given around that day, by anybody in the office, to the person or to the household: how often and when last,
-- never by whom, in which programme, or to which other member. Members and households hidden from the actor do not count.
create or replace function access.double_support(wanted uuid, what text, day date, span int)
returns table (same_person boolean, many int, last_on date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with subject as (
    select c.person_id, c.org_id, array(select access.united(array[c.person_id])) as files
    from public.casework_case c where c.id = wanted and access.opens_case(wanted)
  ), others as (
    select distinct m.person_id
    from subject s
    join public.people_householdmember mine on mine.person_id = any(s.files)
    join public.people_householdmember m on m.household_id = mine.household_id and m.org_id = s.org_id
    where mine.household_id <> all((select access.hidden_households())::bigint[])
  ), persons as (
    select unnest(files) as id, true as same from subject
    union
    select f, false from subject s, access.united(array(select o.person_id from others o)) f where f <> all(s.files)
  )
  select p.same, count(*)::int, max(d.delivered_on)
  from subject s
  join persons p on p.id <> all((select access.hidden_persons())::bigint[])
  join public.casework_servicedelivered d on d.person_id = p.id and d.org_id = s.org_id
  where d.kind = what and d.cancelled_at is null and d.delivered_on between day - span and day + span
  group by p.same
$$;

-- Whether a colleague or a room is taken at that time: yes or no, never with whom.
create or replace function access.taken(office int, who bigint, place text, starts timestamptz, span int, besides uuid)
returns table (colleague boolean, room boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(bool_or(a.with_user_id = who), false), coalesce(bool_or(place <> '' and lower(a.room) = lower(place)), false)
  from public.casework_appointment a
  where office = any((select access.orgs('case.own'))::int[]) and a.org_id = office and a.state = 'booked' and a.id is distinct from besides
    and a.starts_at > starts - interval '1 day' and a.starts_at < starts + make_interval(mins => span)
    and a.starts_at + make_interval(mins => a.minutes) > starts
$$;

-- Reception says who came and who did not: not before the day, nor that somebody is missing before the hour. Null when it may not be.
create or replace function access.agenda_mark(wanted uuid, event text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found record;
  who record;
  after text;
begin
  select a.state, a.org_id, a.person_id, a.code, p.code as person_code, a.starts_at,
         (a.starts_at at time zone 'America/El_Salvador')::date <= (now() at time zone 'America/El_Salvador')::date as begun
    into found
    from public.casework_appointment a join public.people_person p on p.id = a.person_id
   where a.id = wanted and a.org_id = any((select access.orgs('agenda.read'))::int[])
     and a.person_id <> all((select access.hidden_persons())::bigint[])
     for update of a;
  after := case
    when event = 'attend' and found.state in ('booked', 'no_show') and found.begun then 'attended'
    when event = 'miss' and found.state = 'booked' and found.starts_at < now() then 'no_show'
  end;
  if after is null then
    return null;
  end if;
  update public.casework_appointment set state = after where id = wanted;
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor();
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  values (clock_timestamp(), who.id, who.username, found.org_id, 'appointment.' || case after when 'attended' then 'attended' else 'missed' end,
          'person', found.person_id::text, found.person_code, jsonb_build_object('appointment', wanted));
  return after;
end $$;

-- A worker's calendar for whoever holds its secret address: codes, hours and rooms; null when no such address stands or the worker has left.
create or replace function access.calendar_feed(hash text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((
      select jsonb_agg(jsonb_build_object('code', a.code, 'start', a.starts_at, 'minutes', a.minutes, 'room', a.room, 'state', a.state)
                       order by a.starts_at, a.code)
      from public.casework_appointment a
      where a.with_user_id = f.user_id and a.org_id = f.org_id
        and a.person_id <> all(array(
          select access.united(array(select e.person_id from public.people_exclusion e where e.user_id = f.user_id))))
        and a.starts_at between now() - interval '31 days' and now() + interval '366 days'
    ), '[]')
  from public.casework_calendarfeed f
  join accounts.access_user u on u.id = f.user_id and u.is_active
  where f.token_hash = hash
    and exists (
      select 1 from accounts.access_membership m
      join access.role_right r on r.role = m.role and r.right_code = 'case.own'
      join public.access_organization o on o.id = m.org_id and o.is_active
      where m.user_id = f.user_id and m.org_id = f.org_id
        and m.starts_on <= (now() at time zone 'America/El_Salvador')::date
        and (m.ends_on is null or m.ends_on >= (now() at time zone 'America/El_Salvador')::date)
    )
$$;

-- What a text said before it was corrected: to whoever may read the text itself, with a line in the trail.
create or replace function access.earlier_words(wanted uuid) returns table (at timestamptz, actor text, body text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found record;
  who record;
begin
  select t.case_id, t.org_id, t.person_id, p.code into found
    from public.casework_text t join public.people_person p on p.id = t.person_id
   where t.id = wanted and (not t.private or t.author_id = access.actor());
  if found.case_id is null or not access.opens_case(found.case_id) or not access.reads_all(found.case_id) then
    return;
  end if;
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor();
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  values (clock_timestamp(), who.id, who.username, found.org_id, 'note.history_read', 'person', found.person_id::text, found.code,
          jsonb_build_object('level', 2, 'case', found.case_id));
  return query
    select h.at, coalesce(nullif(u.display_name, ''), u.username)::text, h.before ->> 'body'
    from public.people_history h left join accounts.access_user u on u.id = h.actor_id
    where h."table" = 'casework_text' and h.person_id = found.person_id and h.row_id = wanted::text
    order by h.at desc;
end $$;

-- Documents go for good: their bytes, their captions, and what the history kept of those.
create or replace function access.shred_documents(gone uuid[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  persons bigint[] := array(select d.person_id from public.casework_document d where d.id = any(gone));
begin
  delete from public.casework_text where about = 'document' and about_id = any(gone);
  delete from public.casework_documentbody where document_id = any(gone);
  delete from public.casework_document where id = any(gone);
  delete from public.people_history
   where person_id = any(persons) and "table" = 'casework_text' and before ->> 'about' = 'document' and before ->> 'about_id' = any(gone::text[]);
end $$;

-- A document deleted by whoever works on its case.
create or replace function access.delete_document(wanted uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from public.casework_document d
   where d.id = wanted and d.org_id = any((select access.orgs('case.own'))::int[]) and access.opens_case(d.case_id);
  if found then
    perform access.shred_documents(array[wanted]);
  end if;
  return found;
end $$;

-- Documents whose time has passed go; each leaves a line.
create or replace function access.forget_documents(office int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone uuid[];
  who record;
begin
  if not office = any((select access.orgs('case.team'))::int[]) then
    return 0;
  end if;
  gone := array(select d.id from public.casework_document d
                where d.org_id = office and d.expires_on < (now() at time zone 'America/El_Salvador')::date limit 1000);
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor();
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  select clock_timestamp(), who.id, who.username, office, 'document.expired', 'person', d.person_id::text, p.code,
         jsonb_build_object('document', d.id)
    from public.casework_document d join public.people_person p on p.id = d.person_id where d.id = any(gone);
  perform access.shred_documents(gone);
  return cardinality(gone);
end $$;
