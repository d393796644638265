"""What is looked at before a second person signs: totals, jumps, silent months, breaks of definition, words and rows left over."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from izote.kit.vocabulary import rows
from izote.observatory.models import Finding, Load, Tally
from izote.observatory.queries.breaks import concerns
from izote.observatory.queries.peoplecheck import people_findings
from izote.observatory.rules.meanings import Meanings
from izote.observatory.rules.words import VOCAB

ERROR, WARNING, FACT = Finding.Weight.ERROR, Finding.Weight.WARNING, Finding.Weight.FACT
JUMP, ENOUGH, SILENT = 3.0, 20, 20
MANY_ASIDE = 0.05
USUAL_MONTHS = 24


def findings_of(load: Load, facts: dict[str, Any], meanings: Meanings) -> list[dict[str, Any]]:
    """Everything the checks saw, as code, weight and numbers."""
    found = [*_rows(load, facts), *_totals(load, facts), *_dates(facts, meanings), *_words(meanings)]
    found += _people(load, facts["places"])
    if facts["kept"]:
        found += [*_ends(load), *_outside(load, facts["months"]), *_months(load, facts["months"]), *_unnamed(load), *_breaks(load)]
    return found


def _people(load: Load, places: list[list[Any]]) -> list[dict[str, Any]]:
    """A town of a thousand times its people is an error; a sum that is not the country's is to be looked at."""
    if load.source.domain != "population":
        return []
    wrong, odd = people_findings(load, places)
    return [*(_one("people_impossible", ERROR, **one) for one in wrong[:20]), *(_one("people_sum", WARNING, **one) for one in odd[:20])]


def _outside(load: Load, months: list[list[Any]]) -> list[dict[str, Any]]:
    """Months with rows for which the file was said not to speak: they are not counted."""
    spoken = set(_between(load.covers_from, load.covers_to))
    left = [(month, n) for _category, month, n in months if month not in spoken]
    return [_one("outside_covered", WARNING, events=sum(n for _month, n in left), months=len({m for m, _n in left}))] if left else []


def _one(code: str, weight: str, **facts: Any) -> dict[str, Any]:
    return {"code": code, "weight": weight, "facts": facts}


