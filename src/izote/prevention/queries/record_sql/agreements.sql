-- Agreement of two raters, by side and year: count, median, and the value that nine in ten reach or exceed.
with a as (
  select case when %(whole)s or v.place_id = any(%(places)s::bigint[]) then 'own' else 'rest' end as side,
    extract(year from g.at at time zone 'America/El_Salvador')::int as year, (g.factors ->> 'alpha')::float as alpha
  from prevention_agreement g join prevention_riskassessment v on v.id = g.assessment_id where g.org_id = any(%(orgs)s)
)
select side, year, count(alpha), percentile_cont(0.5) within group (order by alpha), percentile_cont(0.1) within group (order by alpha)
from a group by grouping sets ((side, year), (side))
