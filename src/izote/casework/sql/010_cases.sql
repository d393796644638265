-- Cases of others on which the actor may work today: shared, offered in a transfer, or opened in an emergency.
create or replace function access.lent_to_work() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select array(
    select s.case_id from public.casework_caseshare s
    where s.user_id = (select access.actor()) and s.why <> 'survey'
      and s.starts_on <= (now() at time zone 'America/El_Salvador')::date
      and (s.ends_on is null or s.ends_on >= (now() at time zone 'America/El_Salvador')::date)
    union
    select t.case_id from public.casework_transfer t
    where t.to_user_id = (select access.actor()) and t.state = 'requested' and t.requested_at > now() - interval '30 days'
    union
    select c.id from public.people_breakglass b join public.casework_case c on c.person_id in (select access.united(array[b.person_id]))
    where b.user_id = (select access.actor()) and b.until > now()
  )
$$;

-- The same, and those lent for nothing but to ask how satisfied the person is.
create or replace function access.lent_cases() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select access.lent_to_work() || array(
    select s.case_id from public.casework_caseshare s
    where s.user_id = (select access.actor()) and s.why = 'survey'
      and s.starts_on <= (now() at time zone 'America/El_Salvador')::date
      and (s.ends_on is null or s.ends_on >= (now() at time zone 'America/El_Salvador')::date))
$$;

