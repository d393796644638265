-- Who acts: a short-lived token, authenticated with a key that only izote_gate reads, bound to this connection.
create table if not exists access.context_key (id int primary key check (id = 1), ipad bytea not null, opad bytea not null);
revoke all on access.context_key from public, izote_web, izote_worker, izote_seal;
grant select on access.context_key to izote_gate;

create table if not exists access.role_right (role text not null, right_code text not null, primary key (role, right_code));
revoke all on access.role_right from public, izote_web, izote_worker, izote_seal;
grant select on access.role_right to izote_gate;

create or replace function access.actor() returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  token text := nullif(current_setting('izote.actor', true), '');
  part text[];
  right_mac text;
begin
  if token is null then
    return null;
  end if;
  part := string_to_array(token, '.');
  if array_length(part, 1) is distinct from 4 or token !~ '^[0-9]+\.[0-9]+\.[0-9]+\.[0-9a-f]{64}$' then
    raise exception 'izote: this identity is not proven' using errcode = '28000';
  end if;
  select encode(sha256(k.opad || sha256(k.ipad || convert_to(part[1] || '.' || part[2] || '.' || part[3], 'UTF8'))), 'hex')
    into right_mac from access.context_key k where k.id = 1;
  if right_mac is null or right_mac <> part[4] or part[3]::int <> pg_backend_pid() then
    raise exception 'izote: this identity is not proven' using errcode = '28000';
  end if;
  if part[2]::bigint < extract(epoch from clock_timestamp()) then
    raise exception 'izote: this identity has expired' using errcode = '28000';
  end if;
  return part[1]::bigint;
end $$;

create or replace function access.orgs(wanted text) returns int[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with mine as (
    select m.org_id, o.kind
    from accounts.access_membership m
    join access.role_right r on r.role = m.role and r.right_code = wanted
    join accounts.access_user u on u.id = m.user_id and u.is_active
    join public.access_organization o on o.id = m.org_id and o.is_active
    where m.user_id = (select access.actor())
      and m.starts_on <= (now() at time zone 'America/El_Salvador')::date
      and (m.ends_on is null or m.ends_on >= (now() at time zone 'America/El_Salvador')::date)
  )
  select coalesce(array_agg(distinct org_id), '{}')::int[] from (
    select org_id from mine
    union all
    select o.id from public.access_organization o
    where wanted in ('user.manage', 'org.manage') and exists (select 1 from mine where kind = 'platform')
  ) every
$$;
