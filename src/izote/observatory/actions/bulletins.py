"""A bulletin is written, handed in, published by a second person as it was handed in, or withdrawn for all to see."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.kit.errors import BadInput, Conflict
from izote.kit.wording import names_close_place
from izote.observatory.models import Bulletin, Edition
from izote.observatory.models.sources import Domain
from izote.observatory.permissions import had_a_hand_in
from izote.observatory.queries.areas import place_named
from izote.observatory.queries.composing import available, composed, items_of, stamp
from izote.observatory.queries.onesource import told_before
from izote.observatory.rules.bulletins import BREAKDOWNS, LICENCE, SECTIONS, can_move, code_for, is_period, may_show, public_copy
from izote.observatory.rules.indicators import indicators
from izote.observatory.rules.onesource import one_source_words, standing, told_by
from izote.observatory.rules.together import must_stand_apart
from izote.observatory.rules.wording import Doubt, doubts, says_person, withheld_values

State = Bulletin.State
LONGEST = 6000


@transaction.atomic
def begin_bulletin(
    *, org: Organization, by: Any, kind: str, domain: str, period: str, place: str = "", replaces: Bulletin | None = None
) -> Bulletin:
    """Begin a bulletin of a month, quarter or year; one that corrects another names it."""
    require(by, "observatory.write", org)
    if domain not in [one.value for one in Bulletin.DOMAINS] or kind not in Bulletin.Kind.values or not is_period(kind, period):
        raise BadInput(_("Write the period as 2025-03 for a month, 2025-Q1 for a quarter, 2025 for a year."))
    if replaces is not None and (
        replaces.org_id != org.pk or replaces.domain != domain or replaces.state not in ("published", "withdrawn")
    ):
        raise BadInput(_("A correction replaces a published bulletin of the same office and of the same figures."))
    if place and (place := place_named(org, domain, place) or "") == "":
        raise BadInput(_("No place of that name or code is known in the countries of which your sources speak."))
    if replaces is not None and replaces.place != place:
        raise BadInput(_("A correction speaks of the same place."))
    items, words = (replaces.items, replaces.words) if replaces else ([], {})
    row = Bulletin.objects.create(
        org=org, author=by, kind=kind, domain=domain, period=period, place=place, replaces=replaces, items=items, words=words
    )
    row.composed = composed(row)
    row.save(update_fields=["composed", "moved_at"])
    record(by, "bulletin.begun", org=org, kind="bulletin", key=row.pk, domain=domain, period=period)
    return row


@transaction.atomic
def write_bulletin(row: Bulletin, *, by: Any, version: int, items: Sequence[Mapping[str, Any]], words: Mapping[str, Any]) -> Bulletin:
    """Choose the indicators and write the words; the tables are made anew."""
    require(by, "observatory.write", row.org_id)
    row = _locked(row, State.DRAFT)
    if row.version != version:
        raise Conflict(_("Somebody else has saved this bulletin meanwhile. Open it again."))
    row.items, row.words = _items(row, items), _words(words, row.domain)
    row.composed = composed(row)
    _must_have_one_source(row)
    row.version += 1
    row.save(update_fields=["items", "words", "composed", "version", "moved_at"])
    record(by, "bulletin.written", org=row.org_id, kind="bulletin", key=row.pk, items=len(row.items))
    return row


def _items(row: Bulletin, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    must_stand_apart([row.domain, *(str(one["indicator"]) for one in items)])
    known = {(one.code, source.code): one for one, sources in available(row.org, row.domain) for source in sources}
    found = []
    for said in items:
        one = known.get((said["indicator"], said["source"]))
        if one is None:
            raise BadInput(_("The indicator “%(code)s” has no signed figures of that source.") % {"code": said["indicator"]})
        if not may_show(one, row.kind):
            raise BadInput(_("“%(name)s” is not published for so short a time: choose a longer period.") % {"name": one})
        breakdowns = [name for name in BREAKDOWNS if name in said["breakdowns"]] or ["places"]
        found.append({"indicator": one.code, "source": said["source"], "breakdowns": breakdowns})
    return found


def _must_have_one_source(row: Bulletin) -> None:
    """Refuse a second source of events of which this or another office has told the same places, and two in one bulletin.

    What an office itself did is told by no other.
    """
    if row.domain == Domain.CARE:
        return
    own = told_by(row.composed["items"], row.org_id)
    told = [*told_before(row), *own]
    for one in own:
        stands = standing(one, told)
        if stands is not None:
            raise BadInput(one_source_words(one, stands, str(indicators()[one.indicator])))


def _must_say_nobody(words: Mapping[str, Mapping[str, str]], domain: str) -> None:
    """Refuse words in which an identity document, a telephone, an e-mail or house address stands; of violence also a place too close."""
    if any(says_person(text) for texts in words.values() for text in texts.values()):
        raise BadInput(_("A text says who a person is: take the document, telephone, e-mail or address out of it."))
    if domain == Domain.VIOLENCE and any(names_close_place(text) for texts in words.values() for text in texts.values()):
        raise BadInput(_("A text names a colonia, barrio or the like: of violence no place smaller than a district is named in public."))


def _words(words: Mapping[str, Any], domain: str) -> dict[str, dict[str, str]]:
    """The editor's texts by section and language."""
    found = {}
    for section, texts in words.items():
        if section in SECTIONS or section.startswith("item-"):
            found[section] = {language: str(texts.get(language, "")).strip()[:LONGEST] for language in ("es", "en")}
    _must_say_nobody(found, domain)
    return {section: texts for section, texts in found.items() if any(texts.values())}


