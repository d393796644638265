-- What is past its day in a territory, the longest first.
(select 'signal', id, code, state, place_id, due_at from prevention_signal where org_id = any(%(orgs)s) and due_at < now()
  and (%(whole)s or place_id = any(%(places)s)) order by due_at, id limit %(most)s)
union all
(select 'assessment', id, code, state, place_id, due_at from prevention_riskassessment where org_id = any(%(orgs)s) and due_at < now()
  and (%(whole)s or place_id = any(%(places)s)) order by due_at, id limit %(most)s)
union all
(select 'warning', id, code, state, place_id, due_at from prevention_earlywarning where org_id = any(%(orgs)s) and due_at < now()
  and (%(whole)s or place_id = any(%(places)s)) order by due_at, id limit %(most)s)
union all
(select 'recommendation', id, code, state, place_id, due_at from prevention_recommendation where org_id = any(%(orgs)s) and due_at < now()
  and (%(whole)s or place_id = any(%(places)s)) order by due_at, id limit %(most)s)
union all
(select 'proposal', id, code, state, place_id, due_at from prevention_proposal where org_id = any(%(orgs)s) and due_at < now()
  and (%(whole)s or place_id = any(%(places)s)) order by due_at, id limit %(most)s)