def _rows(load: Load, facts: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    if not facts["kept"]:
        found.append(_one("nothing_kept", ERROR, rows=load.rows))
    elif load.set_aside:
        share = load.set_aside / max(load.rows, 1)
        weight = WARNING if share > MANY_ASIDE else FACT
        found.append(_one("set_aside", weight, rows=load.set_aside, percent=round(100 * share, 1)))
    if facts["broken"]:
        found.append(_one("broken_lines", WARNING, rows=len(facts["broken"])))
    if facts["aside"] > facts["aside_kept"]:
        found.append(_one("aside_cut", WARNING, rows=facts["aside"], kept=facts["aside_kept"]))
    if again := facts["reasons"].get("key:again"):
        found.append(_one("said_twice", FACT, rows=again))
    if conflict := facts["reasons"].get("key:conflict"):
        found.append(_one("same_number", WARNING, rows=conflict))
    if facts["alike"]:
        found.append(_one("alike", FACT, rows=facts["alike"]))
    if facts["notes"]:
        found.append(_one("notes", FACT, rows=facts["notes"]))
    return found


def _totals(load: Load, facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The source's own totals, and the control total that whoever loads reads off the paper, must be met by what was kept."""
    found = []
    if load.control_total is not None and load.control_total != facts["events"]:
        found.append(_one("control_total", ERROR, said=load.control_total, read=facts["events"]))
    stated = [value for _line, value in facts["totals"]]
    if stated:
        # a table may state partial totals, a grand total, or both: the largest must be the whole, or all must add up to it
        whole, read = max(stated), facts["events"]
        if read not in (whole, sum(stated), sum(stated) - whole):
            line = max(facts["totals"], key=lambda one: one[1])[0]
            found.append(_one("total_differs", ERROR if not facts["aside"] else WARNING, said=round(whole), read=read, line=line))
        else:
            found.append(_one("total_agrees", FACT, said=round(whole)))
    weight = ERROR if load.source.domain == "population" else WARNING
    return found + [_one("row_total", weight, line=line, said=said, read=read) for line, said, read in facts["across"][:20]]


def _dates(facts: dict[str, Any], meanings: Meanings) -> list[dict[str, Any]]:
    found = []
    if meanings.order == "mixed":
        found.append(_one("two_orders", WARNING, rows=facts["reasons"].get("day:order", 0)))
    elif meanings.order == "" and any("/" in text for text, one in meanings.of.get("day", {}).items() if one.get("precision") == "d"):
        found.append(_one("order_assumed", WARNING))
    return found


def _ends(load: Load) -> list[dict[str, Any]]:
    """A last month that is not over, and one that may not be."""
    found = []
    if month := load.preview.get("unfinished"):
        found.append(_one("unfinished_month", WARNING, month=month))
    if day := load.preview.get("unseen"):
        found.append(_one("assumed_whole", WARNING, day=day))
    return found


def _unnamed(load: Load) -> list[dict[str, Any]]:
    """Categories that the file ought to name if it spoke of them."""
    return [
        _one("unnamed", WARNING, category=category, usual=n if n >= 0 else "?")
        for category, n in sorted(load.preview.get("unnamed", {}).items())
    ]


def _words(meanings: Meanings) -> list[dict[str, Any]]:
    found = [
        _one("unknown_words", WARNING, kind=kind, words=len(texts), rows=sum(texts.values())) for kind, texts in meanings.unknown.items()
    ]
    found += [_one("status_words", WARNING, kind=kind, rows=n) for kind, n in meanings.status.items()]
    if meanings.wide:
        some = sorted(meanings.wide, key=lambda text: (-meanings.wide[text], text))[:5]
        found.append(_one("wide_ages", WARNING, groups=", ".join(text[:20] for text in some), rows=sum(meanings.wide.values())))
    return found


def _months(load: Load, months: list[list[Any]]) -> list[dict[str, Any]]:
    """Months that jump against their neighbours or against what stood there, and months that say nothing."""
    by_category: dict[str, dict[str, int]] = defaultdict(dict)
    for category, month, n in months:
        by_category[category][month] = n
    found = []
    for category, series in by_category.items():
        held = _held(load, category)
        typical = sorted(series.values())[len(series) // 2]
        for month in _between(load.covers_from, load.covers_to):
            n, before = series.get(month, 0), held.get(month)
            if before is not None and max(n, before) >= ENOUGH and not 1 / JUMP < (n + 1) / (before + 1) < JUMP:
                found.append(_one("jump_held", WARNING, category=category, month=month, read=n, held=before))
            elif len(series) >= 6 and typical >= SILENT and n == 0:
                found.append(_one("silent_month", WARNING, category=category, month=month, typical=typical))
            elif len(series) >= 6 and max(n, typical) >= ENOUGH and (n + 1) / (typical + 1) > JUMP:
                found.append(_one("jump", WARNING, category=category, month=month, read=n, typical=typical))
    return found[:60]


def _held(load: Load, category: str) -> dict[str, int]:
    """The months of the whole territory as they are in use now."""
    found: dict[str, int] = {}
    in_use = Tally.objects.filter(source=load.source, category=category, level="country", until__isnull=True)
    for year, values in in_use.values_list("year", "months"):
        found |= {f"{year}-{at:02d}": n for at, n in enumerate(values, 1) if n is not None}
    return found


def usual(load: Load, categories: Iterable[str]) -> dict[str, int]:
    """How many events of each category the months known last let expect in the months that a load covers; -1: none is known."""
    out = {}
    for category in categories:
        rows = Tally.objects.filter(source=load.source, category=category, place=load.scope_id, until__isnull=True).order_by("year")
        known = [n for months in rows.values_list("months", flat=True) for n in months if n is not None][-USUAL_MONTHS:]
        out[category] = round(sum(known) / len(known) * len(_between(load.covers_from, load.covers_to))) if known else -1
    return out


def _between(first: dt.date | None, last: dt.date | None) -> list[str]:
    if first is None or last is None:
        return []
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)]


def _breaks(load: Load) -> list[dict[str, Any]]:
    """Changes of definition inside or at the edge of what the file covers."""
    found = []
    for row in rows(VOCAB / "breaks.csv"):
        day = dt.date.fromisoformat(row["from"])
        speaks = concerns(row, load.source) and row["category"] in ("*", *load.categories)
        if speaks and load.covers_from and load.covers_to and load.covers_from < day <= load.covers_to:
            found.append(_one("break", WARNING if row["category"] != "*" else FACT, which=row["code"]))
    return found
