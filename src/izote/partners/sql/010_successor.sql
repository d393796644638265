-- A policy may not look into its own table: whether an institution stands in that office's directory is asked here.
create or replace function access.institution_in(institution uuid, office int) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.partners_institution i where i.id = institution and i.org_id = office)
$$;
