-- Recommendations of a territory of which the next step of the ladder is due, the longest first.
select r.id, r.code, i.name, r.climb_on from prevention_recommendation r
join prevention_addressee a on a.id = r.addressee_id join partners_institution i on i.id = a.institution_id
where r.org_id = any(%(orgs)s) and r.climb_on <= %(today)s and (%(whole)s or r.place_id = any(%(places)s))
order by r.climb_on, r.id limit %(most)s
