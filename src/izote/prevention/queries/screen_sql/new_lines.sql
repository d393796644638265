-- The newest of each kind in a territory.
(select 'signal', id, code, state, place_id, created_at from prevention_signal where org_id = any(%(orgs)s) and created_at >= %(since)s
  and (%(whole)s or place_id = any(%(places)s)) order by created_at desc, id desc limit %(most)s)
union all
(select 'assessment', id, code, state, place_id, entered_at from prevention_riskassessment where org_id = any(%(orgs)s) and entered_at >= %(since)s
  and (%(whole)s or place_id = any(%(places)s)) order by entered_at desc, id desc limit %(most)s)
union all
(select 'warning', id, code, state, place_id, entered_at from prevention_earlywarning where org_id = any(%(orgs)s) and entered_at >= %(since)s
  and (%(whole)s or place_id = any(%(places)s)) order by entered_at desc, id desc limit %(most)s)
union all
(select 'recommendation', id, code, state, place_id, entered_at from prevention_recommendation where org_id = any(%(orgs)s) and entered_at >= %(since)s and state in ('acknowledged', 'accepted', 'partly_accepted', 'rejected', 'reported')
  and (%(whole)s or place_id = any(%(places)s)) order by entered_at desc, id desc limit %(most)s)
