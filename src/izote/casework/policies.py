"""Row-level policies of casework: a row is seen by whoever sees its case; words, answers and documents only through a function."""

from izote.access.rowlevel import Table

HIDDEN = "person_id <> all((select access.hidden_persons())::bigint[])"
TEAM = "org_id = any((select access.orgs('case.team'))::int[])"
OWN = "org_id = any((select access.orgs('case.own'))::int[])"
APPROVES = "org_id = any((select access.orgs('case.approve'))::int[])"
ACTOR = "(select access.actor())"
ALL = "select, insert, update, delete"
CARRIED = (
    "responsible_id = any((select access.covers())::bigint[])"
    " and access.work_of(org_id, responsible_id) = any((select access.covered())::text[])"
)
CARRIES = f"exists (select 1 from casework_case c where c.id = {{table}}.case_id and {CARRIED.replace('org_id', 'c.org_id')})"  # noqa: S608
MINE = f"{OWN} and ({CARRIED} or id = any((select access.lent_cases())::uuid[]))"
SEEN = f"{HIDDEN} and ({TEAM} or ({MINE}))"
OF_ITS_FILE = "exists (select 1 from people_person p where p.id = {table}.person_id and p.org_id = {table}.org_id)"
OF_ITS_CASE = (
    "exists (select 1 from casework_case c where c.id = {table}.case_id and c.org_id = {table}.org_id and c.person_id = {table}.person_id)"
)
OF_ITS_APPOINTED_CASE = OF_ITS_CASE.format(table="casework_appointment")
APPOINTED = f"{OWN} and {HIDDEN} and {OF_ITS_FILE.format(table='casework_appointment')}"
KEYS = ("id", "case_id", "person_id", "org_id")
SENT = "state not in ('draft', 'consented', 'withdrawn')"
LINK = f"channel = 'link' and {SENT} and org_id = any((select access.orgs('referral.link'))::int[])"
PARTNER = (
    f"{HIDDEN} and channel = 'account' and {SENT} and to_org_id = any((select access.orgs('referral.answer'))::int[])"
    " and access.referral_shared(id)"
)
OF_ITS_REFERRAL = (
    "exists (select 1 from casework_referral r where r.id = {table}.referral_id and r.case_id = {table}.case_id"
    " and r.person_id = {table}.person_id and r.org_id = {table}.org_id)"
)


ORDINARY = "klass <> 'restricted' or org_id = any((select access.orgs('instrument.restricted'))::int[])"
OF_ITS_ASSESSMENT = (
    "exists (select 1 from casework_assessment a where a.id = {table}.assessment_id and a.case_id = {table}.case_id"
    " and a.person_id = {table}.person_id and a.org_id = {table}.org_id and a.klass = {table}.klass)"
)


def _erasable(name: str) -> tuple[str, ...]:
    return (f"grant select, delete on {name} to izote_gate", f"create policy gate_erases on {name} for delete to izote_gate using (true)")


def _lets_go(name: str, column: str) -> tuple[str, ...]:
    """A row about somebody else stays when the file or case that it names is erased: it names nobody then."""
    return (
        f"grant update ({column}) on {name} to izote_gate",
        f"create policy gate_lets_go on {name} for update to izote_gate using (true)",
    )


def _of_case(name: str, *, grants: str = ALL, write: str = OWN, also: tuple[str, ...] = ()) -> Table:
    """A row of codes and dates: seen with its case, written by those who work on it."""
    seen = OF_ITS_CASE.format(table=name)
    return Table(name, read=seen, write=f"{seen} and {write}", grants=grants, gate=True, extra=(*_erasable(name), *also))


