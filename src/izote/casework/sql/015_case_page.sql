-- What stands around a case on its page, in one question under the actor's own row policies.
create or replace function access.case_page(wanted uuid, office int, worker bigint, most int) returns jsonb
language plpgsql stable set search_path = pg_catalog, public, accounts, pg_temp
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  day date := (now() at time zone 'America/El_Salvador')::date;
  standing uuid := (select p.id from casework_plan p where p.case_id = wanted order by p.number desc limit 1);
begin
  return jsonb_build_object(
    'events', (select jsonb_agg(x) from (
      select e.event, e.to_state, e.at, u.display_name as by from casework_caseevent e left join access_user u on u.id = e.by_id
      where e.case_id = wanted order by e.at desc limit most) x),
    'approvals', (select jsonb_agg(x) from (
      select a.id, a.subject, a.decision, a.requested_at from casework_approval a where a.case_id = wanted order by a.requested_at desc limit 5) x),
    'shares', (select jsonb_agg(x) from (
      select s.id, s.why, s.ends_on, u.display_name as "user" from casework_caseshare s left join access_user u on u.id = s.user_id
      where s.case_id = wanted and (s.ends_on is null or s.ends_on >= day) order by s.starts_on, s.id) x),
    'offer', (select to_jsonb(x) from (
      select t.id, u.display_name as to_user from casework_transfer t left join access_user u on u.id = t.to_user_id
      where t.case_id = wanted and t.state = 'requested') x),
    'stand_in', (
      select u.display_name from access_cover c join access_user u on u.id = c.stand_in_id
      where c.org_id = office and c.absent_id = worker and c.starts_on <= day and c.ends_on >= day order by c.id limit 1),
    'coming', (select jsonb_agg(x) from (
      select a.id, a.code, a.room, a.starts_at from casework_appointment a
      where a.case_id = wanted and a.state = 'booked' and a.starts_at >= now() order by a.starts_at limit 3) x),
    'services', (select count(*) from casework_servicedelivered s where s.case_id = wanted and s.cancelled_at is null),
    'last_service', (select to_jsonb(x) from (
      select s.kind as last_kind, s.delivered_on as last_on from casework_servicedelivered s
      where s.case_id = wanted and s.cancelled_at is null order by s.delivered_on desc, s.created_at desc limit 1) x),
    'documents', (select count(*) from casework_document d where d.case_id = wanted),
    'notes', (select count(*) from casework_text t where t.case_id = wanted and t.about = 'note'),
    'calls', (select jsonb_agg(x) from (
      select k.id, k.wave, k.due_on, k.state, k.outcome from casework_contactcall k where k.case_id = wanted order by k.wave) x),
    'closure', (select k.id from casework_closure k where k.case_id = wanted and k.state = 'requested' limit 1),
    'accesses', (select count(*) from casework_refusal r where r.case_id = wanted),
    'plan', (select to_jsonb(x) from (
      select p.id, p.state, p.number,
             (select count(*) from casework_goal g where g.plan_id = standing) as many_goals,
             (select count(*) from casework_planaction a join casework_goal g on g.id = a.goal_id where g.plan_id = standing) as many_steps,
             (select count(*) from casework_planaction a join casework_goal g on g.id = a.goal_id
              where g.plan_id = standing and a.state <> 'open') as many_done
      from casework_plan p where p.id = standing) x),
    'steps', (select jsonb_agg(x) from (
      select a.id, a.need, a.who, a.due_on from casework_planaction a join casework_goal g on g.id = a.goal_id
      where g.plan_id = standing and a.state = 'open' order by a.due_on nulls last, a.need, a.id limit 3) x));
end $$;
