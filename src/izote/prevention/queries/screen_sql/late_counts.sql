-- How much is past its day, by machine, state and place.
select 'signal', state, place_id, count(*) from prevention_signal where org_id = any(%(orgs)s) and due_at < now() group by state, place_id
union all
select 'assessment', state, place_id, count(*) from prevention_riskassessment where org_id = any(%(orgs)s) and due_at < now() group by state, place_id
union all
select 'warning', state, place_id, count(*) from prevention_earlywarning where org_id = any(%(orgs)s) and due_at < now() group by state, place_id
union all
select 'recommendation', state, place_id, count(*) from prevention_recommendation where org_id = any(%(orgs)s) and due_at < now() group by state, place_id
union all
select 'proposal', state, place_id, count(*) from prevention_proposal where org_id = any(%(orgs)s) and due_at < now() group by state, place_id