def _assessments() -> tuple[Table, ...]:
    """Instruments of the restricted kind are seen by those alone who may read them; answers only through the function that opens a case."""
    one = f"{OF_ITS_CASE.format(table='casework_assessment')} and ({ORDINARY})"
    answers, score = (OF_ITS_ASSESSMENT.format(table=name) for name in ("casework_answers", "casework_score"))
    return (
        Table(
            "casework_assessment",
            read=one,
            write=f"{one} and {OWN}",
            insert=f"{one} and {OWN} and by_id = {ACTOR}",
            grants=ALL,
            gate=True,
            extra=_erasable("casework_assessment"),
        ),
        _opened("casework_answers", ("assessment_id", "case_id", "person_id", "org_id", "klass"), read=answers),
        Table(
            "casework_score",
            read=f"{OF_ITS_CASE.format(table='casework_score')} and ({ORDINARY})",
            write=f"{score} and {OWN}",
            grants=ALL,
            gate=True,
            extra=_erasable("casework_score"),
        ),
        Table(
            "casework_paperform",
            read=f"{OWN} or {TEAM}",
            write=OWN,
            insert=f"{OWN} and printed_by_id = {ACTOR}",
            grants="select, insert, update",
            gate=True,
            extra=_erasable("casework_paperform"),
        ),
    )


def _opened(
    name: str, columns: tuple[str, ...] = KEYS, *, read: str = "true", write: str = OWN, insert: str = "true", grants: str = ALL
) -> Table:
    """Content: a direct SELECT reaches the keys alone; the rest is returned by `access.open_case`, which leaves a line."""
    seen = OF_ITS_CASE.format(table=name)
    return Table(
        name,
        read=f"{seen} and ({read})",
        write=f"{seen} and ({read}) and ({write})",
        insert=f"{seen} and ({read}) and ({write}) and ({insert})",
        grants=grants,
        columns=columns,
        gate=True,
        extra=_erasable(name),
    )


def _cases() -> Table:
    name = "casework_case"
    return Table(
        name,
        read=SEEN,
        write=(
            f"{SEEN} and ({OWN} or org_id = any((select access.orgs('case.assign'))::int[])"
            " or org_id = any((select access.orgs('case.approve'))::int[]))"
        ),
        insert=f"{OWN} and {HIDDEN} and opened_by_id = {ACTOR} and {OF_ITS_FILE.format(table=name)}",
        grants="select, insert, update",
        gate=True,
        extra=(
            *_erasable(name),
            # the file goes with the case: access.follow_case
            "grant update (responsible_id) on people_person to izote_gate",
            "create policy gate_follows on people_person for update to izote_gate using (true) with check (true)",
        ),
    )


def _approvals() -> Table:
    """Asked for by those who work on the case; decided by somebody else, or passed as the office's sample says."""
    name = "casework_approval"
    seen = OF_ITS_CASE.format(table=name)
    approves = "org_id = any((select access.orgs('case.approve'))::int[])"
    return Table(
        name,
        read=seen,
        write=(
            f"{seen} and ((requested_by_id <> {ACTOR} and {approves} and (decided_by_id is null or decided_by_id = {ACTOR}))"
            f" or (requested_by_id = {ACTOR} and {OWN} and decided_by_id is null and decision in ('', 'cancelled')))"
        ),
        insert=(
            f"{seen} and {OWN} and requested_by_id = {ACTOR} and decided_by_id is null"
            " and (decision = '' or (decision = 'unsampled' and access.passes_unsampled(case_id, subject)))"
        ),
        grants="select, insert, update",
        gate=True,
        extra=_erasable(name),
    )


def _gate_does(name: str, verb: str, condition: str = "true") -> tuple[str, ...]:
    """What a function of the gate may do with a table besides reading and erasing."""
    clause = f"with check ({condition})" if verb == "insert" else f"using ({condition}) with check ({condition})"
    return (f"grant {verb} on {name} to izote_gate", f"create policy gate_may_{verb} on {name} for {verb} to izote_gate {clause}")


def _calls() -> Table:
    """Made by those who work on the case; whoever watches over the office's cases may plan them, and nothing else."""
    name = "casework_contactcall"
    seen = OF_ITS_CASE.format(table=name)
    planned = f"{TEAM} and state = 'planned' and outcome = '' and attempts = 0 and by_id is null"
    return Table(
        name,
        read=seen,
        write=f"{seen} and {OWN}",
        insert=f"{seen} and ({OWN} or ({planned}))",
        grants=ALL,
        gate=True,
        extra=_erasable(name),
    )


