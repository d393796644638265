-- Of warnings, by side and year of issue: days ahead of the event (count, median, ninth decile); with an outcome, hits, refuted, happened, issued after.
with w as (
  select case when %(whole)s or w.place_id = any(%(places)s::bigint[]) then 'own' else 'rest' end as side,
    extract(year from w.issued_at at time zone 'America/El_Salvador')::int as year, c.outcome,
    c.happened_on - (w.issued_at at time zone 'America/El_Salvador')::date as lead
  from prevention_earlywarning w left join prevention_closing c on c.warning_id = w.id
  where w.org_id = any(%(orgs)s) and w.issued_at is not null
), k as (
  select *, case when outcome = 'materialised' and lead >= 0 then lead::float end as ahead from w
)
select side, year, count(ahead), percentile_cont(0.5) within group (order by ahead), percentile_cont(0.9) within group (order by ahead),
  count(outcome), count(*) filter (where outcome = 'mitigated' or ahead is not null), count(*) filter (where outcome = 'refuted'),
  count(*) filter (where outcome = 'materialised' and lead is not null), count(*) filter (where outcome = 'materialised' and lead < 0)
from k group by grouping sets ((side, year), (side))
