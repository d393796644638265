-- Whether the ten do-no-harm questions were answered for what a bulletin says now, by another than its writers, at most thirty days ago.
create or replace function access.bulletin_is_harmless(of_bulletin bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select h.version = b.version and h.by_id <> all(b.hands) and access.day_of(h.at) between access.day_of(now()) - 30 and access.day_of(now())
    from public.prevention_bulletinharm h join public.prevention_monthlybulletin b on b.id = h.bulletin_id
    where h.bulletin_id = of_bulletin order by h.id desc limit 1), false)
$$;

-- What a bulletin says is written while it is a draft. Who wrote in it is kept here, whatever the program says of it, and never approves it.
create or replace function access.guard_monthly() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  me int := (select access.actor());
  publishes boolean := access.may_here('prevention.publish', new.org_id);
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or new.approver_id is not null then
      raise exception 'izote: a bulletin begins as a draft' using errcode = '42501';
    end if;
    new.hands := array_remove(array[me], null);
    new.version := 1;
    return new;
  end if;
  new.hands := old.hands;
  if old.state = 'draft' and new.state in ('draft', 'submitted') and access.may_here('prevention.analyse', new.org_id) and new.approver_id is null then
    if me is not null and not me = any(old.hands) then
      new.hands := old.hands || me;
    end if;
    new.version := old.version + ((new.words_es, new.words_en, new.composed) is distinct from (old.words_es, old.words_en, old.composed))::int;
    return new;
  end if;
  if (new.words_es, new.words_en, new.composed, new.version) is distinct from (old.words_es, old.words_en, old.composed, old.version) then
    raise exception 'izote: what a bulletin says is written only while it is a draft' using errcode = '42501';
  end if;
  if old.state = 'submitted' and new.state = 'draft' and publishes and new.approver_id is null then
    return new;
  end if;
  if old.state = 'submitted' and new.state = 'published' and publishes then
    if me is null or me = any(old.hands) or new.approver_id is distinct from me or not access.bulletin_is_harmless(new.id)
       or access.day_of(now()) < (new.month + interval '1 month')::date then
      raise exception 'izote: another person publishes, a month that is over, on a do-no-harm check that stands' using errcode = '42501';
    end if;
    return new;
  end if;
  if old.state = 'published' and new.state = 'withdrawn' and publishes and new.approver_id = old.approver_id then
    return new;
  end if;
  raise exception 'izote: a bulletin does not go from % to %', old.state, new.state using errcode = '42501';
end $$;

drop trigger if exists guarded on prevention_monthlybulletin;
create trigger guarded before insert or update on prevention_monthlybulletin for each row execute function access.guard_monthly();

-- A check is of what was handed in, and of this moment.
create or replace function access.check_monthly() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  select b.version into new.version from public.prevention_monthlybulletin b where b.id = new.bulletin_id and b.state = 'submitted';
  if new.version is null or (select count(*) from jsonb_object_keys(new.dangers)) <> 10 or new.words = '' then
    raise exception 'izote: all ten questions are answered, of what was handed in' using errcode = '42501';
  end if;
  new.at := clock_timestamp();
  return new;
end $$;

drop trigger if exists of_now on prevention_bulletinharm;
create trigger of_now before insert on prevention_bulletinharm for each row execute function access.check_monthly();

-- An edition says what was handed in; with it every count is registered. A count that was told once is told so again, or withheld again.
create or replace function access.register_monthly() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  b public.prevention_monthlybulletin;
  office text;
begin
  select * into b from public.prevention_monthlybulletin where id = new.bulletin_id;
  select o.code into office from public.access_organization o where o.id = b.org_id;
  if new.frozen - array['office', 'es', 'en'] is distinct from b.composed or new.frozen ->> 'es' is distinct from b.words_es
     or new.frozen ->> 'en' is distinct from b.words_en or new.month <> b.month
     or new.code !~ ('^BPA-' || office || '-' || to_char(b.month, 'YYYY-MM') || '(-[0-9]+)?$') then
    raise exception 'izote: an edition says what was handed in' using errcode = '42501';
  end if;
  if exists (
    select 1 from jsonb_array_elements(b.composed -> 'signals') one
    join public.prevention_toldcell t on t.org_id = b.org_id and t.month = b.month and t.place = one ->> 'place'
    where t.value is distinct from (one ->> 'value')::int) then
    raise exception 'izote: what readers were told is told so again' using errcode = '42501';
  end if;
  insert into public.prevention_toldcell (org_id, bulletin_id, month, place, value)
  select b.org_id, b.id, b.month, one ->> 'place', (one ->> 'value')::int from jsonb_array_elements(b.composed -> 'signals') one
  on conflict (org_id, month, place) do nothing;
  return new;
end $$;

drop trigger if exists registered on prevention_monthlyedition;
create trigger registered after insert on prevention_monthlyedition for each row execute function access.register_monthly();

-- A phase is said of a department or a municipality, of now.
create or replace function access.guard_phase() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select 1 from public.territory_place p where p.id = new.place_id and p.level in ('department', 'municipality')) then
    raise exception 'izote: a phase is said of nothing smaller than a municipality' using errcode = '42501';
  end if;
  new.at := clock_timestamp();
  return new;
end $$;

drop trigger if exists guarded on prevention_territoryphase;
create trigger guarded before insert on prevention_territoryphase for each row execute function access.guard_phase();
