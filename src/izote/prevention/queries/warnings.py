"""Warnings for somebody: lists, one of them, and what is known of its reviews, checks, signatures and copies."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.prevention.models import EarlyWarning, HarmCheck, Review, Signal, Signature, Statement, Step, WarningPaper
from izote.prevention.permissions import require
from izote.prevention.queries.assessments import valid
from izote.prevention.queries.evidence import repeats_in, said
from izote.prevention.queries.recommendations import threats_of
from izote.prevention.rules.consent import may_use
from izote.prevention.rules.grading import grade, may_warn
from izote.prevention.rules.recipients import recipients

READ = "prevention.read"
WITH = ("org", "place", "author", "assessment__place", "updates")
VERIFIED = ("verified", "partly_verified")


def warnings_for(user: Any) -> QuerySet[EarlyWarning]:
    """Every warning of the offices in which the user reads prevention, without what it says."""
    rows = EarlyWarning.objects.filter(org__in=orgs_with(user, READ)).select_related("org", "place", "author")
    return rows.defer("content", "general_why", "publication_why")


def chosen(rows: QuerySet[EarlyWarning], asked: Mapping[str, str]) -> QuerySet[EarlyWarning]:
    """Those of a state, kind or place, and those that are late."""
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("place"):
        rows = rows.filter(Q(place__code=asked["place"]) | Q(place__name__icontains=asked["place"]))
    return rows.filter(due_at__lt=timezone.now()) if asked.get("late") else rows


def warning_for(user: Any, pk: int, right: str = READ) -> EarlyWarning:
    """One warning that the user may see (404) and use so (403)."""
    row = EarlyWarning.objects.filter(org__in=orgs_with(user, READ)).select_related(*WITH).filter(pk=pk).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    return row


def signals_to_stand_on(warning: EarlyWarning) -> QuerySet[Signal]:
    """Signals of the same office and place, or of the assessment, that were verified, wholly or in part, and may support a warning."""
    steps = Step.objects.filter(org_id=warning.org_id, machine="signal", to__in=VERIFIED).values("subject")
    own = warning.assessment.items.filter(signal__isnull=False).values("signal")
    rows = Signal.objects.filter(Q(place=warning.place_id) | Q(pk__in=own), org_id=warning.org_id, pk__in=steps)
    usable = may_support(warning.org_id, list(rows.values_list("pk", flat=True)))
    return Signal.objects.filter(pk__in=usable).select_related("place").defer("text").order_by("-pk")


def may_support(org_id: int, signals: Collection[int]) -> set[int]:
    """Those signals that are more than a rumour by the words of sources alone that agreed to a warning and have not withdrawn."""
    rows = Statement.objects.filter(org_id=org_id, signal__in=signals).select_related("source", "heard_from").order_by("pk")
    known: dict[int, list[Any]] = {pk: [] for pk in signals}
    for one in rows.defer("words"):
        sources = [one.source] + ([one.heard_from] if one.heard_from else [])
        if all(may_use(each.purpose, each.scope, each.consent_on, each.withdrawn_on, "warn") for each in sources):
            known[one.signal_id].append(said(one))
    repeats = repeats_in(org_id)
    return {pk for pk, statements in known.items() if may_warn(grade(statements, repeats).grade)}


def all_usable(warning: EarlyWarning) -> bool:
    """Whether each signal behind it may still be used in a warning: a source may have withdrawn since it was chosen."""
    behind = set(warning.stands_on.values_list("signal", flat=True))
    return may_support(warning.org_id, behind) == behind


def verified_signals(warning: EarlyWarning) -> list[str]:
    """The codes of the signals behind it that were verified wholly."""
    verified = Step.objects.filter(org_id=warning.org_id, machine="signal", to="verified").values("subject")
    return list(warning.stands_on.filter(signal__in=verified).values_list("signal__code", flat=True))


def reporters_told(warning: EarlyWarning) -> bool:
    """Whether whoever reported each signal behind it was told what was done."""
    behind = set(warning.stands_on.values_list("signal", flat=True))
    told = Step.objects.filter(org_id=warning.org_id, machine="signal", to="fed_back", subject__in=behind)
    return bool(behind) and behind == set(told.values_list("subject", flat=True))


def reviews_of(warning: EarlyWarning) -> list[Review]:
    """Every review, the newest first."""
    return list(Review.objects.filter(warning=warning).select_related("by").order_by("-pk"))


def is_reviewed(warning: EarlyWarning) -> bool:
    """Whether method and law hold for what it says now."""
    held = Review.objects.filter(warning=warning, holds=True, revision=warning.revision).exclude(by=warning.author_id)
    return set(held.values_list("kind", flat=True)) == set(Review.Kind.values)


def harm_check_of(warning: EarlyWarning) -> HarmCheck | None:
    """The latest do-no-harm check."""
    rows = HarmCheck.objects.filter(warning=warning).select_related("by").prefetch_related("answers", "threats__addressee__institution")
    return rows.order_by("-pk").first()


def harm_facts(warning: EarlyWarning) -> dict[str, Any]:
    """What the guards ask of the latest check."""
    check = harm_check_of(warning)
    if check is None:
        return {"harm_answered": False, "harm_on": None}
    return {"harm_answered": len(check.answers.all()) == 10 and check.by_id != warning.author_id, "harm_on": check.on}


def signatures_of(warning: EarlyWarning) -> list[Signature]:
    """Every signature, also those that no longer count, the newest first."""
    return list(Signature.objects.filter(warning=warning).select_related("by").order_by("-pk"))


def counts(signature: Signature, warning: EarlyWarning, digest: str) -> bool:
    """Whether a signature still counts: not taken back, and over what the warning says now."""
    return signature.withdrawn_at is None and signature.revision == warning.revision and signature.digest == digest


def signed_by(warning: EarlyWarning, digest: str) -> set[int]:
    """Who signed what it says now; nobody unless both the analyst and a signatory did."""
    mine = [one for one in signatures_of(warning) if counts(one, warning, digest)]
    analyst = {one.by_id for one in mine if one.capacity == Signature.Capacity.ANALYST and one.by_id == warning.author_id}
    signatory = {one.by_id for one in mine if one.capacity == Signature.Capacity.SIGNATORY and one.by_id != warning.author_id}
    return analyst | signatory if analyst and signatory else set()


def asked_of(warning: EarlyWarning) -> list[Any]:
    """Every institution that its recommendations name: responsible, responsible with it, supporting."""
    rows = warning.recommendations.select_related("addressee__superior__superior", "co_responsible__superior__superior")
    found: dict[int, Any] = {}
    for one in rows.prefetch_related("supports__addressee__superior__superior").order_by("position"):
        for each in (one.addressee, one.co_responsible, *(support.addressee for support in one.supports.all())):
            if each is not None:
                found.setdefault(each.pk, each)
    return list(found.values())


def who_gets_it(warning: EarlyWarning) -> tuple[dict[int, bool], list[Any]]:
    """The institutions that get a copy (with whether they get it instead of one below), and those of which nobody above is left."""
    named = asked_of(warning)
    found = recipients(named, threats_of(warning))
    copies: dict[int, bool] = {}
    for one in named:
        to = found[one.pk]
        if to is not None:
            copies[to.pk] = copies.get(to.pk, True) and to.pk != one.pk
    return copies, [one for one in named if found[one.pk] is None]


def all_sent(warning: EarlyWarning) -> bool:
    """Whether each institution that gets a copy has one that was sent; those without anybody above wait for the national unit."""
    copies, undecided = who_gets_it(warning)
    # a copy opened for what later turned out to be possibly the threat is never sent
    rows = list(warning.receipts.exclude(addressee__in=threats_of(warning)))
    sent = {one.addressee_id for one in rows if one.sent_on}
    return bool(rows) and set(copies) <= sent and all(one.sent_on for one in rows) and (not undecided or len(rows) > len(copies))


def is_backed(warning: EarlyWarning) -> bool:
    """Whether the assessment behind it may back a warning today."""
    return valid(warning.assessment, timezone.localdate())


def paper_for(user: Any, pk: int) -> WarningPaper:
    """One document that the user asked for."""
    row = WarningPaper.objects.filter(org__in=orgs_with(user, READ), asked_by=user, pk=pk).select_related("warning", "receipt").first()
    if row is None:
        raise Http404
    return row
