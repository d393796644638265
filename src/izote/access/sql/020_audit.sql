-- Each line knows its transaction, so that the sealer can take only what can no longer be preceded.
alter table audit.audit_event add column if not exists xid xid8 not null default pg_current_xact_id();
create index if not exists audit_event_order on audit.audit_event (xid, id);

create or replace function access.forbid_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'izote: lines of the audit are never changed' using errcode = '42501';
end $$;

drop trigger if exists never_changed on audit.audit_event;
create trigger never_changed before update or delete on audit.audit_event for each row execute function access.forbid_change();
drop trigger if exists never_emptied on audit.audit_event;
create trigger never_emptied before truncate on audit.audit_event for each statement execute function access.forbid_change();
