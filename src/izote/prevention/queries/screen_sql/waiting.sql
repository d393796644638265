-- Recommendations past their day by institution and place: those without an answer, and those promised and not done; how many, since when.
select told_id, place_id, state in ('accepted', 'partly_accepted', 'under_way') as undone, count(*),
  min(case when state in ('accepted', 'partly_accepted', 'under_way') then due_on else access.day_of(answer_by) end)
from prevention_recommendation
where org_id = any(%(orgs)s) and (
  state = 'silent' or (state in ('notified', 'acknowledged') and answer_by < now())
  or (state in ('accepted', 'partly_accepted', 'under_way') and due_on < %(today)s))
group by told_id, place_id, undone
