"""Reads a load: brings its rows in, finds what its words mean, sets aside what cannot be read, checks, and keeps the rest sealed."""

import csv
import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.context import acting_as
from izote.access.sealing_wax import open_sealed, seal
from izote.kit.errors import BadInput, Refusal
from izote.observatory.actions.binding import execute
from izote.observatory.actions.keeping import keep_file
from izote.observatory.loader.process import Reading, Stopped
from izote.observatory.loader.taking import as_csv, in_utf8
from izote.observatory.loader.tallying import is_table
from izote.observatory.models import Chunk, Coverage, Finding, Load, Piece, SetAside, Term
from izote.observatory.queries.checks import findings_of, usual
from izote.observatory.queries.peoplecheck import counted_places
from izote.observatory.queries.places import finder
from izote.observatory.rules.layout import PLACES, Layout, figure, is_total, melt, number, plain_rows
from izote.observatory.rules.meanings import Meanings, columns_of, meanings_of
from izote.observatory.rules.words import label

State = Load.State
FIRST_DAY = dt.date(1930, 1, 1)
MOST_ASIDE, MOST_ONE, MOST_PEOPLE = 20_000, 200_000, 2_000_000_000
STEPS = 5
UNSEEN = 3
# of fewer events than these a file may well hold none
LIKELY_NONE = 5
KEEP = "insert into observatory_chunk (org_id, load_id, year, number, rows, sealed) values (%s, %s, %s, %s, %s, %b)"


def read_load(load_id: int, *, by: Any, path: Path | None = None) -> str:
    """Read a waiting load from the sealed pieces, or from the very file where it still lies; each step in its own transaction."""
    with acting_as(by.pk):
        load = Load.objects.select_for_update(of=("self",)).select_related("source", "source__org").filter(pk=load_id).first()
        if load is None or load.state not in (State.WAITING, State.READING):
            return load.state if load else "no such load"
        if load.attempts >= Load.MOST_ATTEMPTS:
            return _given_up(load)
        now = {"attempts": load.attempts + 1, "moved_at": timezone.now()}
        Load.objects.filter(pk=load_id).update(state=State.READING, done=0, total=STEPS, **now)
    try:
        with Reading(stop=lambda: _stop_asked(load_id, by)) as reading:
            return _read(load, reading, by, path)
    except Stopped:
        return State.CANCELLED
    except Exception as error:
        if path:
            _keep_now(load, by, path)
        with acting_as(by.pk):
            said = str(error) if isinstance(error, Refusal) else ""
            Load.objects.filter(pk=load_id, state=State.READING).update(state=State.FAILED, preview={"error": said[:300]})
        if isinstance(error, Refusal):
            return State.FAILED
        raise


def _given_up(load: Load) -> str:
    """What ends the worker each time is not tried for ever."""
    said = _(
        "Reading this file was begun three times and never came to its end. Divide it by years, or save its table as CSV, and load that."
    )
    Load.objects.filter(pk=load.pk).update(state=State.FAILED, preview={"error": said}, moved_at=timezone.now())
    return State.FAILED


def _stop_asked(load_id: int, by: Any) -> bool:
    """Asked every second; that it was asked also says that this reading is alive."""
    with acting_as(by.pk):
        return not Load.objects.filter(pk=load_id, state=State.READING).update(moved_at=timezone.now())


def _step(load: Load, by: Any, done: int) -> None:
    with acting_as(by.pk):
        if not Load.objects.filter(pk=load.pk, state=State.READING).update(done=done, moved_at=timezone.now()):
            raise Stopped


