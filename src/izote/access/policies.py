"""Row-level policies of the account and audit tables."""

from izote.access.rowlevel import Table

SOMEBODY = "(select access.actor()) is not null"
ALL = "select, insert, update, delete"
MEMBERS = "org_id = any((select access.orgs('{right}'))::int[])"


def _account(name: str) -> Table:
    return Table(name, read=SOMEBODY, write=SOMEBODY, grants=ALL, schema="accounts", persons=False)


SEAL_READS_EVENTS = (
    "grant select on audit.audit_event to izote_seal",
    "create policy seal_reads on audit.audit_event for select to izote_seal using (true)",
)


def _sealed(name: str) -> Table:
    return Table(
        name,
        read="false",
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
    Table("access_user", read=SOMEBODY, write=SOMEBODY, grants=ALL, schema="accounts", gate=True, persons=False),
    Table(
        "access_membership",
        read=SOMEBODY,
        write="org_id = any((select access.orgs('user.manage'))::int[]) and user_id <> (select access.actor())",
        grants="select, insert, update",
        schema="accounts",
        gate=True,
        persons=False,
    ),
    _account("access_session"),
    _account("access_invitation"),
    _account("access_cache"),
    _account("account_emailaddress"),
    _account("account_emailconfirmation"),
    _account("mfa_authenticator"),
    _account("socialaccount_socialaccount"),
    _account("socialaccount_socialapp"),
    _account("socialaccount_socialtoken"),
    Table(
        "access_organization",
        read=SOMEBODY,
        write="cardinality((select access.orgs('org.manage'))::int[]) > 0",
        grants="select, insert, update",
        gate=True,
        persons=False,
    ),
    Table("access_mark", read="true", grants="select", persons=False),
    Table("django_content_type", read="true", grants="select", persons=False),
    Table(
        "audit_event",
        read=(
            "case when verb like 'exclusion.%%' then org_id = any((select access.orgs('audit.exclusions'))::int[])"
            " else org_id = any((select access.orgs('audit.read'))::int[]) or org_id = any((select access.orgs('audit.exclusions'))::int[]) end"
        ).replace("%%", "%"),
        insert="actor_id = (select access.actor())",
        grants="select, insert",
        schema="audit",
        gate=True,
        gate_writes=False,
        persons=False,
        extra=(
            *SEAL_READS_EVENTS,
            "grant insert on audit.audit_event to izote_gate",
            "create policy gate_adds on audit.audit_event for insert to izote_gate with check (true)",
        ),
    ),
    _sealed("audit_link"),
    _sealed("audit_head"),
]
