-- Commitments past their day; of a territory those of its proposals.
select c.id, c.who, c.what, c.workshop, c.due_on from prevention_commitment c left join prevention_proposal p on p.id = c.proposal_id
where c.org_id = any(%(orgs)s) and c.state = 'open' and c.due_on < %(today)s and (%(whole)s or p.place_id = any(%(places)s))
order by c.due_on, c.id limit %(most)s
