-- Of recommendations, by side and year in which the institution was told: judged, complied; answered or past the time to answer, answered in time.
with r as (
  select case when %(whole)s or r.place_id = any(%(places)s::bigint[]) then 'own' else 'rest' end as side,
    extract(year from r.notified_at at time zone 'America/El_Salvador')::int as year, r.verdict,
    r.answered_at is not null or r.answer_by < now() as due, r.answered_at <= r.answer_by as in_time
  from prevention_recommendation r where r.org_id = any(%(orgs)s) and r.notified_at is not null
)
select side, year, count(*) filter (where verdict <> ''), count(*) filter (where verdict = 'complied'),
  count(*) filter (where due), count(*) filter (where due and in_time)
from r group by grouping sets ((side, year), (side))
