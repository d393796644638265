-- Assessments of a territory whose time is over and of which no newer one took the place.
select v.id, v.code, p.name, v.expires_on from prevention_riskassessment v join territory_place p on p.id = v.place_id
where v.org_id = any(%(orgs)s) and v.state in ('approved', 'expired') and v.expires_on < %(today)s and v.expires_on >= %(today)s - 180
  and (%(whole)s or v.place_id = any(%(places)s))
order by v.expires_on desc, v.id desc limit %(most)s