def _read(load: Load, reading: Reading, by: Any, path: Path | None) -> str:
    said, kept = Layout.of(load.plan), load.plan["kept"]
    layout, blank = said.read(), said.unread()
    # what is not read is not kept: the file is written anew without it, once
    anew = set(blank) - set(kept.get("blank", ()))
    if path and not anew:
        _keep_now(load, by, path)
    file = path if path and kept.get("as_came") else _opened(load, by, reading.folder / "kept")
    file = in_utf8(file, kept["encoding"], reading.folder / "utf8.csv")
    if kept["numbered"] and anew:
        file, notes = blanked(layout, set(blank), file, reading.folder / "stays.csv")
        kept["notes"] = kept.get("notes", 0) + notes
    ready = _prepared(layout, kept, file, reading.folder)
    head = ready.head
    columns = {"skip": ready.skip, "numbered": kept["numbered"], "blank": [] if kept["numbered"] else blank}
    took = reading.ask("take", path=str(ready.path), width=len(head), separator=kept["separator"], ahead=kept.get("ahead", 0), **columns)
    stays = _staying(layout, kept, file, reading) if anew else None
    with acting_as(by.pk):
        mended = list(SetAside.objects.filter(load=load, mended=True).values("number", "line", "cells"))
    reading.ask("mend", rows=mended, width=len(head))
    _step(load, by, 1)
    reading.ask("shape", columns=columns_of(layout, head))
    said = reading.ask("words")["words"]
    with acting_as(by.pk):
        terms = {(one.kind, one.text): one.code for one in Term.objects.filter(source=load.source)}
        too_many = [name for name, texts in said.items() if texts is None]
        meanings = meanings_of(
            {name: texts for name, texts in said.items() if texts is not None},
            head=head,
            layout=layout,
            terms=terms,
            place_of=finder(load.source.country),
            domain=load.source.domain,
        )
    _refuse_free_text(too_many)
    _step(load, by, 2)
    today = timezone.localdate()
    fixed = {"category": layout.fixed.get("category", ""), "place": _fixed_place(load, layout)}
    most = MOST_PEOPLE if load.source.domain == "population" else MOST_ONE
    bounds = {
        "today": load.plan.get("cut_off") or str(today),
        "first": str(FIRST_DAY),
        "most": most,
        "fixed": fixed,
        "zero": layout.blank == "zero",
    }
    counted = reading.ask("read", meanings=meanings.of, bounds=bounds)
    aside = reading.ask("aside", most=MOST_ASIDE)["rows"]
    _step(load, by, 3)
    files = reading.ask("out", path=str(reading.folder / "years"))["files"]
    if stays and not kept["numbered"]:
        reading.ask("kept")
    places = counted_places([path for _year, path in files]) if load.source.domain == "population" else []
    chunks = _chunks(load, files, counted["years"])
    _step(load, by, 4)
    broken = took["broken"] or _broken(load, by)
    facts = {**counted, "broken": broken, "rows": took["rows"], "mended": len(mended), "places": places}
    facts |= {"totals": ready.totals, "notes": ready.notes + kept.get("notes", 0), "across": ready.across, "aside_kept": len(aside)}
    # of a row set aside only what is read is kept in the open: the rest stays in the sealed file
    aside = [
        [number_, line, why, [cell if head[at] or at == 0 else "" for at, cell in enumerate(row)]] for number_, line, why, row in aside
    ]
    return _finish(load, by, facts, meanings, aside, chunks, stays)


def _keep_now(load: Load, by: Any, path: Path) -> None:
    """Seal a file that is read at once as it came, where it is not kept in any form."""
    with acting_as(by.pk):
        still = Load.objects.filter(pk=load.pk, state=State.READING).exists()
        if still and not Piece.objects.filter(load=load).exists():
            keep_file(load, path)


def _broken(load: Load, by: Any) -> list[int]:
    """Lines that were no rows when the file was first read: they are not in what was kept."""
    with acting_as(by.pk):
        return list(SetAside.objects.filter(load=load, number__lt=0).order_by("-number").values_list("line", flat=True))


def blanked(layout: Layout, blank: set[int], file: Path, target: Path) -> tuple[Path, int]:
    """Numbered rows without what stood in some columns, and how many notes under the table went with it."""
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    good = [True] * layout.head + list(plain_rows(layout, [row[1:] for row in rows[layout.head :]]))
    stays = [row if n < layout.head else [cell if at - 1 not in blank else "" for at, cell in enumerate(row)] for n, row in enumerate(rows)]
    left = [row for row, data in zip(stays, good, strict=True) if data or any(row[1:])]
    target.write_bytes(as_csv(left))
    return target, len(rows) - len(left)


def _staying(layout: Layout, kept: dict[str, Any], file: Path, reading: Reading) -> tuple[Path, bytes]:
    """The file that is kept from now on, and what stands above it."""
    if kept["numbered"]:
        return file, b""
    with file.open(encoding="utf-8-sig", newline="") as handle:
        above = list(itertools.islice(csv.reader(handle, delimiter=kept["separator"]), layout.head))
    reading.ask("keep", path=str(reading.folder / "stays.csv"), separator=",")
    return reading.folder / "stays.csv", as_csv([[*row, *[""] * (len(layout.fields) - len(row))] for row in above])


