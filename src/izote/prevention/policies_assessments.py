"""Row-level policies of assessments: two raters who cannot see each other, factors that a delegation does not rate, dissent that stays."""

from izote.access.rowlevel import Table
from izote.prevention.models import AssessmentDocument
from izote.prevention.policies_moves import guarded
from izote.prevention.policies_papers import forgotten


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


ACTOR = "(select access.actor())"
READ, ANALYSE, RATE, NATIONAL = (_in(f"prevention.{right}") for right in ("read", "analyse", "rate", "national"))
PUT, ADD, THROW = "select, insert, update", "select, insert", "select, insert, delete"
MINE = f"by_id = {ACTOR}"
RATING = f"{RATE} and rater_id = {ACTOR} and access.may_rate(assessment_id, org_id)"
SETTLING = f"{RATE} and access.may_settle(assessment_id, org_id)"
# a rater sees their own; everybody else, the other rater too, only what both have finished
APART = f"{READ} and (rater_id = {ACTOR} or access.both_rated(assessment_id))"
GRAVEST = "('10', '11', '12', '13', '14')"
DOCUMENT_MOVES = ", ".join(
    str(field.column) for field in AssessmentDocument._meta.concrete_fields if field.name in AssessmentDocument.MOVES
)


def _cleared(table: str) -> tuple[str, ...]:
    """What a rater who is replaced had begun is taken away by the database alone."""
    return (f"grant delete on {table} to izote_gate", f"create policy gate_clears on {table} for delete to izote_gate using (true)")


TABLES = [
    Table(
        "prevention_riskassessment",
        read=READ,
        # what of it may change, and by whom, is asked by its triggers
        write=READ,
        insert=f"{ANALYSE} and author_id = {ACTOR}",
        grants=PUT,
        gate=True,
        extra=guarded("prevention_riskassessment", "assessment"),
    ),
    Table(
        "prevention_evidenceitem",
        read=f"{READ} and (shared or {MINE} or access.both_rated(assessment_id))",
        write=f"{MINE} and ((shared and {ANALYSE} and access.may_prepare(assessment_id, org_id))"
        f" or (not shared and {RATE} and access.may_rate(assessment_id, org_id)))",
        grants=THROW,
        gate=True,
        extra=_cleared("prevention_evidenceitem"),
    ),
    Table("prevention_ratersheet", read=READ, write=RATING, grants=PUT, gate=True, extra=_cleared("prevention_ratersheet")),
    Table(
        "prevention_ratingdraft",
        read=f"{READ} and rater_id = {ACTOR}",
        write=RATING,
        grants="select, insert, update, delete",
        gate=True,
        extra=_cleared("prevention_ratingdraft"),
    ),
    Table(
        "prevention_factorrating",
        read=APART,
        write=f"{RATING} and (factor not in {GRAVEST} or {NATIONAL})",
        grants=PUT,
        gate=True,
        extra=_cleared("prevention_factorrating"),
    ),
    Table(
        "prevention_indicatorevidence",
        read=APART,
        write=f"{RATING} and (factor not in {GRAVEST} or {NATIONAL})",
        grants="select, insert, update, delete",
        gate=True,
        extra=_cleared("prevention_indicatorevidence"),
    ),
    Table(
        "prevention_agreement", read=READ, insert=f"{RATE} and {MINE} and access.may_compare(assessment_id, org_id)", grants=ADD, gate=True
    ),
    Table(
        "prevention_settled",
        read=READ,
        write=SETTLING,
        insert=f"{SETTLING} and {MINE} and (value is null or factor not in {GRAVEST} or {NATIONAL})",
        grants=PUT,
        gate=True,
        extra=(
            "create policy in_ones_own_name on prevention_settled as restrictive for update to izote_web, izote_worker using (true)"
            f" with check ({MINE} and (value is null or factor not in {GRAVEST} or {NATIONAL}))",
        ),
    ),
    Table("prevention_stance", read=READ, write=f"{SETTLING} and rater_id = {ACTOR}", grants=PUT, gate=True),
    Table(
        "prevention_scenario",
        read=READ,
        write=f"({RATE} or {ANALYSE}) and access.may_write_scenario(assessment_id, org_id)",
        grants=PUT,
        gate=True,
        extra=(
            "create policy in_ones_own_name on prevention_scenario as restrictive for update to izote_web, izote_worker using (true)"
            f" with check ({MINE})",
            "create policy by_whom_it_says on prevention_scenario as restrictive for insert to izote_web, izote_worker"
            f" with check ({MINE})",
        ),
    ),
    Table(
        "prevention_reviewnote",
        read=READ,
        insert=f"({NATIONAL} or {_in('prevention.direct')}) and {MINE} and access.may_review(assessment_id, org_id)",
        grants=ADD,
    ),
    Table(
        "prevention_assessmentdocument",
        read=f"{READ} and {MINE}",
        write=f"{READ} and {MINE}",
        insert=f"{READ} and {MINE} and state = 'waiting'",
        grants=THROW,
        extra=(
            f"grant update ({DOCUMENT_MOVES}) on prevention_assessmentdocument to izote_web, izote_worker",
            *forgotten("prevention_assessmentdocument", "at"),
        ),
    ),
]
