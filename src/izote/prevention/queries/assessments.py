"""Assessments for somebody; whether one holds; and one as plain data, as documents print it and warnings freeze it."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.models import Membership, User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import in_force
from izote.access.roles import ROLES
from izote.access.sealing_wax import open_text
from izote.prevention.models import Agreement, RaterSheet, RiskAssessment, Scenario, Signal, Statement, Step
from izote.prevention.permissions import require
from izote.prevention.queries.evidence import graded
from izote.prevention.queries.profiles import profile_of, protection_of
from izote.prevention.queries.steps import steps_of
from izote.prevention.rules.assessment_record import Alpha, AssessmentRecord, Exposed, ScenarioRecord, Withdrawn
from izote.prevention.rules.machines import machine
from izote.prevention.rules.matrix import level
from izote.territory.models import Place, PlaceParent
from izote.territory.queries import resolve

READ = "prevention.read"
HOLDS = "approved"
EVIDENT = ("verified", "partly_verified", "linked")
# what of a scenario is said as it stands
PLAIN = (
    *("threat", "vulnerability", "capacity", "protection"),
    *("threat_step", "vulnerability_step", "capacity_step", "level", "reason"),
)


def assessments_for(user: Any) -> QuerySet[RiskAssessment]:
    """Every assessment of the offices in which the user reads prevention."""
    rows = RiskAssessment.objects.filter(org__in=orgs_with(user, READ))
    return rows.select_related("org", "place", "author", "rater_one", "rater_two")


def assessment_for(user: Any, code: str, right: str = READ) -> RiskAssessment:
    """One assessment that the user may see (404) and use so (403)."""
    row = assessments_for(user).select_related("supersedes").filter(code=code).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    return row


def valid(assessment: RiskAssessment, today: dt.date) -> bool:
    """Whether it may back a warning on that day: approved, and its last day not over, whether or not the clock has come by."""
    return bool(assessment.state == HOLDS and assessment.expires_on is not None and today <= assessment.expires_on)


def valid_for(user: Any, today: dt.date) -> QuerySet[RiskAssessment]:
    """Those that may back a warning on that day."""
    return assessments_for(user).filter(state=HOLDS, expires_on__gte=today)


def same_matter(assessment: RiskAssessment) -> QuerySet[RiskAssessment]:
    """The other assessments of the same office, kind, place and groups, the newest first."""
    rows = RiskAssessment.objects.filter(org_id=assessment.org_id, place_id=assessment.place_id, kind=assessment.kind)
    return rows.filter(groups=sorted(assessment.groups)).exclude(pk=assessment.pk).order_by("-pk")


def evidence_signals(org_id: int, place: Place | None = None) -> QuerySet[Signal]:
    """Signals that may be evidence: verified wholly or in part, told back or not; of a place also those of the places around it."""
    verified = Step.objects.filter(org_id=org_id, machine="signal", subject=OuterRef("pk"), to__in=("verified", "partly_verified"))
    told = Q(state="fed_back") & Exists(verified)
    rows = Signal.objects.filter(Q(state__in=EVIDENT) | told, org=org_id).select_related("place").order_by("-pk")
    return rows if place is None else rows.filter(place__in=around(place))


def around(place: Place) -> list[int]:
    """A place, those to which it belongs, and those that belong to it, as they are today."""
    above = PlaceParent.objects.filter(place=place.pk, valid_to__isnull=True).values_list("parent_id", flat=True)
    below = PlaceParent.objects.filter(parent=place.pk, valid_to__isnull=True).values_list("place_id", flat=True)
    return [place.pk, *above, *below]


def scenario_of(assessment: RiskAssessment) -> ScenarioRecord:
    """The scenario as plain data; one that nobody has written yet is empty."""
    row = Scenario.objects.filter(assessment=assessment).first()
    if row is None:
        return ScenarioRecord()
    return ScenarioRecord(
        **{name: getattr(row, name) for name in PLAIN},
        proposed=level(row.threat_step, row.vulnerability_step, row.capacity_step),
        rights=tuple(row.rights),
        conducts=tuple(row.conducts),
        exposed=tuple(Exposed(one["group"], one.get("least"), one.get("most")) for one in row.exposed),
    )


def agreement_of(assessment: RiskAssessment) -> Agreement | None:
    """The agreement of its two ratings, once both had finished."""
    return Agreement.objects.filter(assessment=assessment).first()


def withdrawn_of(assessment: RiskAssessment) -> tuple[Withdrawn, ...]:
    """The signals it rests on of which a source has taken its consent back, with what is left of their grade."""
    gone = Q(source__withdrawn_on__isnull=False) | Q(heard_from__withdrawn_on__isnull=False)
    rows = Statement.objects.filter(gone, signal__in=assessment.items.filter(signal__isnull=False).values("signal"))
    last: dict[Signal, dt.date] = {}
    for one in rows.select_related("signal", "source", "heard_from"):
        days = [source.withdrawn_on for source in (one.source, one.heard_from) if source and source.withdrawn_on]
        last[one.signal] = max([*days, *([last[one.signal]] if one.signal in last else [])])
    found = []
    for signal, day in sorted(last.items(), key=lambda pair: pair[0].code):
        left = graded(signal)
        found.append(Withdrawn(signal.code, day, signal.grade, left.grade if left.origins else ""))
    return tuple(found)


def record_of(assessment: RiskAssessment) -> AssessmentRecord:
    """The whole assessment as plain data.

    Fetched as whoever acts: before both raters have finished it holds nothing of theirs. Codes of vocabularies stay codes
    (factors and groups are the framework's; conducts, rights, levels, trends and grades stand in vocab/).
    """
    kept, found = agreement_of(assessment), profile_of(assessment)
    step = Step.objects.filter(org_id=assessment.org_id, machine=assessment.MACHINE, subject=assessment.pk, to=HOLDS)
    approval = step.select_related("by").order_by("-number").first()
    return AssessmentRecord(
        code=assessment.code,
        kind=assessment.kind,
        state=assessment.state,
        place_code=assessment.place.code,
        place=assessment.place.name,
        groups=tuple(assessment.groups),
        groups_reason=assessment.groups_reason,
        starts_on=assessment.starts_on,
        ends_on=assessment.ends_on,
        author=str(assessment.author),
        raters=tuple(str(one) for one in (assessment.rater_one, assessment.rater_two) if one),
        approved_by=str(approval.by) if approval else "",
        approved_on=timezone.localdate(approval.at) if approval else None,
        expires_on=assessment.expires_on,
        profile=found.factors,
        protection_row=found.protection,
        protection=protection_of(assessment),
        scenario=scenario_of(assessment),
        alpha_factors=Alpha(**kept.factors) if kept else Alpha(),
        alpha_indicators=Alpha(**kept.indicators) if kept else Alpha(),
        signals=tuple(
            assessment.items.filter(signal__isnull=False).order_by("signal__code").values_list("signal__code", flat=True).distinct()
        ),
        withdrawn=withdrawn_of(assessment),
    )


def raters_in(org_id: int) -> QuerySet[User]:
    """Who may rate in an office today."""
    roles = [name for name, role in ROLES.items() if "prevention.rate" in role.rights]
    mine = Membership.objects.filter(in_force(), org=org_id, role__in=roles)
    return User.objects.filter(is_active=True, is_service=False, pk__in=mine.values("user_id")).order_by("display_name")


def unfinished(row: RiskAssessment) -> QuerySet[User]:
    """Which of its two raters has not finished."""
    done = RaterSheet.objects.filter(assessment=row, finished_at__isnull=False).values("rater_id")
    return User.objects.filter(pk__in=[key for key in row.raters if key]).exclude(pk__in=done).order_by("display_name")


def soon_over(rows: QuerySet[RiskAssessment], today: dt.date) -> QuerySet[RiskAssessment]:
    """Those that hold today and not for much longer: ten days, or three where it is imminent."""
    return rows.filter(state=HOLDS, expires_on__gte=today).filter(
        Q(kind="imminent", expires_on__lte=today + dt.timedelta(days=3))
        | Q(kind="structural", expires_on__lte=today + dt.timedelta(days=10))
    )


def history_of(row: RiskAssessment) -> list[dict[str, Any]]:
    """Every move of an assessment, the newest first, with who, when and why."""
    states = machine(row.MACHINE).states
    return [
        {
            "at": one.at,
            "by": one.by,
            "title": f"{states[one.source]} → {states[one.to]}",
            "text": open_text(one.reason, about="prevention_step:reason") if one.reason else "",
        }
        for one in reversed(steps_of(row).all())
    ]


def of_place_named(rows: QuerySet[RiskAssessment], text: str) -> QuerySet[RiskAssessment]:
    """Those of the place that somebody names by name or code."""
    answer = resolve(text, country=settings.IZOTE_COUNTRY)
    return rows.filter(place__in=[one.place_id for one in answer.places] if answer.status in ("one", "several") else [])
