-- Whom an identity provider's person is linked to never changes: what is told about the person is refreshed before sign-in, by the doorkeeper.
create or replace function access.forbid_relinking() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.user_id, new.provider, new.uid) is distinct from (old.user_id, old.provider, old.uid) then
    raise exception 'izote: a linked identity is never changed' using errcode = '42501';
  end if;
  return new;
end $$;

drop trigger if exists never_relinked on accounts.socialaccount_socialaccount;
create trigger never_relinked before update on accounts.socialaccount_socialaccount for each row execute function access.forbid_relinking();
