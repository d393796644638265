-- Twenty years of prevention: signals in every district, most of them filed away, with their steps; assessments, warnings and recommendations.
-- Chance is a hash of the number, so that every run makes the same.
insert into partners_institution (id, org_id, national, name, short_name, kind, description, website, created_at, updated_at)
select gen_random_uuid(), %(org)s, '', 'Institución de medida ' || n, '', 'government', '', '', now(), now()
from generate_series(1, 80) n on conflict do nothing;

insert into prevention_addressee (org_id, institution_id, level, guarded, powers, capacity, capacity_words, focal)
select %(org)s, i.id, (array['municipal', 'departmental', 'national'])[1 + mod(row_number() over (order by i.name), 3)], '', '', 'medium', '', ''
from partners_institution i where i.org_id = %(org)s and i.name like 'Institución de medida %%'
  and not exists (select 1 from prevention_addressee a where a.institution_id = i.id);

with places as (
  select id, row_number() over (order by code) - 1 as at, count(*) over () as many from territory_place where level = 'district'
), drawn as (
  select n, mod(('x' || substr(m, 1, 7))::bit(28)::int, 1000) as luck, mod(('x' || substr(m, 8, 7))::bit(28)::int, 262) as spot,
    now() - (n * interval '20 years' / %(count)s) as at
  from generate_series(1, %(count)s) n, lateral md5('izote-signal-' || n) m
)
insert into prevention_signal (org_id, code, state, entered_at, due_at, author_id, created_at, origin, place_id, starts_on, ends_on, groups, signs,
  factors, urgency, text, hits, justification, clock, derived_to, grade, captured_on)
select %(org)s, 'M-' || d.n, s.state, d.at + interval '12 days',
  case when s.state in ('captured', 'verifying', 'verified') then d.at + interval '10 days' end, %(by)s, d.at,
  case when mod(d.luck, 10) = 0 then 'statistical' else 'community' end, p.id, d.at::date, d.at::date, array['returned'], '{}', array['7'], 'normal',
  '', 0, '', '', '', '', d.at::date
from drawn d join places p on p.at = mod(d.spot, p.many),
lateral (
  select case when d.at > now() - interval '20 days' then 'captured' when d.luck < 4 then 'verifying' when d.luck < 8 then 'verified'
    when d.luck < 300 then 'fed_back' else 'archived' end as state
) s;

insert into prevention_step (org_id, machine, subject, label, source, "to", by_id, reason, number, at, transaction, previous, hash)
select %(org)s, 'signal', s.id, s.code, w.source, w.goal, %(by)s, '', row_number() over (order by s.created_at, w.place) + %(steps)s,
  s.created_at + w.after * (1 + mod(s.id, 5) / 5.0), 0, '', ''
from prevention_signal s cross join (values (1, 'captured', 'triage', interval '9 hours'), (2, 'triage', 'verifying', interval '1 day'),
  (3, 'verifying', 'verified', interval '6 days'), (4, 'verified', 'fed_back', interval '9 days'), (5, 'fed_back', 'archived', interval '30 days')
) w (place, source, goal, after)
where s.org_id = %(org)s and s.code like 'M-%%' and s.state in ('fed_back', 'archived') and (w.place < 5 or s.state = 'archived');

with drawn as (
  select s.id, s.place_id, s.created_at as at, row_number() over (order by s.created_at desc) as n
  from prevention_signal s where s.org_id = %(org)s and s.code like 'M-%%' and mod(s.id, 20) = 0
)
insert into prevention_riskassessment (org_id, code, state, entered_at, due_at, author_id, created_at, kind, place_id, groups, groups_reason, expires_on)
select %(org)s, 'MV-' || n, case when at > now() - interval '150 days' then 'approved' when mod(n, 3) = 0 then 'superseded' else 'expired' end, at,
  case when at > now() - interval '150 days' then at + interval '120 days' end, %(by)s, at, 'structural', place_id, array['returned'], '',
  (at + interval '120 days')::date
from drawn;

insert into prevention_earlywarning (org_id, code, state, entered_at, due_at, author_id, created_at, kind, place_id, assessment_id, groups, number,
  issued_at, content, digest, general_why, publication, publication_why, revision)
select %(org)s, 'MA-' || v.id, case when v.created_at > now() - interval '1 year' then 'answering' else 'closed' end, v.created_at + interval '9 days',
  case when v.created_at > now() - interval '1 year' then v.created_at + interval '60 days' end, %(by)s, v.created_at, 'structural', v.place_id, v.id,
  array['returned'], 'PAT-M' || v.id, v.created_at + interval '9 days', %(content)s, '', '', 'reserve', '', 1
from prevention_riskassessment v where v.org_id = %(org)s and v.code like 'MV-%%' and mod(v.id, 2) = 0;

insert into prevention_closing (org_id, warning_id, outcome, happened_on, evidence, worked, did_not, next_time, written_at, written_by_id)
select %(org)s, w.id, (array['mitigated', 'materialised', 'refuted', 'persists'])[1 + mod(w.id, 4)],
  case when mod(w.id, 4) = 1 then (w.issued_at + (mod(w.id, 60) - 9) * interval '1 day')::date end, '', %(worked)s, %(did_not)s, %(next_time)s, now(), %(by)s
from prevention_earlywarning w where w.org_id = %(org)s and w.code like 'MA-%%' and w.state = 'closed';

with told as (
  select id, row_number() over (order by id) - 1 as at, count(*) over () as many from prevention_addressee where org_id = %(org)s
)
insert into prevention_recommendation (org_id, code, state, entered_at, due_at, author_id, created_at, warning_id, kind, position, addressee_id, told_id,
  place_id, heading, stream, verb, action, due_on, means, indicator, evidence_required, legal_basis, above_capacity, assistance, template,
  institution_name, notified_at, answer_by, answered_at, verdict, verdict_at, rung)
select %(org)s, 'MR-' || w.id || '-' || k, s.state, w.issued_at + interval '20 days', case when s.state = 'notified' then w.issued_at + interval '15 days' end,
  %(by)s, w.issued_at, w.id, w.kind, k, t.id, t.id, w.place_id, 'rights', 'upstream', 'guarantee', 'x', (w.issued_at + interval '90 days')::date, '', '', '',
  '', false, '', '', '', w.issued_at + interval '1 day', w.issued_at + interval '16 days',
  case when s.state not in ('notified', 'silent') then w.issued_at + mod(w.id + k, 30) * interval '1 day' end,
  case when s.state in ('complied', 'closed') then 'complied' else '' end,
  case when s.state in ('complied', 'closed') then w.issued_at + interval '80 days' end, ''
from prevention_earlywarning w cross join generate_series(1, 8) k,
lateral (
  select case when w.state = 'closed' then 'closed' else (array['notified', 'silent', 'under_way', 'complied'])[1 + mod(w.id + k, 4)] end as state
) s, told t
where w.org_id = %(org)s and w.code like 'MA-%%' and t.at = mod(w.id + k, t.many)