@transaction.atomic
def submit_bulletin(row: Bulletin, *, by: Any) -> Bulletin:
    """Hand it in: its tables are those of the figures now in use, and are published so or not at all."""
    require(by, "observatory.write", row.org_id)
    row = _locked(row, State.DRAFT)
    missing = [section for section, texts in row.words.items() if not all(texts.values())]
    # a correction begins with the words of what it replaces
    _must_say_nobody(row.words, row.domain)
    if missing:
        raise BadInput(_("Every text needs both languages: complete the Spanish and the English of each section."))
    if row.composed.get("stamp") != stamp(row):
        row.composed = composed(row)
    if not row.composed["items"]:
        raise BadInput(_("Choose at least one indicator with figures."))
    _must_have_one_source(row)
    row.state, row.version = State.SUBMITTED, row.version + 1
    row.save(update_fields=["composed", "state", "version", "moved_at"])
    record(by, "bulletin.submitted", org=row.org_id, kind="bulletin", key=row.pk)
    return row


@transaction.atomic
def return_bulletin(row: Bulletin, *, by: Any) -> Bulletin:
    """Give it back to be written on."""
    if row.author_id != by.pk:
        require(by, "observatory.publish", row.org_id)
    else:
        require(by, "observatory.write", row.org_id)
    row = _locked(row, State.SUBMITTED)
    row.state, row.version = State.DRAFT, row.version + 1
    row.save(update_fields=["state", "version", "moved_at"])
    record(by, "bulletin.returned", org=row.org_id, kind="bulletin", key=row.pk)
    return row


@transaction.atomic
def publish_bulletin(row: Bulletin, *, by: Any, version: int, looked_at: Iterable[str] = ()) -> Edition:
    """Publish exactly what was handed in and looked at; from now on it is frozen; the database remembers every cell.

    `looked_at` are the codes of the sentences that may say too much and that whoever publishes has looked at.
    """
    require(by, "observatory.publish", row.org_id)
    # one bulletin after another: each is protected against all that went before, and no two offices tell of the same at once
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('observatory.bulletin'))")
    row = _locked(row, State.SUBMITTED)
    if had_a_hand_in(by, row):
        raise Conflict(_("Whoever wrote a bulletin cannot publish it: a second person does."))
    if row.version != version:
        raise Conflict(_("The bulletin is no longer what you looked at. Open it again."))
    if row.composed["stamp"] != stamp(row):
        raise Conflict(_("New figures or another bulletin came between: give it back, so that its tables are made again."))
    _must_have_one_source(row)
    _must_say_nobody(row.words, row.domain)
    standing = doubts_of(row)
    looked: dict[str, Any] = Counter(one.why for one in standing)
    if {one.code for one in standing} - set(looked_at):
        raise BadInput(_("Look at each sentence of the list and mark it before you publish."))
    taken = list(Edition.objects.filter(org=row.org_id, period=row.period).values_list("code", flat=True))
    row.code, row.state, row.approver = code_for(row.org.code, row.domain, row.period, taken, row.place), State.PUBLISHED, by
    row.published_at, row.version = timezone.now(), row.version + 1
    row.save(update_fields=["code", "state", "approver", "published_at", "version", "moved_at"])
    said = {"code": row.code, "domain": row.domain, "kind": row.kind, "period": row.period, "published_at": row.published_at}
    edition = Edition.objects.create(org=row.org, bulletin=row, frozen=_frozen(row), **said)
    record(by, "bulletin.published", org=row.org_id, kind="bulletin", key=row.pk, code=row.code, **looked)
    return edition


def doubts_of(row: Bulletin) -> list[Doubt]:
    """The sentences of a bulletin that somebody has to look at."""
    return doubts(row.words, row.domain, withheld_values(row.composed.get("items", [])))


def _frozen(row: Bulletin) -> dict[str, Any]:
    """What the public reads, whole: words, tables, sources, versions, cut-offs, definitions."""
    area = next((one.area for one in items_of(row)), None)
    return {
        "office": row.org.name,
        "place": area.names[area.municipality] if area else "",
        "words": row.words,
        "items": public_copy(row.composed),
        "licence": LICENCE,
        "replaces": row.replaces.code if row.replaces else "",
    }


@transaction.atomic
def withdraw_bulletin(row: Bulletin, *, by: Any, why: str) -> Edition:
    """Withdraw it: it stays where it was, marked, so that whoever cited it finds out."""
    require(by, "observatory.publish", row.org_id)
    row = _locked(row, State.PUBLISHED)
    if why not in Edition.Why.values:
        raise BadInput(_("Say why it is withdrawn."))
    edition = Edition.objects.get(bulletin=row)
    edition.withdrawn_at, edition.withdrawn_why = timezone.now(), why
    edition.save(update_fields=["withdrawn_at", "withdrawn_why"])
    row.state = State.WITHDRAWN
    row.save(update_fields=["state", "moved_at"])
    record(by, "bulletin.withdrawn", org=row.org_id, kind="bulletin", key=row.pk, why=why)
    return edition


@transaction.atomic
def drop_bulletin(row: Bulletin, *, by: Any) -> None:
    """Throw a draft away."""
    require(by, "observatory.write", row.org_id)
    row = _locked(row, State.DRAFT)
    record(by, "bulletin.dropped", org=row.org_id, kind="bulletin", key=row.pk)
    row.delete()


MOVE = {State.DRAFT: "submit", State.SUBMITTED: "publish", State.PUBLISHED: "withdraw"}


def _locked(row: Bulletin, state: str) -> Bulletin:
    fresh = Bulletin.objects.select_for_update(of=("self",)).select_related("org", "replaces").filter(pk=row.pk).first()
    if fresh is None or fresh.state != state or not can_move(fresh.state, MOVE[State(state)]):
        raise Conflict(_("This bulletin has moved on meanwhile. Open it again."))
    return fresh
