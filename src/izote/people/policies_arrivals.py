"""Row-level policies of lists, queue and contact: a row about a hidden person, and whatever stands on it, is hidden too."""

from izote.access.rowlevel import Table

NOT_HIDDEN = "(person_id is null or person_id <> all((select access.hidden_persons())::bigint[]))"
ROW_SEEN = "exists (select 1 from people_listrow r where r.id = row_id and r.org_id = {table}.org_id)"
ALL = "select, insert, update, delete"


def here(*rights: str) -> str:
    """The row's office is one in which the actor has any of these rights."""
    return "(" + " or ".join(f"org_id = any((select access.orgs('{right}'))::int[])" for right in rights) + ")"


def erasable(name: str) -> tuple[str, ...]:
    """The gate may take rows away when a person is erased."""
    return (f"grant select, delete on {name} to izote_gate", f"create policy gate_erases on {name} for delete to izote_gate using (true)")


LISTS = here("list.upload", "list.review", "queue.call", "contact.attempt", "figures.read")
ROWS = here("list.upload", "list.review", "queue.call", "contact.attempt")
READING = here("list.upload")
COUNTING = here("queue.call", "contact.attempt", "list.upload")
UNHIDDEN_TICKET = "id <> all((select access.hidden_tickets())::bigint[])"
OF_ITS_OFFICE = "(person_id is null or exists (select 1 from people_person p where p.id = person_id and p.org_id = {table}.org_id))"
OF_ITS_LIST = "exists (select 1 from people_arrivallist l where l.id = list_id and l.org_id = {table}.org_id)"

TABLES = [
    Table("people_importprofile", read=here("list.upload", "org.manage"), write=here("list.upload", "org.manage"), grants=ALL),
    Table("people_arrivallist", read=LISTS, write=READING, grants=ALL),
    Table("people_liststaging", read=READING, write=f"{READING} and {OF_ITS_LIST.format(table='people_liststaging')}", grants=ALL),
    Table(
        "people_listrow",
        read=f"{ROWS} and {NOT_HIDDEN}",
        write=f"{ROWS} and {NOT_HIDDEN} and {OF_ITS_OFFICE.format(table='people_listrow')}",
        insert=f"{READING} and {NOT_HIDDEN} and {OF_ITS_LIST.format(table='people_listrow')}",
        grants=ALL,
        gate=True,
        extra=erasable("people_listrow"),
    ),
    Table(
        "people_contactattempt",
        read=f"{here('contact.attempt', 'list.review')} and {ROW_SEEN.format(table='people_contactattempt')}",
        write=f"{here('contact.attempt')} and {ROW_SEEN.format(table='people_contactattempt')}",
        insert=f"{here('contact.attempt')} and by_id = (select access.actor()) and {ROW_SEEN.format(table='people_contactattempt')}",
        grants="select, insert, delete",
        gate=True,
        extra=erasable("people_contactattempt"),
    ),
    Table("people_queueday", read=here("queue.call"), write=here("queue.call"), grants="select, insert, update", persons=True),
    Table(
        "people_ticket",
        read=f"{here('queue.call')} and {UNHIDDEN_TICKET}",
        write=f"{here('queue.call')} and {UNHIDDEN_TICKET}",
        grants="select, insert, update",
        gate=True,
        extra=erasable("people_ticket"),
    ),
    Table(
        "people_ticketmember",
        read=f"{here('queue.call')} and ticket_id <> all((select access.hidden_tickets())::bigint[])",
        write=(
            f"{here('queue.call')} and {NOT_HIDDEN} and {OF_ITS_OFFICE.format(table='people_ticketmember')}"
            f" and (row_id is null or {ROW_SEEN.format(table='people_ticketmember')})"
        ),
        grants=ALL,
        gate=True,
        extra=erasable("people_ticketmember"),
    ),
    Table("people_arrivalcount", read=here("figures.read", "queue.call", "contact.attempt", "list.upload"), write=COUNTING, grants=ALL),
]
