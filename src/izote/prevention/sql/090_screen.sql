-- What the screens of territories ask: what is open and late, and what came lately; never how much there is in all.
create index if not exists prevention_signal_late on prevention_signal (org_id, due_at) include (place_id, state) where due_at is not null;
create index if not exists prevention_signal_new on prevention_signal (org_id, created_at) include (place_id, state);
create index if not exists prevention_assessment_late on prevention_riskassessment (org_id, due_at) where due_at is not null;
create index if not exists prevention_assessment_new on prevention_riskassessment (org_id, entered_at);
create index if not exists prevention_warning_late on prevention_earlywarning (org_id, due_at) where due_at is not null;
create index if not exists prevention_warning_new on prevention_earlywarning (org_id, entered_at);
create index if not exists prevention_rec_late on prevention_recommendation (org_id, due_at) where due_at is not null;
create index if not exists prevention_rec_new on prevention_recommendation (org_id, entered_at);
create index if not exists prevention_rec_promised on prevention_recommendation (org_id, due_on)
  where state in ('accepted', 'partly_accepted', 'under_way');
create index if not exists prevention_rec_silent on prevention_recommendation (org_id, answer_by)
  where state in ('silent', 'notified', 'acknowledged');
create index if not exists prevention_proposal_late on prevention_proposal (org_id, due_at) where due_at is not null;
