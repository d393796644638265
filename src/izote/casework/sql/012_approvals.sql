-- What the sample is drawn with: made once, read by the gate alone, so that nobody can tell beforehand who is drawn.
create table if not exists access.sample_key (id int primary key check (id = 1), secret bytea not null);
revoke all on access.sample_key from public, izote_web, izote_worker, izote_seal;
grant select on access.sample_key to izote_gate;
insert into access.sample_key (id, secret)
  values (1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')) on conflict do nothing;

-- Whether the office lets a request of this case pass without being looked at: the risk is low since the opening or for a week,
-- and the sample does not hold the request; asking twice draws nothing new.
create or replace function access.passes_unsampled(wanted uuid, subject text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select access.opens_case(wanted) and exists (
    select 1 from public.casework_case c
    join public.casework_officerules r on r.org_id = c.org_id
    join access.sample_key k on k.id = 1
    where c.id = wanted and c.risk = 'low' and r.approvals = 'sampling'
      and (c.risk_set_at <= c.opened_at or c.risk_set_at <= now() - interval '7 days')
      and ('x' || substr(encode(sha256(k.secret || sha256(k.secret || convert_to(c.id::text || ':' || subject, 'UTF8'))), 'hex'), 1, 8))::bit(32)::bigint
          % 100 >= r.sample_share
  )
$$;

-- What a row belongs to, and who asked for it, never changes.
create or replace function access.forbid_rehanging() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  was jsonb := to_jsonb(old);
  becomes jsonb := to_jsonb(new);
  name text;
begin
  foreach name in array tg_argv loop
    if was -> name is distinct from becomes -> name then
      raise exception 'izote: % of a row of casework never changes', name using errcode = '42501';
    end if;
  end loop;
  return new;
end $$;

-- No case ends, and no plan is approved, without a decision of somebody else, or of the office's sample.
create or replace function access.forbid_ending_alone() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ends boolean := case tg_table_name
    when 'casework_case' then new.state in ('closed', 'duplicate') and old.state not in ('closed', 'duplicate')
    else new.state = 'approved' and (tg_op = 'INSERT' or old.state <> 'approved') end;
begin
  if not ends then
    return new;
  end if;
  if tg_table_name = 'casework_case' then
    perform 1 from public.casework_approval a
      where a.case_id = new.id and a.subject = 'closure' and a.decision in ('approved', 'unsampled')
        and a.requested_at > coalesce(
          (select max(h.at) from public.people_history h where h.person_id = new.person_id and h."table" = 'casework_case'
             and h.row_id = new.id::text and h.before ->> 'state' in ('closed', 'duplicate')), old.opened_at);
  else
    perform 1 from public.casework_approval a
      where tg_op = 'UPDATE' and a.case_id = new.case_id and a.about_id = new.id and a.subject = 'plan' and a.decision in ('approved', 'unsampled');
  end if;
  if not found then
    raise exception 'izote: nobody ends a case or approves a plan alone' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists never_ended_alone on public.casework_case;
create trigger never_ended_alone before update of state on public.casework_case for each row execute function access.forbid_ending_alone();
drop trigger if exists never_ended_alone on public.casework_plan;
create trigger never_ended_alone before insert or update of state on public.casework_plan for each row execute function access.forbid_ending_alone();

-- Nothing is asked for in the future, where it would outlast a reopening; what passes at once passes now.
create or replace function access.ask_by_now() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.requested_at := case when new.decision = '' then least(new.requested_at, clock_timestamp()) else clock_timestamp() end;
  return new;
end $$;

drop trigger if exists asked_by_now on public.casework_approval;
create trigger asked_by_now before insert on public.casework_approval for each row execute function access.ask_by_now();

do $$
declare
  t record;
begin
  for t in select * from (values
    ('casework_case', array['id', 'person_id', 'org_id', 'number', 'code', 'opened_by_id', 'opened_at']),
    ('casework_transfer', array['case_id', 'person_id', 'org_id', 'from_user_id', 'to_user_id', 'requested_by_id']),
    ('casework_caseshare', array['case_id', 'person_id', 'org_id', 'user_id', 'by_id']),
    ('casework_approval', array['case_id', 'person_id', 'org_id', 'subject', 'about_id', 'requested_by_id', 'requested_at']),
    ('casework_text', array['id', 'case_id', 'person_id', 'org_id', 'about', 'about_id', 'author_id', 'created_at']),
    ('casework_officerules', array['org_id'])
  ) as x(name, columns)
  loop
    execute format('drop trigger if exists never_rehung on public.%I', t.name);
    execute format('create trigger never_rehung before update on public.%I for each row execute function access.forbid_rehanging(%s)', t.name,
                   (select string_agg(quote_literal(c), ', ') from unnest(t.columns) c));
  end loop;
end $$;
