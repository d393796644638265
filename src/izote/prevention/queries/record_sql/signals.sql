-- Of signals, by side and year of capture: waited for triage, looked into (count, median, ninth decile of hours each); ended, good, told, soon; of statistics.
with t as (
  select subject, min(at) filter (where "to" = 'triage') as triage, min(at) filter (where "to" = 'verifying') as asked,
    min(at) filter (where source = 'verifying' and "to" in ('verified', 'partly_verified', 'unverifiable', 'discarded')) as result,
    bool_or("to" in ('verified', 'partly_verified')) as good, min(at) filter (where "to" = 'fed_back') as told
  from prevention_step where org_id = any(%(orgs)s) and machine = 'signal' group by subject
), s as (
  select case when %(whole)s or s.place_id = any(%(places)s::bigint[]) then 'own' else 'rest' end as side,
    extract(year from s.created_at at time zone 'America/El_Salvador')::int as year, s.origin,
    extract(epoch from t.triage - s.created_at) / 3600.0 as waited, extract(epoch from t.result - t.asked) / 3600.0 as looked,
    t.result is not null as ended, t.result is not null and t.good as good, t.result is not null and t.told is not null as told,
    t.result is not null and t.told <= t.result + interval '7 days' as soon
  from prevention_signal s left join t on t.subject = s.id where s.org_id = any(%(orgs)s)
)
select side, year,
  count(waited), percentile_cont(0.5) within group (order by waited), percentile_cont(0.9) within group (order by waited),
  count(looked), percentile_cont(0.5) within group (order by looked), percentile_cont(0.9) within group (order by looked),
  count(*) filter (where ended), count(*) filter (where good), count(*) filter (where told), count(*) filter (where soon),
  count(*) filter (where ended and origin = 'statistical'), count(*) filter (where good and origin = 'statistical')
from s group by grouping sets ((side, year), (side))
