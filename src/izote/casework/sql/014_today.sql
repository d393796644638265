-- What waits for the actor today, in one question under the actor's own row policies: of the cases carried or covered, at most `most` + 1 of each kind.
create or replace function access.today(most int, windows jsonb, no_calls text[]) returns jsonb
language plpgsql stable set search_path = pg_catalog, public, accounts, pg_temp
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  me bigint := (select access.actor());
  whose bigint[] := (select access.covers());
  day date := (now() at time zone 'America/El_Salvador')::date;
  begins timestamptz := day::timestamp at time zone 'America/El_Salvador';
  mine uuid[];
  followed uuid[];
  awaited text[] := array['sent', 'seen', 'accepted', 'scheduled', 'attended', 'no_show'];
  found jsonb;
begin
  mine := array(
    select c.id from casework_case c
    where c.responsible_id = any(whose) and not (c.state in ('closed', 'duplicate'))
    order by c.next_due limit 150);
  followed := mine || array(
    select c.id from casework_case c
    where c.responsible_id = any(whose) and c.closed_at > now() - interval '560 days' and c.state = 'closed'
      and c.closure_reason <> all(no_calls)
    order by c.closed_at desc limit 150);
  found := jsonb_build_object(
    'critical', (select jsonb_agg(x) from (
      select a.case_id as case, a.id as about, a.started_at as at from casework_assessment a
      where a.case_id = any(mine) and a.critical > 0 and a.critical_seen_at is null order by a.started_at limit most + 1) x),
    'junta', (select jsonb_agg(x) from (
      select f.case_id as case, f.junta_due as at from casework_childfile f
      where f.case_id = any(mine) and f.junta_due is not null and f.junta_told_at is null and f.junta_reason_not = ''
      order by f.junta_due limit most + 1) x),
    'led', (select jsonb_agg(x) from (
      select a.case_id as case, a.id as about, a.started_at as at from casework_assessment a
      where a.critical > 0 and a.critical_seen_at is null and a.case_id <> all(mine)
        and a.org_id = any((select access.orgs('case.team'))::int[]) and a.org_id = any((select access.orgs('case.own'))::int[])
      order by a.started_at limit most + 1) x),
    'sealed', (select jsonb_agg(x) from (
      select s.case_id as case, s.call_id as about, k.last_attempt_at as at from casework_sealedoutcome s join casework_contactcall k on k.id = s.call_id
      where s.seen_at is null and s.org_id = any((select access.orgs('case.sealed'))::int[]) order by k.last_attempt_at limit most + 1) x),
    'grave', (select jsonb_agg(x) from (
      select c.id as case, c.contact_due as at from casework_case c
      where c.id = any(mine) and c.risk in ('immediate', 'high') and c.contact_due < now() order by c.contact_due limit most + 1) x),
    'overdue', (select jsonb_agg(x) from (
      select c.id as case, c.next_due as at,
             case c.next_due when c.first_action_due then 'first_action' when c.assessment_due then 'assessment' when c.plan_due then 'plan'
                             when c.contact_due then 'contact' else 'review' end as code
      from casework_case c
      where c.id = any(mine) and c.next_due < now() and not (c.risk in ('immediate', 'high') and c.contact_due < now())
      order by c.next_due limit most + 1) x),
    'appointments', (select jsonb_agg(x) from (
      select a.case_id as case, a.id as about, a.starts_at as at, a.room as code, a.person_id as person from casework_appointment a
      where a.with_user_id = any(whose) and a.starts_at >= begins and a.starts_at < begins + interval '1 day' and a.state = 'booked'
      order by a.starts_at limit most + 1) x),
    'replies', (select jsonb_agg(x) from (
      select r.case_id as case, r.id as about, r.moved_at as at, r.state as code from casework_referral r
      where r.case_id = any(mine) and r.sent_at is not null and r.reply_seen_at is null order by r.moved_at limit most + 1) x),
    'late', (select jsonb_agg(x) from (
      select r.case_id as case, r.id as about, r.due_at as at, r.state as code from casework_referral r
      where r.case_id = any(mine) and r.state = any(awaited) and r.due_at < now() order by r.due_at limit most + 1) x),
    'silent', (select jsonb_agg(x) from (
      select r.case_id as case, r.id as about, r.moved_at as at, r.state as code from casework_referral r
      where r.case_id = any(mine) and r.state = any(awaited) and (r.due_at is null or r.due_at >= now())
        and r.moved_at <= now() - interval '14 days' order by r.moved_at limit most + 1) x),
    'steps', (select jsonb_agg(x) from (
      select p.case_id as case, p.id as about, p.due_on as at, p.need as code
      from casework_planaction p join casework_goal g on g.id = p.goal_id join casework_plan l on l.id = g.plan_id and l.state = 'approved'
      where p.case_id = any(mine) and p.state = 'open' and p.due_on < day order by p.due_on limit most + 1) x),
    'interests', (select jsonb_agg(x) from (
      select l.case_id as case, l.next_review_on as at from (
        select distinct on (s.case_id) s.case_id, s.next_review_on from casework_bestintereststep s
        where s.case_id = any(mine) and s.next_review_on is not null order by s.case_id, s.done_on desc, s.created_at desc) l
      where l.next_review_on < day and not exists (
        select 1 from casework_bestintereststep n where n.case_id = l.case_id and n.done_on >= l.next_review_on)
      order by l.next_review_on limit most + 1) x),
    'rss', (select jsonb_agg(x) from (
      select c.id as case, (o.opened + make_interval(months => w.span::int))::date as at, w.wave as code
      from casework_case c
      cross join lateral (select (c.opened_at at time zone 'America/El_Salvador')::date as opened) o
      cross join jsonb_each(windows -> 'rss') w(wave, span)
      where c.id = any(followed)
        and day >= o.opened + make_interval(months => w.span::int) - interval '21 days'
        and day <= o.opened + make_interval(months => w.span::int)
        and not exists (
          select 1 from casework_assessment a where a.case_id = c.id and a.instrument = 'rss' and a.state = 'complete' and a.wave = w.wave)
      order by 2 limit most + 1) x),
    'surveys', (select jsonb_agg(x) from (
      select k.case_id as case, k.id as about, k.ended_at as at from casework_closure k
      where k.survey_by_id = me and k.state = 'approved' and k.ended_at > now() - interval '60 days' and not exists (
        select 1 from casework_assessment a
        where a.case_id = k.case_id and a.instrument = 'satisfaction' and a.state = 'complete' and a.completed_at >= k.requested_at)
      order by k.ended_at limit most + 1) x),
    'calls', (select jsonb_agg(x) from (
      select k.case_id as case, k.id as about, k.due_on as at, k.wave::text as code from casework_contactcall k
      where k.case_id = any(followed) and k.state = 'planned' and k.due_on <= day + (windows -> 'calls' -> k.wave::text ->> 0)::int
        and k.due_on >= day - (windows -> 'calls' -> k.wave::text ->> 1)::int
      order by k.due_on limit most + 1) x),
    'returned', (select jsonb_agg(x) from (
      select a.case_id as case, a.id as about, a.decided_at as at, a.subject as code from casework_approval a
      where a.requested_by_id = me and a.decision = 'returned' and a.requested_at > now() - interval '60 days'
        and not exists (select 1 from casework_approval b where b.case_id = a.case_id and b.subject = a.subject and b.requested_at > a.requested_at)
      order by a.decided_at limit most + 1) x),
    'offered', (select jsonb_agg(x) from (
      select t.case_id as case, t.id as about, t.requested_at as at from casework_transfer t
      where t.to_user_id = me and t.state = 'requested' order by t.requested_at limit most + 1) x),
    'fresh', (select jsonb_agg(x) from (
      select c.id as case, c.first_action_due as at from casework_case c
      where c.id = any(mine) and c.touched_at is null and c.next_due >= now() order by c.first_action_due limit most + 1) x),
    'soon', (select jsonb_agg(x) from (
      select c.id as case, c.next_due as at from casework_case c
      where c.id = any(mine) and c.touched_at is not null and c.next_due >= now() and c.next_due < now() + interval '2 days'
      order by c.next_due limit most + 1) x),
    'approvals', (select jsonb_agg(x) from (
      select a.case_id as case, a.id as about, a.requested_at as at, a.subject as code from casework_approval a
      where a.decision = '' and a.org_id = any((select access.orgs('case.approve'))::int[]) and a.requested_by_id <> me
      order by a.requested_at limit most + 1) x));
  return jsonb_build_object(
    'groups', found,
    'cases', (
      select jsonb_object_agg(c.id, jsonb_build_object('code', c.code, 'risk', c.risk, 'responsible', c.responsible_id, 'person', c.person_id))
      from casework_case c where c.id = any(array(select (i ->> 'case')::uuid from jsonb_path_query(found, '$.*[*]') i where i ->> 'case' is not null))),
    'persons', (
      select jsonb_object_agg(p.id, access.named(p)) from people_person p
      where p.id = any(array(
        select (i ->> 'person')::bigint from jsonb_path_query(found, '$.*[*]') i where i ->> 'person' is not null
        union
        select c.person_id from casework_case c
        where c.id = any(array(select (i ->> 'case')::uuid from jsonb_path_query(found, '$.*[*]') i where i ->> 'case' is not null))))));
end $$;
