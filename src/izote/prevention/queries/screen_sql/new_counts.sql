-- How much is new by machine, state and place: signals captured, assessments and warnings that moved, answers that came.
select 'signal', state, place_id, count(*) from prevention_signal where org_id = any(%(orgs)s) and created_at >= %(since)s group by state, place_id
union all
select 'assessment', state, place_id, count(*) from prevention_riskassessment where org_id = any(%(orgs)s) and entered_at >= %(since)s group by state, place_id
union all
select 'warning', state, place_id, count(*) from prevention_earlywarning where org_id = any(%(orgs)s) and entered_at >= %(since)s group by state, place_id
union all
select 'recommendation', state, place_id, count(*) from prevention_recommendation where org_id = any(%(orgs)s) and entered_at >= %(since)s and state in ('acknowledged', 'accepted', 'partly_accepted', 'rejected', 'reported') group by state, place_id
