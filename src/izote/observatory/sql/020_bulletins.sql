-- What a bulletin says is written while it is a draft; afterwards it only moves from state to state.
create or replace function access.guard_bulletin() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if old.state = 'draft' and new.state in ('draft', 'submitted') then
    return new;
  end if;
  if old.items <> new.items or old.words <> new.words or old.composed <> new.composed or old.replaces_id is distinct from new.replaces_id then
    raise exception 'izote: what a bulletin says is written only while it is a draft' using errcode = '42501';
  end if;
  if old.state = new.state or (old.state, new.state) in (('submitted', 'draft'), ('submitted', 'published'), ('published', 'withdrawn')) then
    return new;
  end if;
  raise exception 'izote: a bulletin does not go from % to %', old.state, new.state using errcode = '42501';
end $$;

drop trigger if exists guarded on observatory_bulletin;
create trigger guarded before update on observatory_bulletin for each row execute function access.guard_bulletin();
