-- Numbers behind which somebody stands from whom the actor is kept away.
create or replace function access.hidden_tickets() returns bigint[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct m.ticket_id), '{}')::bigint[]
  from public.people_ticketmember m
  left join public.people_listrow r on r.id = m.row_id
  where m.person_id = any((select access.hidden_persons())::bigint[]) or r.person_id = any((select access.hidden_persons())::bigint[])
$$;

-- What the waiting room's screen may show without sign-in: numbers called today, and nothing else.
create or replace function access.called_numbers(office int, on_day date)
returns table (number int, called_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.number, t.called_at from public.people_ticket t
  where t.org_id = office and t.day = on_day and t.state = 'called'
  order by t.called_at desc limit 8
$$;

-- A row that is destroyed takes along what was written about it, seen or not.
create or replace function access.forget_row() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.people_contactattempt where row_id = old.id;
  if tg_op = 'UPDATE' then
    return new;
  end if;
  delete from public.people_ticketmember where row_id = old.id;
  return old;
end $$;
drop trigger if exists forget_row on public.people_listrow;
create trigger forget_row before delete on public.people_listrow for each row execute function access.forget_row();
drop trigger if exists empty_row on public.people_listrow;
create trigger empty_row before update on public.people_listrow for each row
  when (old.payload is not null and new.payload is null) execute function access.forget_row();

-- Old numbers and who stood behind them; the day's counts stay.
create or replace function access.forget_tickets(before_day date) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone int;
begin
  delete from public.people_ticketmember m using public.people_ticket t
   where t.id = m.ticket_id and t.day < least(before_day, current_date - 1) and t.org_id = any((select access.orgs('list.upload'))::int[]);
  delete from public.people_ticket t
   where t.day < least(before_day, current_date - 1) and t.org_id = any((select access.orgs('list.upload'))::int[]);
  get diagnostics gone = row_count;
  return gone;
end $$;