def _refuse_free_text(names: list[str]) -> None:
    if names:
        columns = ", ".join(label("columns", {"day": "date", "place": "municipality"}.get(name, name)) for name in names)
        raise BadInput(
            _("The column read as “%(name)s” holds too many different texts to be that. Correct what the columns hold.") % {"name": columns}
        )


def _fixed_place(load: Load, layout: Layout) -> int | None:
    code = layout.fixed.get("place", "")
    return finder(load.source.country)({"place_code": code}).id if code else None


def _opened(load: Load, by: Any, target: Path) -> Path:
    """The kept file, put together from its sealed pieces in the reader's private folder."""
    with target.open("wb") as out:
        number = 0
        while True:
            with acting_as(by.pk):
                piece = Piece.objects.filter(load=load, number=number).values_list("sealed", flat=True).first()
            if piece is None and not number:
                raise BadInput(_("The program ended before the file was kept: load the same file again."))
            if piece is None:
                return target
            out.write(brotli.decompress(open_sealed(bytes(piece), about=f"observatory_piece:{load.pk}:{number}")))
            number += 1


@dataclass
class Prepared:
    """A file as the reader wants it, and what was taken out of it: totals that it states (with their lines), notes."""

    path: Path
    head: list[str]
    skip: int = 0
    totals: list[tuple[int, float]] = field(default_factory=list)
    across: list[tuple[int, int, int]] = field(default_factory=list)
    notes: int = 0


def _prepared(layout: Layout, kept: dict[str, Any], file: Path, folder: Path) -> Prepared:
    """One row a figure. Small tables lose their titles, totals and notes here, with the lines they had."""
    if not kept["numbered"]:
        return Prepared(file, list(layout.fields), layout.head)
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))[layout.head :]
    lines, cells = [int(row[0]) for row in rows], [row[1:] for row in rows]
    target = folder / "rows.csv"
    if not layout.wide:
        return _long(layout, lines, cells, target)
    melted = melt(layout, cells, lines)
    names = {"line": "", "spread_year": "year", "spread_month": "month", "spread_sex": "sex", "spread_count": "count"}
    head = [names.get(name, "" if name in ("year", "month", "sex", "count") else name) for name in melted.head]
    own = {name for name in layout.fields if name}
    filled = [_with_own(dict(zip(melted.head, row, strict=True)), own, melted.head) for row in melted.rows]
    target.write_bytes(as_csv(filled))
    return Prepared(target, head, 0, melted.totals, melted.across, melted.notes)


def _long(layout: Layout, lines: list[int], cells: list[list[str]], target: Path) -> Prepared:
    """A table of one figure a row, or events: totals and notes taken out, figures without their thousands."""
    count = layout.fields.index("count") if "count" in layout.fields else None
    words = [at for at, name in enumerate(layout.fields) if name in (*PLACES, "category", "year", "month", "date")]
    out = Prepared(target, ["", *layout.fields])
    rows = []
    for line, row, good in zip(lines, cells, plain_rows(layout, cells), strict=True):
        if good and count is not None and count < len(row):
            row = [*row[:count], figure(row[count], layout.blank), *row[count + 1 :]]
        if good:
            rows.append([str(line), *row])
        elif count is not None and count < len(row) and is_total([row[at] for at in words if at < len(row)]):
            stated = number(row[count])
            out.totals += [(line, stated)] if stated is not None else []
        else:
            out.notes += any(row)
    target.write_bytes(as_csv(rows))
    return out


def _with_own(row: dict[str, str], own: set[str], head: list[str]) -> list[str]:
    """Where year, month or sex stand in a column of their own, they fill what the headings do not say."""
    for name in ("year", "month", "sex"):
        if name in own and not row[f"spread_{name}"]:
            row[f"spread_{name}"] = row[name]
    return [row[name] for name in head]


def _chunks(load: Load, files: list[list[Any]], years: list[list[int]]) -> Iterator[tuple[int, int, int, bytes]]:
    """The kept rows as sealed Parquet files, one at a time: year, number of the file in it, its rows (said once), bytes."""
    rows = {year: n for year, n in years}
    seen = dict.fromkeys(rows, 0)
    for year, name in files:
        number_, path = seen[year], Path(name)
        seen[year] += 1
        about = f"observatory_chunk:{load.pk}:{year}:{number_}"
        yield year, number_, 0 if number_ else rows[year], seal(path.read_bytes(), about=about)
        path.unlink()