def _handed() -> tuple[Table, ...]:
    """Offers and shares: made in one's own name by whoever carries the case or gives cases, never to oneself; accepted by the receiver."""
    gives_here = "org_id = any((select access.orgs('case.assign'))::int[])"
    works = f"({OWN} or {gives_here})"
    found = []
    for name, author, receiver, may in (
        ("casework_transfer", "requested_by_id", "to_user_id", f"(state <> 'accepted' or to_user_id = {ACTOR})"),
        ("casework_caseshare", "by_id", "user_id", "true"),
    ):
        seen = OF_ITS_CASE.format(table=name)
        found.append(
            Table(
                name,
                read=seen,
                write=f"{seen} and {works} and {may}",
                insert=(
                    f"{seen} and ({gives_here} or {OWN} and {CARRIES.format(table=name)}) and {author} = {ACTOR} and {receiver} <> {ACTOR}"
                ),
                grants="select, insert, update",
                gate=True,
                extra=_erasable(name),
            )
        )
    return tuple(found)


def _referrals() -> tuple[Table, ...]:
    """The partner's side reaches the referral's own row and its history; consent, sheet and link only through functions."""
    case = OF_ITS_CASE.format(table="casework_referral")
    event = OF_ITS_REFERRAL.format(table="casework_referralevent")
    of_case = {name: OF_ITS_CASE.format(table=f"casework_{name}") for name in ("referralconsent", "referrallink")}
    who, times = ("by_id", "witness_id", "consent_id"), ("given_at", "until", "withdrawn_at")
    consent = (
        "referral_id",
        "case_id",
        "person_id",
        "org_id",
        "receipt",
        "fields",
        "override",
        "notice_version",
        "language",
        "mode",
        "given_by",
        "assent",
    )
    link = ("referral_id", "created_at", "expires_at", "failures", "opened_at", "proven_at", "elsewhere_at", "revoked_at", "by_id")
    return (
        Table(
            "casework_referral",
            read=f"({case}) or ({PARTNER}) or ({LINK})",
            write=f"({case} and {OWN}) or ({PARTNER}) or ({LINK})",
            insert=f"{case} and {OWN} and by_id = {ACTOR}",
            grants="select, insert, update",
            gate=True,
            extra=(*_erasable("casework_referral"), *_gate_does("casework_referral", "update")),
        ),
        Table(
            "casework_referralevent",
            read=event,
            insert=f"{event} and by_id = {ACTOR}",
            grants="select, insert",
            gate=True,
            extra=(*_erasable("casework_referralevent"), *_gate_does("casework_referralevent", "insert")),
        ),
        Table(
            "casework_referralconsent",
            read=of_case["referralconsent"],
            write=f"{of_case['referralconsent']} and {OWN}",
            insert=f"{OF_ITS_REFERRAL.format(table='casework_referralconsent')} and {OWN} and by_id = {ACTOR}",
            grants="select, insert, update",
            columns=(*consent, *who, *times),
            gate=True,
            extra=(*_erasable("casework_referralconsent"), *_gate_does("casework_referralconsent", "update")),
        ),
        _opened("casework_referralsheet", ("referral_id", "case_id", "person_id", "org_id"), grants="select, insert, delete"),
        Table(
            "casework_referrallink",
            read=of_case["referrallink"],
            write=f"{of_case['referrallink']} and {OWN}",
            insert=f"{OF_ITS_REFERRAL.format(table='casework_referrallink')} and {OWN} and by_id = {ACTOR}",
            grants="select, insert, update",
            columns=(*KEYS, *link),
            gate=True,
            gate_writes=True,
        ),
        _of_case(
            "casework_referralreminder",
            grants="select, insert",
            write=f"({OWN} or {TEAM}) and by_id = {ACTOR}",
            # what a partner answers reaches a case, its plan and its texts, which the partner does not see
            also=(
                *_gate_does("casework_text", "insert", "about = 'referral_reply'"),
                *_gate_does("casework_planaction", "update"),
                *_gate_does("casework_case", "update"),
            ),
        ),
    )


