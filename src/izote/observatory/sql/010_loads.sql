-- Whoever signs a load changes its state, its signature and nothing else, step by step, and never with an error standing.
create or replace function access.guard_load() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  moved text[] := array['state', 'signed_by_id', 'signed_at', 'moved_at', 'attempts'];
begin
  if old.uploaded_by_id = (select access.actor()) or current_user = 'izote_owner' then
    return new;
  end if;
  if to_jsonb(old) - moved <> to_jsonb(new) - moved then
    raise exception 'izote: who signs a load does not change it' using errcode = '42501';
  end if;
  if old.state = 'checked' and new.state = 'signed' and not exists (
    select 1 from observatory_finding f where f.load_id = new.id and f.weight = 'error') then
    return new;
  end if;
  if old.state = 'signed' and new.state = 'published' and exists (select 1 from observatory_vintage v where v.load_id = new.id) then
    return new;
  end if;
  if old.state = new.state and old.signed_by_id is not distinct from new.signed_by_id then
    return new;
  end if;
  raise exception 'izote: a load does not go from % to %', old.state, new.state using errcode = '42501';
end $$;

drop trigger if exists guarded on observatory_load;
create trigger guarded before update on observatory_load for each row execute function access.guard_load();