def _finish(
    load: Load,
    by: Any,
    facts: dict[str, Any],
    meanings: Meanings,
    aside: list[list[Any]],
    chunks: Iterator[tuple[int, int, int, bytes]],
    stays: tuple[Path, bytes] | None,
) -> str:
    with acting_as(by.pk), transaction.atomic():
        row = Load.objects.select_for_update(of=("self",)).select_related("source").get(pk=load.pk)
        if row.state != State.READING:
            raise Stopped
        if stays:
            keep_file(row, *stays)
            now = {"blank": Layout.of(row.plan).unread(), "notes": load.plan["kept"].get("notes", 0)}
            row.plan["kept"] |= now | ({} if row.plan["kept"]["numbered"] else {"separator": ",", "as_came": False})
        Chunk.objects.filter(load=row).delete()
        SetAside.objects.filter(load=row, mended=False).delete()
        SetAside.objects.filter(load=row).update(why="", field="")
        Finding.objects.filter(load=row).delete()
        for year, number, rows, sealed in chunks:
            execute(KEEP, [row.org_id, row.pk, year, number, rows, sealed])
        SetAside.objects.bulk_create(
            _aside_rows(row, aside, facts["broken"]),
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["load", "number"],
            update_fields=["why", "field"],
        )
        _describe(row, facts, meanings)
        Finding.objects.bulk_create([Finding(org_id=row.org_id, load=row, **one) for one in findings_of(row, facts, meanings)])
        row.state, row.done = State.CHECKED, STEPS
        row.save(update_fields=Load.MOVES)
    return State.CHECKED


def _aside_rows(load: Load, aside: list[list[Any]], broken: list[int]) -> list[SetAside]:
    rows = []
    for number_, line, why, cells in aside:
        name, _sep, reason = why.partition(":")
        rows.append(SetAside(org_id=load.org_id, load=load, number=number_, line=line, field=name, why=reason or name, cells=cells))
    for at, line in enumerate(broken):
        rows.append(SetAside(org_id=load.org_id, load=load, number=-1 - at, line=line, why="broken", cells=[]))
    return rows


def _describe(load: Load, facts: dict[str, Any], meanings: Meanings) -> None:
    """Counts, and what the file covers: whole months from its first to its last, unless whoever loaded it said otherwise."""
    load.rows = facts["rows"] + len(facts["broken"])
    load.kept, load.events = facts["kept"], facts["events"]
    load.set_aside = facts["aside"] + len(facts["broken"])
    load.unknown = {kind: dict(sorted(texts.items(), key=lambda one: -one[1])[:200]) for kind, texts in meanings.unknown.items()}
    load.categories = sorted({category for category, _when, _n in [*facts["months"], *facts["yearly"]]})
    if "category" in load.plan["fields"] and not is_table(load.plan):
        spoken = set(Coverage.objects.filter(source=load.source).values_list("category", flat=True).distinct()) - {*load.categories}
    else:
        spoken = set()
    load.preview = {name: facts[name] for name in ("months", "yearly", "reasons", "aside_kept")}
    said = load.plan.get("covers", {})
    if facts["first"]:
        first, last = dt.date.fromisoformat(said.get("since") or facts["first"]), dt.date.fromisoformat(said.get("until") or facts["last"])
        # figures of a whole year speak for all its months, in a table that gives years
        if not said.get("until") and is_table(load.plan) and any(year == last.year for _category, year, _n in facts["yearly"]):
            last = last.replace(month=12)
        load.covers_from = first.replace(day=1)
        load.covers_to = (last.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        stated = load.plan.get("cut_off")
        load.cut_off = dt.date.fromisoformat(stated) if stated else min(load.covers_to, timezone.localdate())
        if load.covers_from <= load.cut_off < load.covers_to:
            # a month that was not over when the source counted is not a month yet
            load.covers_to = load.cut_off.replace(day=1) - dt.timedelta(days=1)
            load.preview["unfinished"] = f"{load.cut_off:%Y-%m}"
        elif not stated and not is_table(load.plan) and (load.covers_to - last).days > UNSEEN:
            load.preview["unseen"] = str(last)
        _add_silent(load, spoken)


def _add_silent(load: Load, spoken: set[str]) -> None:
    """What a source has counted before and does not name now did not happen, where that is likely; else the file does not speak of it."""
    expected = usual(load, spoken)
    load.preview["unnamed"] = {category: n for category, n in expected.items() if not 0 <= n < LIKELY_NONE}
    load.categories = sorted({*load.categories, *spoken} - set(load.preview["unnamed"]))