TABLES = [
    Table(
        "casework_visit",
        read="org_id = any((select access.orgs('visit.count'))::int[]) or " + TEAM,
        write="org_id = any((select access.orgs('visit.count'))::int[])",
        grants=ALL,
    ),
    Table(
        "casework_officerules",
        read="org_id = any((select access.my_orgs())::int[])",
        write="org_id = any((select access.orgs('case.settings'))::int[])",
        grants="select, insert, update",
        persons=False,
        gate=True,
    ),
    _cases(),
    _of_case("casework_caseevent", grants="select, insert", write=f"(by_id = {ACTOR})"),
    *_handed(),
    _approvals(),
    _opened(
        "casework_text",
        (*KEYS, "about", "about_id", "author_id", "version"),
        read=f"not private or author_id = {ACTOR}",
        write=(
            f"({OWN} or (about = 'approval' and org_id = any((select access.orgs('case.approve'))::int[])))"
            f" and (about <> 'note' or author_id = {ACTOR})"
        ),
        insert=f"author_id = {ACTOR}",
    ),
    *_assessments(),
    _of_case("casework_plan", grants="select, insert, update", write=f"({OWN} or {APPROVES})"),
    _of_case("casework_goal"),
    _of_case("casework_planaction"),
    _of_case("casework_servicedelivered"),
    Table(
        "casework_appointment",
        read=f"{HIDDEN} and (with_user_id = {ACTOR} or case when case_id is null then {OWN} else {OF_ITS_APPOINTED_CASE} end)",
        write=f"{APPOINTED} and (with_user_id = {ACTOR} or case_id is null or {OF_ITS_APPOINTED_CASE})",
        insert=f"{APPOINTED} and (case_id is null or {OF_ITS_APPOINTED_CASE})",
        grants=ALL,
        gate=True,
        gate_writes=True,
    ),
    Table(
        "casework_calendarfeed",
        read=f"user_id = {ACTOR}",
        write=f"user_id = {ACTOR} and org_id = any((select access.my_orgs())::int[])",
        grants=ALL,
        columns=("id", "user_id", "org_id", "created_at"),
        gate=True,
        extra=_erasable("casework_calendarfeed"),
    ),
    _of_case("casework_document"),
    _opened("casework_documentbody", ("document_id", "case_id", "person_id", "org_id")),
    *_referrals(),
    _calls(),
    _of_case("casework_callattempt", grants="select, insert"),
    Table(
        "casework_sealedoutcome",
        read=f"{OF_ITS_CASE.format(table='casework_sealedoutcome')} and org_id = any((select access.orgs('case.sealed'))::int[])",
        write=f"{OF_ITS_CASE.format(table='casework_sealedoutcome')} and org_id = any((select access.orgs('case.sealed'))::int[])",
        insert=f"{OF_ITS_CASE.format(table='casework_sealedoutcome')} and {OWN}",
        grants=ALL,
        columns=("call_id", "case_id", "person_id", "org_id", "seen_at", "seen_by_id"),
        gate=True,
        extra=_erasable("casework_sealedoutcome"),
    ),
    Table(
        "casework_carefigure",
        read="org_id = any((select access.orgs('figures.read'))::int[])",
        write="org_id = any((select access.orgs('figures.write'))::int[])",
        grants="select, insert",
        persons=False,
    ),
    _of_case("casework_refusal"),
    _of_case(
        "casework_closure",
        write=f"({OWN} or org_id = any((select access.orgs('case.approve'))::int[]))",
        also=_lets_go("casework_closure", "other_case_id"),
    ),
    _of_case("casework_childfile", also=_lets_go("casework_childfile", "caregiver_id")),
    _of_case("casework_bestintereststep"),
    Table(
        "casework_fearedperson",
        read=OF_ITS_CASE.format(table="casework_fearedperson"),
        write=f"{OF_ITS_CASE.format(table='casework_fearedperson')} and org_id = any((select access.orgs('case.assign'))::int[])",
        insert=f"{OF_ITS_CASE.format(table='casework_fearedperson')} and {OWN} and by_id = {ACTOR} and ended_at is null",
        grants="select, insert, update",
        gate=True,
        extra=(*_erasable("casework_fearedperson"), *_lets_go("casework_fearedperson", "feared_id")),
    ),
]
