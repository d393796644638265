"""What the notebook door gives: an export for who asked for it; the rows of its files, read as that user in flat memory."""

import datetime as dt
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.context import acting_as
from izote.access.models import Organization
from izote.access.permissions import orgs_with
from izote.access.sealing_wax import open_sealed
from izote.observatory.models import Edition, Export, ExportPiece, Source, Tally, Vintage
from izote.observatory.rules.exports import quarters
from izote.observatory.rules.indicators import finest_of
from izote.observatory.rules.words import is_sensitive, words
from izote.territory.queries import gazetteer

READ = "observatory.read"
SCALE = 500
AGES, COUNTRY = 19, "country"


def exports_for(user: Any) -> QuerySet[Export]:
    """The exports that this user asked for and that have not expired, the newest first."""
    rows = Export.objects.filter(org__in=orgs_with(user, READ), asked_by_id=user.pk, expires_at__gt=timezone.now())
    return rows.select_related("org").order_by("-asked_at", "-pk")


def export_for(user: Any, pk: int) -> Export:
    """One export of this user's own (404 for everybody else)."""
    row = exports_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def parts_of(export_id: int, user: Any) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of an export, opened piece by piece, each in a transaction of its own: the answer outlives the request's."""
    with acting_as(user.pk):
        names = list(ExportPiece.objects.filter(export=export_id, number=0).order_by("pk").values_list("name", flat=True))
    for name in names:
        yield name, _pieces(export_id, name, user)


def _pieces(export_id: int, name: str, user: Any) -> Iterator[bytes]:
    number = 0
    while True:
        with acting_as(user.pk):
            sealed = ExportPiece.objects.filter(export=export_id, name=name, number=number).values_list("sealed", flat=True).first()
        if sealed is None:
            return
        yield open_sealed(bytes(sealed), about=f"observatory_exportpiece:{export_id}:{name}:{number}")
        number += 1


class Pinned(NamedTuple):
    """One category of a source as it stood when the export began: a version signed meanwhile does not come in between."""

    source: Source
    number: int
    cut_off: dt.date
    category: str


def pinned(org: Organization, domain: str) -> list[Pinned]:
    """Every category of every source of a domain, at the version in use."""
    found = []
    for source in Source.objects.filter(org=org, domain=domain).order_by("code"):
        version = Vintage.objects.filter(source=source).order_by("-number").first()
        if version is not None:
            said = Tally.objects.filter(source=source).order_by("category").values_list("category", flat=True).distinct()
            found += [Pinned(source, version.number, version.cut_off, category) for category in said]
    return found


def internal_rows(one: Pinned, by: Any) -> Iterator[tuple[str, list[Any]]]:
    """The rows of one category, each with the file to which it goes."""
    index, word = gazetteer(one.source.country), words("categories").get(one.category)
    sensitive = is_sensitive(one.category)
    says = [word.row["es"], word.row["en"]] if word else ["", ""]
    time, levels = finest_of(sensitive, [level.key for level in index.pack.levels])
    with acting_as(by.pk):
        rows = Tally.objects.filter(source=one.source, category=one.category, since__lte=one.number, level__in=[COUNTRY, *levels])
        rows = rows.filter(Q(until__isnull=True) | Q(until__gt=one.number)).order_by("year", "place_id")
        fields = ("place_id", "level", "year", "months", "clock", "who", "parts")
        for place, level, year, months, clock, who, parts in rows.values_list(*fields).iterator(chunk_size=SCALE):
            where = index.entries[index.at[place]] if place is not None else None
            code, name = (where.code, where.name) if where else (one.source.country.upper(), index.pack.name["es"])
            spans = (
                [(first, 3, n) for first, n in quarters(months)]
                if time == "quarter"
                else [(n, 1, count) for n, count in enumerate(months, 1)]
            )
            for month, span, count in spans:
                line = [one.source.code, one.category, *says, name, code, level, year, month, span, count]
                yield "figures", [*line, one.number, one.cut_off.isoformat()]
            if sensitive:
                continue
            key = [one.source.code, one.category, code, level, year]
            if clock:
                yield from (("hours", [*key, at // 24 + 1, at % 24, n]) for at, n in _known(clock))
            if who:
                yield from (("who", [*key, *_person(at), n]) for at, n in _known(who))
            for kind, label, n in _how(parts, level):
                yield "how", [*key, kind, label, n]


def _known(packed: Any) -> Iterator[tuple[int, int]]:
    """Position and value of what is not zero."""
    return ((at, n) for at, (n,) in enumerate(struct.iter_unpack("<i", bytes(packed))) if n)


def _person(at: int) -> list[Any]:
    sex, age = divmod(at, AGES)
    return [("F", "M", "")[sex], age * 5 if age < AGES - 1 else None]


def _how(parts: dict[str, dict[str, int]], level: str) -> Iterator[tuple[str, str, int]]:
    """Means and kinds of place; countries of origin of a victim never below the whole country."""
    for kind, counts in parts.items():
        if kind != "country" or level == COUNTRY:
            yield from ((kind, label, n) for label, n in counts.items())


def population_rows(org: Organization, country: str, by: Any) -> Iterator[list[Any]]:
    """Every series of people that the office may put under its rates."""
    from izote.observatory.queries.atlas import atlas
    from izote.observatory.queries.population import choices_of, people_of

    index = gazetteer(country)
    with acting_as(by.pk):
        here = atlas(country)
        series = [people_of(org.pk, country, code) for code, _name in choices_of(org.pk, country)]
    codes = [country.upper() if place is None else index.entries[index.at[place]].code for place in here.ids]
    for one in series:
        for year, groups in sorted(one.years.items()):
            for group, values in groups.items():
                for code, level, people in zip(codes, here.levels, values.tolist(), strict=True):
                    if people == people:
                        yield [one.code, code, level, year, group, people]


def public_rows(org: Organization, domain: str, by: Any) -> Iterator[list[Any]]:
    """Every cell of every bulletin that was not withdrawn, withheld cells as empty figures."""
    for item, edition in _printed(org, domain, by):
        card, about = item["indicator"], item["source"]
        for row in (each for table in item["tables"] for each in table["rows"]):
            head = [edition, card["code"], card["version"], about["code"], row["categories"], row["place"]]
            tail = [row["period"], row["part"], row["label"], row["count"], row["state"], about["vintage"], about["cut_off"]]
            yield [*head, about["names"].get(row["place"], ""), *tail]


def _printed(org: Organization, domain: str, by: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The items of the editions, one edition at a time."""
    with acting_as(by.pk):
        known = list(Edition.objects.filter(org=org, domain=domain, withdrawn_at__isnull=True).order_by("pk").values_list("pk", flat=True))
    for pk in known:
        with acting_as(by.pk):
            edition = Edition.objects.get(pk=pk)
        for item in edition.frozen["items"]:
            yield item, edition.code


def source_rows(org: Organization, domain: str, copy: str, by: Any) -> list[list[Any]]:
    """What is known of the sources: internally every version, publicly those that bulletins name."""
    if copy == "public":
        keys = ("code", "name", "authority", "vintage", "cut_off")
        named = {tuple(item["source"][key] for key in keys) for item, _edition in _printed(org, domain, by)}
        return [list(one) for one in sorted(named)]
    with acting_as(by.pk):
        rows = Vintage.objects.filter(org=org, source__domain=domain).select_related("source").order_by("source__code", "number")
        return [[row.source.code, row.source.name, row.source.authority, row.number, row.cut_off.isoformat()] for row in rows]
