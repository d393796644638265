"""Commands of the register."""

import argparse
import csv
import datetime as dt
import gc
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from izote.access.context import prove
from izote.access.models import Organization
from izote.access.permissions import office_of, orgs_with, require
from izote.kit.errors import BadInput
from izote.people import actions, arrival_commands, queries
from izote.people.linkage import MatchRow, match_rows
from izote.people.names import document_key, phone_key
from izote.people.rules import NotADate, read_birth
from izote.people.search import search_persons
from izote.territory.models import Place

COLUMNS = {
    "first_name": "first",
    "middle_names": "second",
    "first_surname": "last",
    "second_surname": "last2",
    "married_surname": "married",
    "sex": "sex",
}
AGAIN = 1000


def configure_search(parser: argparse.ArgumentParser) -> None:
    """Options of `people search`."""
    parser.description = "Find persons by any part of a name, a birth year, a document, a telephone or a code, as the search box does."
    parser.add_argument("text", nargs="*", help="what would be typed into the box")
    parser.add_argument("--batch", type=Path, help="many questions: a CSV file with query_id and text")
    parser.add_argument("--output", type=Path, help="where the answers go: query_id, rank, person_id, ms")


def search(args: argparse.Namespace) -> Any:
    """Answer one question, or a file of them."""
    _need_user(args)
    if args.batch:
        return _search_many(args)
    found = queries.search(args.user, " ".join(args.text)[:200])
    actions.note_searched(len(found), by=args.user)
    return [
        {"person_id": f.person.pk, "code": f.person.code, "name": f.person.full_name, "birth_year": f.person.birth_year, "matched": f.said}
        for f in found
    ]


def show_search(data: Any) -> str:
    """One line for each person found."""
    if isinstance(data, dict):
        return "\n".join(f"{key}: {value}" for key, value in data.items())
    return "\n".join(f"{one['code']}  {one['name']}  {one['birth_year'] or '—'}  {'; '.join(one['matched'])}" for one in data)


def _search_many(args: argparse.Namespace) -> dict[str, Any]:
    times = []
    with _output(args).open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["query_id", "rank", "person_id", "ms"])
        for number, row in enumerate(_read(args.batch, "query_id", "text")):
            if number % AGAIN == 0:
                prove(args.user.pk)
            begun = time.perf_counter()
            hits = search_persons(row["text"][:200], limit=10)
            times.append((time.perf_counter() - begun) * 1000)
            out.writerows([row["query_id"], rank, hit.person_id, f"{times[-1]:.2f}"] for rank, hit in enumerate(hits, 1))
    actions.note_searched(len(times), by=args.user)
    times.sort()
    at = {"median_ms": 0.5, "p95_ms": 0.95}
    return {"queries": len(times)} | {name: round(times[int(len(times) * share)], 2) for name, share in at.items() if times}


def configure_match(parser: argparse.ArgumentParser) -> None:
    """Options of `people match`."""
    parser.description = "Say of each row of a CSV file which person of the office it is about."
    parser.add_argument(
        "--batch", type=Path, required=True, help="row_id, first, second, last, last2, married, sex, born, dui, district, phone"
    )
    parser.add_argument("--output", type=Path, required=True, help="where the answers go: row_id, person_id, verdict, probability")
    parser.add_argument("--office", metavar="CODE", default="", help="the office whose files are compared; else one's own")


def match(args: argparse.Namespace) -> dict[str, Any]:
    """Match a file of rows with an office's persons; what was found is written, nothing in the register changes."""
    _need_user(args)
    org = _office(args)
    begun = time.perf_counter()
    gc.freeze()  # what the program is made of need not be looked through for garbage while rows come and go
    found = match_rows(_rows(args), org_id=org.pk)
    with _output(args).open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["row_id", "person_id", "verdict", "probability"])
        out.writerows([one.row_id, one.person_id if one.verdict != "new" else "", one.verdict, f"{one.probability:.4f}"] for one in found)
    actions.note_matched(len(found), org=org, by=args.user)
    verdicts = Counter(one.verdict for one in found)
    return (
        {"rows": len(found)}
        | {name: verdicts[name] for name in ("certain", "probable", "possible", "new")}
        | {"seconds": round(time.perf_counter() - begun, 2)}
    )


def _rows(args: argparse.Namespace) -> Iterator[MatchRow]:
    """The rows of the file, one at a time; who acts is proven again as the work goes on."""
    places = dict(Place.objects.filter(level="district").values_list("code", "pk"))
    today = timezone.localdate()
    for number, row in enumerate(_read(args.batch, "row_id", "first", "last")):
        if number % AGAIN == 0:
            prove(args.user.pk)
        yield match_row(row, places, today)


def match_row(row: dict[str, str], places: dict[str, int], today: dt.date) -> MatchRow:
    """A row of the file as it is compared; a birth that cannot be read is left out."""
    values: dict[str, Any] = {name: row.get(column) or "" for name, column in COLUMNS.items()}
    try:
        values["birth_date"], values["birth_year"], values["birth_precision"] = read_birth(row.get("born") or "", today)
    except NotADate:
        pass
    document, phone = document_key(row.get("dui") or "", "dui"), phone_key(row.get("phone") or "")
    return MatchRow(
        row_id=row["row_id"],
        place_id=places.get(row.get("district") or ""),
        documents=(("dui", document),) if document else (),
        phones=(phone,) if phone else (),
        **values,
    )


def _need_user(args: argparse.Namespace) -> None:
    if args.user is None:
        raise BadInput("Say who acts: --as USER.")


def _office(args: argparse.Namespace) -> Organization:
    if args.office:
        org = Organization.objects.filter(code=args.office.upper(), pk__in=orgs_with(args.user, "person.read")).first()
    else:
        org = office_of(args.user, "person.read")
    if org is None:
        raise BadInput("That user sees persons of no such office.")
    require(args.user, "list.review", org)
    return org


def _output(args: argparse.Namespace) -> Path:
    if args.output is None:
        raise BadInput("Say where the answers go: --output FILE.")
    return Path(args.output)


def _read(path: Path, *needed: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file that has these columns."""
    try:
        handle = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    with handle:
        reader = csv.DictReader(handle)
        if missing := set(needed) - set(reader.fieldnames or []):
            raise BadInput(f"{path} has no column {', '.join(sorted(missing))}.")
        try:
            yield from ({name: value or "" for name, value in row.items() if name} for row in reader)
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadInput(f"{path} is no CSV file in UTF-8: {error}.") from error


COMMANDS = {
    **arrival_commands.COMMANDS,
    "people search": (configure_search, search, show_search),
    "people match": (configure_match, match),
}
