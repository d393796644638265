-- What a person's page shows beside the person, in one question: of all files that stand for her or him, under the asker's own row policies.

create or replace function access.named(p people_person) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', p.id, 'code', p.code, 'first_name', p.first_name, 'middle_names', p.middle_names,
    'first_surname', p.first_surname, 'second_surname', p.second_surname, 'married_surname', p.married_surname)
$$;

create or replace function access.called(u access_user) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', u.id, 'username', u.username, 'display_name', u.display_name)
$$;

create or replace function access.person_page(wanted bigint) returns jsonb
language plpgsql stable set search_path = pg_catalog, public, accounts, pg_temp
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  files bigint[] := array(select p.id from people_person p where p.id = wanted or p.merged_into_id = wanted);
begin
  return jsonb_build_object(
    'contacts', (select jsonb_agg(to_jsonb(c) order by c.id) from people_contact c where c.person_id = any(files)),
    'identifiers', (select jsonb_agg(to_jsonb(i) order by i.id) from people_identifier i where i.person_id = any(files)),
    'consents', (
      select jsonb_agg(to_jsonb(c) order by c.withdrawn_on, c.given_on desc) from people_consent c where c.person_id = any(files)),
    'relations', (
      select jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'person', access.named(p)) order by r.id)
      from people_relation r join people_person p on p.id = r.person_id
      where r.other_id = any(files)),
    'household', (
      select jsonb_agg(jsonb_build_object('id', m.id, 'role', m.role, 'is_caregiver', m.is_caregiver,
        'household', jsonb_build_object('id', h.id, 'code', h.code), 'person', access.named(p)) order by m.id)
      from people_householdmember m join people_household h on h.id = m.household_id join people_person p on p.id = m.person_id
      where m.household_id = any(array(select o.household_id from people_householdmember o where o.person_id = any(files)))),
    'exclusions', (
      select jsonb_agg(jsonb_build_object('id', e.id, 'reason', e.reason, 'user', access.called(u)) order by e.id)
      from people_exclusion e join access_user u on u.id = e.user_id
      where e.person_id = any(files)),
    'emergencies', (
      select jsonb_agg(jsonb_build_object('id', b.id, 'opened_at', b.opened_at, 'until', b.until, 'user', b.opener) order by b.opened_at desc)
      from (
        select b.id, b.opened_at, b.until, access.called(u) as opener from people_breakglass b join access_user u on u.id = b.user_id
        where b.person_id = any(files) order by b.opened_at desc limit 5
      ) b),
    'merges', (
      select jsonb_agg(jsonb_build_object('id', m.id, 'merged_at', m.merged_at, 'merged', access.named(p), 'merged_by', access.called(u))
                       order by m.merged_at desc, m.id desc)
      from people_mergerecord m join people_person p on p.id = m.merged_id join access_user u on u.id = m.merged_by_id
      where m.kept_id = wanted and m.undone_at is null),
    'pairs', (
      select jsonb_agg(jsonb_build_object('chance', c.probability, 'other', c.other) order by c.probability desc, c.id)
      from (
        select c.id, c.probability, case when l.id = wanted then access.named(r) else access.named(l) end as other
        from people_matchcandidate c join people_person l on l.id = c.left_id join people_person r on r.id = c.right_id
        where (c.left_id = wanted or c.right_id = wanted) and c.status = 'open' and c.org_id = any((select access.orgs('person.merge'))::int[])
          and l.merged_into_id is null and r.merged_into_id is null and l.withdrawn_at is null and r.withdrawn_at is null
        order by c.probability desc, c.id limit 5
      ) c),
    'trail', (select jsonb_agg(to_jsonb(t) - 'n' order by t.n) from access.file_trail(wanted, 30) with ordinality t(at, actor, verb, details, n))
  );
end $$;
