-- The thing that a step moves, as it stands.
create or replace function access.thing_of_step(of_machine text, thing bigint, office int) returns table(state text, author bigint, code text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query execute format('select t.state::text, t.author_id::bigint, t.code::text from public.%I t where t.id = $1 and t.org_id = $2',
    case of_machine when 'assessment' then 'prevention_riskassessment' when 'warning' then 'prevention_earlywarning' else 'prevention_' || of_machine end)
    using thing, office;
end $$;

-- Who may write a step: somebody with one of the rights of the move in the office of the thing; who only captures, of one's own alone; an institution,
-- of what it was told of alone.
create or replace function access.may_step(office int, of_machine text, thing bigint, rights text[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if 'prevention.answer' = any(rights) and of_machine = 'recommendation' and access.is_mine(thing) then
    return exists (select 1 from public.prevention_recommendation r where r.id = thing and r.org_id = office);
  end if;
  return coalesce((select bool_or(office = any(access.orgs(one)) and (one <> 'prevention.capture'
    or office = any(access.orgs('prevention.read')) or exists (select 1 from access.thing_of_step(of_machine, thing, office) t where t.author = (select access.actor()))))
    from unnest(rights) one where one <> 'prevention.answer'), false);
end $$;

-- A step is numbered, dated and chained here, whatever the program says of it; a move that the machine does not know, or without the right, is refused.
create or replace function access.chain_step() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  last record;
  rights text[] := access.prevention_move(new.machine, new.source, new."to");
  stands record;
begin
  if rights is null then
    raise exception 'izote: % does not go from % to %', new.machine, new.source, new."to" using errcode = '42501';
  end if;
  if new.by_id is distinct from (select access.actor()) or not access.may_step(new.org_id, new.machine, new.subject, rights) then
    raise exception 'izote: this move takes another right' using errcode = '42501';
  end if;
  select * into stands from access.thing_of_step(new.machine, new.subject, new.org_id);
  if stands.state is distinct from new.source then
    raise exception 'izote: it does not stand there' using errcode = '42501';
  end if;
  new.label := stands.code;
  perform pg_advisory_xact_lock(hashtext('izote.step'), new.org_id);
  select number, hash into last from public.prevention_step where org_id = new.org_id order by number desc limit 1;
  new.number := coalesce(last.number, 0) + 1;
  new.at := clock_timestamp();
  new.transaction := pg_current_xact_id()::text::bigint;
  new.previous := coalesce(last.hash, '');
  new.hash := access.hash_of_step(new);
  return new;
end $$;

create or replace function access.hash_of_step(s public.prevention_step) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(convert_to(jsonb_build_array(s.previous, s.org_id, s.number, extract(epoch from s.at), s.machine, s.subject, s.label,
    s.source, s.to, s.by_id, s.reason)::text, 'UTF8')), 'hex')
$$;

drop trigger if exists chained on prevention_step;
create trigger chained before insert on prevention_step for each row execute function access.chain_step();

-- A step that was written is gone: at the end of the transaction the thing stands where its last step led.
create or replace function access.follow_step() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (select t.state from access.thing_of_step(new.machine, new.subject, new.org_id) t) is distinct from
     (select s."to" from public.prevention_step s where s.org_id = new.org_id and s.machine = new.machine and s.subject = new.subject
      order by s.number desc limit 1) then
    raise exception 'izote: a step without its change of state' using errcode = '42501';
  end if;
  return null;
end $$;

drop trigger if exists followed on prevention_step;
create constraint trigger followed after insert on prevention_step deferrable initially deferred
  for each row execute function access.follow_step();

-- The first number of an office's steps that does not agree with the one before; nothing when all do.
create or replace function access.broken_step(office int) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select min(number) from (
    select s.number, s.hash, s.previous, access.hash_of_step(s) as right_hash, lag(s.hash, 1, '') over w as before, row_number() over w as n
    from public.prevention_step s where s.org_id = office window w as (order by s.number)) x
  where hash <> right_hash or previous <> before or number <> n
$$;

-- A thing begins in the first state of its machine and changes its state by a step of the same transaction alone.
create or replace function access.guard_state() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  of_machine text := tg_argv[0];
begin
  if tg_op = 'INSERT' then
    if new.state <> tg_argv[1] then
      raise exception 'izote: % begins as %', of_machine, tg_argv[1] using errcode = '42501';
    end if;
    return new;
  end if;
  if new.org_id <> old.org_id or new.code <> old.code or new.author_id <> old.author_id then
    raise exception 'izote: what it is called and who wrote it stay' using errcode = '42501';
  end if;
  if new.state <> old.state and not exists (
    select 1 from public.prevention_step s where s.org_id = new.org_id and s.machine = of_machine and s.subject = new.id
      and s.source = old.state and s.to = new.state and s.transaction = pg_current_xact_id()::text::bigint
  ) then
    raise exception 'izote: a state changes by a step alone' using errcode = '42501';
  end if;
  return new;
end $$;
