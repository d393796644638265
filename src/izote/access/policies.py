"""Row-level policies of the account and audit tables."""

from izote.access.rowlevel import Table

ACTOR = "(select access.actor())"
SOMEBODY = f"{ACTOR} is not null"
DOORKEEPER = f"{ACTOR} = 0"
ALL = "select, insert, update, delete"
MANAGED = "org_id = any((select access.orgs('user.manage'))::int[])"
MINE = f"user_id = {ACTOR}"
NOT_HIDDEN = "(kind <> 'person' or key <> all((select access.hidden_persons())::text[]))"


def _account(
    name: str, *, read: str, write: str = "false", insert: str | None = None, grants: str = ALL, extra: tuple[str, ...] = ()
) -> Table:
    return Table(name, read=read, write=write, insert=insert, grants=grants, schema="accounts", persons=False, extra=extra)


def _sealed(name: str) -> Table:
    return Table(
        name,
        grants="",
        schema="audit",
        persons=False,
        extra=(
            f"grant select, insert on audit.{name} to izote_seal",
            f"create policy seal_reads on audit.{name} for select to izote_seal using (true)",
            f"create policy seal_adds on audit.{name} for insert to izote_seal with check (true)",
        ),
    )


TABLES = [
    Table(
        "access_user",
        read=(
            f"{DOORKEEPER} or id = {ACTOR} or id = any((select access.colleagues())::bigint[])"
            # a new account has no office yet, and INSERT … RETURNING needs to see it
            " or ((select cardinality(access.orgs('user.manage')) > 0) and access.manages(id))"
        ),
        write=f"not is_service and (id = {ACTOR} or access.manages(id))",
        insert="not is_service and cardinality((select access.orgs('user.manage'))::int[]) > 0",
        grants="select, insert, update",
        schema="accounts",
        gate=True,
        persons=False,
    ),
    Table(
        "access_membership",
        read=f"{DOORKEEPER} or {MINE} or org_id = any((select access.my_orgs())::int[]) or {MANAGED}",
        write=f"{MANAGED} and user_id <> {ACTOR}",
        grants="select, insert, update",
        schema="accounts",
        gate=True,
        persons=False,
    ),
    Table(
        "access_cover",
        read="org_id = any((select access.my_orgs())::int[])",
        write="org_id = any((select access.orgs('case.assign'))::int[])",
        insert=(
            "org_id = any((select access.orgs('case.assign'))::int[])"
            " and exists (select 1 from access_membership m where m.user_id = stand_in_id and m.org_id = access_cover.org_id)"
            " and exists (select 1 from access_membership m where m.user_id = absent_id and m.org_id = access_cover.org_id)"
        ),
        grants="select, insert, update, delete",
        schema="accounts",
        gate=True,
        persons=False,
    ),
    # the doorkeeper may end or go on with a session; its content is signed for its own row, so none can be made up or copied
    _account(
        "access_session",
        read=f"{DOORKEEPER} or user_id is null or {MINE} or access.manages(user_id)",
        write=f"{SOMEBODY} and ({DOORKEEPER} or user_id is null or {MINE} or access.manages(user_id))",
        # a lockdown ends the sessions of its office
        extra=(
            "grant select, delete on accounts.access_session to izote_gate",
            "create policy gate_reads on accounts.access_session for select to izote_gate using (true)",
            "create policy gate_ends on accounts.access_session for delete to izote_gate using (true)",
        ),
    ),
    _account(
        "access_invitation",
        read=f"{DOORKEEPER} or {MINE} or access.manages(user_id)",
        write=f"{MINE} or access.manages(user_id)",
        insert=f"created_by_id = {ACTOR} and access.manages(user_id)",
        grants="select, insert, update",
    ),
    _account("access_cache", read=SOMEBODY, write=SOMEBODY),
    _account("account_emailaddress", read=f"{DOORKEEPER} or {MINE}", grants="select"),
    _account("account_emailconfirmation", read="false", grants="select"),
    _account(
        "mfa_authenticator",
        read=f"{DOORKEEPER} or {MINE} or access.manages(user_id)",
        write=f"{MINE} or access.manages(user_id)",
        insert=MINE,
        # the second factor is asked before anybody is signed in, and a used code must be crossed out then
        extra=(
            "create policy door_crosses_out on accounts.mfa_authenticator for update to izote_web, izote_worker"
            f" using ({DOORKEEPER}) with check ({DOORKEEPER})",
        ),
    ),
    _account(
        "socialaccount_socialaccount",
        read=f"{DOORKEEPER} or {MINE} or access.manages(user_id)",
        write=MINE,
        extra=(
            # the provider's latest words about somebody are kept before that somebody is signed in; a trigger keeps the link as it is
            "create policy door_refreshes on accounts.socialaccount_socialaccount for update to izote_web, izote_worker"
            f" using ({DOORKEEPER}) with check ({DOORKEEPER})",
        ),
    ),
    _account("socialaccount_socialapp", read=SOMEBODY, grants="select"),
    _account("socialaccount_socialtoken", read="false", grants="select"),
    Table(
        "access_organization",
        read=SOMEBODY,
        write="id = any((select access.orgs('org.manage'))::int[])",
        insert="(select access.runs_platform())",
        grants="select, insert, update",
        gate=True,
        persons=False,
    ),
    Table("access_mark", read="true", grants="select", persons=False),
    Table("django_content_type", read="true", grants="select", persons=False),
    Table(
        "audit_event",
        read=(
            "case when verb like 'exclusion.%' then org_id = any((select access.orgs('audit.exclusions'))::int[])"
            f" else org_id = any((select access.orgs('audit.read'))::int[]) and {NOT_HIDDEN} end"
        ),
        insert=f"actor_id = {ACTOR}",
        grants="select, insert",
        schema="audit",
        gate=True,
        persons=False,
        extra=(
            "grant select on audit.audit_event to izote_seal",
            "create policy seal_reads on audit.audit_event for select to izote_seal using (true)",
            "grant insert on audit.audit_event to izote_gate",
            "create policy gate_adds on audit.audit_event for insert to izote_gate with check (true)",
        ),
    ),
    _sealed("audit_link"),
    _sealed("audit_head"),
]