-- Whether the actor carries the work of that worker in that office: their own, or as who stands in there.
create or replace function access.carries(office int, worker bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select worker = any((select access.covers())::bigint[]) and access.work_of(office, worker) = any((select access.covered())::text[])
$$;

-- Whether a case is open to the actor: the same rule as the policy of the cases.
create or replace function access.opens_case(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from public.casework_case c
    where c.id = wanted
      and c.person_id <> all((select access.hidden_persons())::bigint[])
      and (
        c.org_id = any((select access.orgs('case.team'))::int[])
        or (
          c.org_id = any((select access.orgs('case.own'))::int[])
          and (access.carries(c.org_id, c.responsible_id)
               or c.id = any((select access.lent_cases())::uuid[]))
        )
      )
  )
$$;

-- Whether all that was written about a case that is open to the actor is open too: whoever only approves reads what is decided on,
-- and whom it was lent for the survey reads what she or he asked.
create or replace function access.reads_all(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from public.casework_case c
    where c.id = wanted
      and (
        c.org_id = any((select access.orgs('sensitive.team'))::int[])
        or (
          c.org_id = any((select access.orgs('case.own'))::int[])
          and (access.carries(c.org_id, c.responsible_id) or c.id = any((select access.lent_to_work())::uuid[]))
        )
      )
  )
$$;

-- The only way to read what was written about a case: one call writes the line of the trail and returns the parts asked for.
create or replace function access.open_case(wanted uuid, parts text[]) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  subject record;
  who record;
  me bigint := access.actor();
  everything boolean;
  decided_on text[] := '{}';
begin
  if not access.opens_case(wanted) or not parts <@ array['texts', 'answers', 'sheets', 'documents'] then
    return null;
  end if;
  select c.org_id, c.person_id, p.code into subject
    from public.casework_case c join public.people_person p on p.id = c.person_id where c.id = wanted;
  everything := access.reads_all(wanted);
  if subject.org_id = any((select access.orgs('case.team'))::int[]) then
    decided_on := array['goal', 'action', 'action_result', 'goal_person', 'goal_worker', 'closure', 'approval'];
  end if;
  select u.id, u.username into who from accounts.access_user u where u.id = me;
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  values (clock_timestamp(), who.id, who.username, subject.org_id, 'case.opened', 'person', subject.person_id::text, subject.code,
          jsonb_build_object('level', 2, 'case', wanted, 'parts', array_to_string(parts, '.')));
  return jsonb_build_object(
    'texts', case when 'texts' = any(parts) then (
      select jsonb_agg(to_jsonb(t) order by t.created_at, t.id) from public.casework_text t
      where t.case_id = wanted and (not t.private or t.author_id = me) and (everything or t.about = any(decided_on))) end,
    'answers', case when 'answers' = any(parts) then (
      select jsonb_agg(to_jsonb(a)) from public.casework_answers a
      where a.case_id = wanted
        and (everything or exists (select 1 from public.casework_assessment s where s.id = a.assessment_id and s.by_id = me))
        and (a.klass <> 'restricted' or subject.org_id = any((select access.orgs('instrument.restricted'))::int[]))) end,
    'sheets', case when everything and 'sheets' = any(parts) then (
      select jsonb_agg(to_jsonb(s)) from public.casework_referralsheet s where s.case_id = wanted) end,
    'documents', case when everything and 'documents' = any(parts) then (
      select jsonb_agg(jsonb_build_object('document_id', d.document_id, 'name', d.name)) from public.casework_documentbody d
      where d.case_id = wanted) end
  );
end $$;

-- The sealed bytes of one document, with its line in the trail.
create or replace function access.open_document(wanted uuid, small boolean) returns bytea
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found record;
  who record;
begin
  select b.case_id, b.org_id, b.person_id, b.data, b.preview, p.code into found
    from public.casework_documentbody b join public.people_person p on p.id = b.person_id where b.document_id = wanted;
  if found.case_id is null or not access.opens_case(found.case_id) or not access.reads_all(found.case_id) then
    return null;
  end if;
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor();
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  values (clock_timestamp(), who.id, who.username, found.org_id, 'document.opened', 'person', found.person_id::text, found.code,
          jsonb_build_object('level', 2, 'document', wanted, 'small', small));
  return case when small then found.preview else found.data end;
end $$;

-- A sealed outcome, for those who may read it.
create or replace function access.open_outcome(wanted uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found record;
  who record;
begin
  select s.case_id, s.org_id, s.person_id, s.sealed, p.code into found
    from public.casework_sealedoutcome s join public.people_person p on p.id = s.person_id where s.call_id = wanted;
  if found.case_id is null or not access.opens_case(found.case_id) or not found.org_id = any((select access.orgs('case.sealed'))::int[]) then
    return null;
  end if;
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor();
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  values (clock_timestamp(), who.id, who.username, found.org_id, 'call.outcome_opened', 'person', found.person_id::text, found.code,
          jsonb_build_object('level', 3));
  return found.sealed;
end $$;

-- The sealed outcomes of an office's calls of a period, for the service that counts and for nobody else; one line for all of them.
create or replace function access.outcomes_to_count(office int, since date, until date) returns table (call_id uuid, sealed text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who record;
begin
  if not office = any((select access.orgs('figures.write'))::int[]) then
    return;
  end if;
  select u.id, u.username into who from accounts.access_user u where u.id = access.actor() and u.is_service;
  if who.id is null then
    return;
  end if;
  insert into audit.audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)
  values (clock_timestamp(), who.id, who.username, office, 'call.outcomes_counted', 'figures', '', since::text, jsonb_build_object('level', 3));
  return query
    select s.call_id, s.sealed from public.casework_sealedoutcome s join public.casework_contactcall k on k.id = s.call_id
    where s.org_id = office and k.org_id = office and k.due_on between since and until
    order by s.call_id;
end $$;

-- What reception sees of the appointments: time, room, code. Never with whom or what for.
create or replace function access.agenda(day date) returns table (id uuid, code text, starts_at timestamptz, minutes int, room text, state text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.id, a.code, a.starts_at, a.minutes::int, a.room, a.state
  from public.casework_appointment a
  where a.org_id = any((select access.orgs('agenda.read'))::int[])
    and a.person_id <> all((select access.hidden_persons())::bigint[])
    and a.starts_at >= (day::timestamp at time zone 'America/El_Salvador')
    and a.starts_at < ((day + 1)::timestamp at time zone 'America/El_Salvador')
  order by a.starts_at, a.id limit 500
$$;

-- What is changed or deleted of a case's words and decisions is kept, as for the register.
do $$
declare
  t text;
begin
  foreach t in array array['casework_text', 'casework_answers', 'casework_case', 'casework_goal', 'casework_planaction', 'casework_servicedelivered',
                           'casework_childfile', 'casework_sealedoutcome']
  loop
    execute format('drop trigger if exists keep_history on public.%I', t);
    execute format('create trigger keep_history before update or delete on public.%I for each row execute function access.keep_history(2)', t);
  end loop;
end $$;
