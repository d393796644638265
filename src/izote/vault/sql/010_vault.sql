-- Shut from the moment one person says so until two have lifted it. Answers nothing but yes or no, so that the policies of others may ask.
create or replace function access.vault_shut(office int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.vault_lockdown d where d.org_id = office
    and (select count(distinct l.by_id) from public.vault_lift l where l.lockdown_id = d.id) < 2)
$$;

-- A lockdown ends every session of the office, of whoever pressed it too, and takes away what halves had given.
create or replace function access.lock_down() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from accounts.access_session s using accounts.access_membership m where m.user_id = s.user_id and m.org_id = new.org_id;
  delete from public.vault_share where org_id = new.org_id;
  delete from public.vault_passage where org_id = new.org_id;
  return null;
end $$;

drop trigger if exists locked on vault_lockdown;
create trigger locked after insert on vault_lockdown for each row execute function access.lock_down();

-- What no policy can say: each row belongs to the others of its office, a key takes two holders, a reading takes two fresh halves.
create or replace function access.guard_vault() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  fine boolean := true;
begin
  case tg_table_name
    when 'vault_lift' then
      fine := exists (select 1 from public.vault_lockdown d where d.id = new.lockdown_id and d.org_id = new.org_id);
    when 'vault_miss' then
      new.at := clock_timestamp();
    when 'vault_half' then
      fine := exists (select 1 from public.vault_key k where k.id = new.key_id and k.org_id = new.org_id and not k.live);
    when 'vault_key' then
      if tg_op = 'UPDATE' then
        fine := (new.org_id, new.number, new.made_at) is not distinct from (old.org_id, old.number, old.made_at)
          and (not new.live or (select count(distinct h.holder_id) from public.vault_half h where h.key_id = new.id) = 2);
      end if;
    when 'vault_share' then
      new.at := clock_timestamp();
      fine := exists (select 1 from public.vault_opening o join public.vault_identity i on i.org_id = o.org_id and i.code = o.code
          join public.vault_half h on h.key_id = i.key_id where o.id = new.opening_id and o.org_id = new.org_id and h.id = new.half_id)
        and not exists (select 1 from public.vault_shown w where w.opening_id = new.opening_id);
    when 'vault_shown' then
      fine := (select count(distinct s.by_id) from public.vault_share s
        where s.opening_id = new.opening_id and s.at > clock_timestamp() - interval '15 minutes') = 2;
    when 'vault_identity' then
      fine := exists (select 1 from public.vault_key k where k.id = new.key_id and k.org_id = new.org_id and (k.live or tg_op = 'UPDATE'));
  end case;
  if not fine then
    raise exception 'izote: the vault does not do this' using errcode = '42501';
  end if;
  return new;
end $$;

do $$
declare
  name text;
begin
  foreach name in array array['vault_lift', 'vault_half', 'vault_key', 'vault_share', 'vault_shown', 'vault_identity', 'vault_miss'] loop
    execute format('drop trigger if exists guarded on %I', name);
    execute format('create trigger guarded before insert or update on %I for each row execute function access.guard_vault()', name);
  end loop;
end $$;
