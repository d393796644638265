-- Cases in any number, one a person, a fifth of them open: chance is a hash of the person's number, so that every run makes the same.
insert into casework_case (id, person_id, org_id, number, code, kind, risk, state, is_child, responsible_id, opened_by_id, opened_at, assigned_at,
  risk_set_at, touched_at, last_contact_at, first_service_at, first_action_due, contact_due, review_due, next_due, closed_at, closure_reason,
  reopened, version)
select gen_random_uuid(), q.id, q.org_id, 1, q.code || '/1', 'reintegration', q.risk, case when q.is_open then 'attention' else 'closed' end, false,
  q.worker, %(by)s, q.opened, q.opened, q.opened, case when q.luck >= 3 then q.opened + interval '1 hour' end, q.opened + interval '5 days',
  q.opened + interval '9 days', case when q.is_open and q.luck < 3 then q.opened + interval '3 days' end,
  case when q.is_open then now() + (q.luck - 30) * interval '1 day' end, case when q.is_open then now() + (q.luck + 5) * interval '1 day' end,
  case when q.is_open then now() + (q.luck - 30) * interval '1 day' end, case when not q.is_open then q.opened + interval '120 days' end,
  case when q.is_open then '' else 'goals_met' end, 0, 1
from (
  select p.id, p.org_id, p.code, h.luck, h.opens < 20 as is_open,
    (array['immediate', 'high', 'high', 'medium', 'medium', 'medium', 'low', 'low', 'low', 'low'])[1 + mod(h.risky, 10)] as risk,
    (%(workers)s::bigint[])[1 + mod(row_number() over (order by p.id), %(many)s)] as worker,
    now() - (130 + h.days * 9) * interval '1 day' as opened
  from people_person p,
  lateral (
    select mod(('x' || substr(m, 1, 7))::bit(28)::int, 100) as luck, mod(('x' || substr(m, 8, 7))::bit(28)::int, 100) as opens,
      mod(('x' || substr(m, 15, 7))::bit(28)::int, 100) as risky, mod(('x' || substr(m, 22, 7))::bit(28)::int, 100) as days
    from md5('izote' || p.id::text) m
  ) h
  where p.org_id = %(org)s and p.merged_into_id is null and not exists (select 1 from casework_case c where c.person_id = p.id)
  order by p.id limit %(count)s
) q;

insert into casework_caseevent (id, case_id, person_id, org_id, event, from_state, to_state, reason, by_id, at)
select gen_random_uuid(), c.id, c.person_id, c.org_id, 'attend', 'plan', 'attention', '', %(by)s, c.opened_at
from casework_case c
where c.org_id = %(org)s and c.state = 'attention' and not exists (select 1 from casework_caseevent e where e.case_id = c.id);

insert into casework_plan (id, case_id, person_id, org_id, number, state, by_id, created_at, agreed_on, version)
select gen_random_uuid(), c.id, c.person_id, c.org_id, 1, 'approved', %(by)s, c.opened_at, c.opened_at::date, 1
from casework_case c
where c.org_id = %(org)s and c.state = 'attention' and not exists (select 1 from casework_plan l where l.case_id = c.id);

insert into casework_goal (id, case_id, person_id, org_id, plan_id, dimension, position, result, version)
select gen_random_uuid(), l.case_id, l.person_id, l.org_id, l.id, 'social', 1, '', 1
from casework_plan l
where l.org_id = %(org)s and not exists (select 1 from casework_goal g where g.case_id = l.case_id);

insert into casework_planaction (id, case_id, person_id, org_id, goal_id, need, who, due_on, state, result, version)
select gen_random_uuid(), g.case_id, g.person_id, g.org_id, g.id, 'documents', 'worker',
  current_date - 40 + mod(g.person_id + 37 * n, 100)::int, 'open', '', 1
from casework_goal g cross join generate_series(1, 2) n
where g.org_id = %(org)s and not exists (select 1 from casework_planaction a where a.case_id = g.case_id);

insert into casework_contactcall (id, case_id, person_id, org_id, wave, due_on, state, outcome, attempts)
select gen_random_uuid(), c.id, c.person_id, c.org_id, w.wave, current_date - 50 + mod(c.person_id + w.wave, 100)::int, 'planned', '', 0
from casework_case c cross join (values (90), (180)) w (wave)
where c.org_id = %(org)s and c.state = 'attention' and not exists (select 1 from casework_contactcall k where k.case_id = c.id);
