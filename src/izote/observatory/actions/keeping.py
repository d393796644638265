"""What is kept of a file: never what says who a person is, no points, and once it was read no column that is not read."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import brotli
from django.utils.translation import gettext as _

from izote.access.context import prove
from izote.access.sealing_wax import seal
from izote.kit.errors import BadInput
from izote.kit.personal import DOCUMENT
from izote.observatory.actions.binding import execute
from izote.observatory.loader.process import Reading
from izote.observatory.loader.sifting import signs
from izote.observatory.loader.taking import Taken, as_csv, in_utf8, pieces, rewritten
from izote.observatory.models import Load, Piece, Source
from izote.observatory.rules.layout import Layout
from izote.observatory.rules.persons import ANY, cells_seen, refused_columns, seen_in
from izote.observatory.rules.words import DOCUMENT as BARE
from izote.territory.queries import places_at

POINT = ("longitude", "latitude")
Points = Sequence[tuple[float, float] | None]
# why a column may not be held: its heading, the reason, the line of the cell that gave it away (0: the whole column)
Refused = dict[int, tuple[str, str, int]]
KEEP = "insert into observatory_piece (org_id, load_id, number, sealed) values (%s, %s, %s, %b)"


class MayNotBeHeld(BadInput):
    """Columns that say who a person is, by their number in the file."""

    def __init__(self, columns: Refused) -> None:
        said = [_("%(name)s (line %(line)s)") % {"name": name, "line": line} if line else name for name, _why, line in columns.values()]
        super().__init__(_("These columns say who a person is and are not kept here: %(names)s.") % {"names": ", ".join(said)})
        self.columns = columns


def form_of(source: Source, taken: Taken, layout: Layout, gone: set[int], folder: Path) -> tuple[Path, Layout, dict[str, Any]]:
    """The form in which a file is kept, or the refusal of what in it says who a person is: every row is looked through."""
    headings = layout.headings
    refused: Refused = {
        at: (headings[at], why, 0) for at, why in refused_columns(layout, taken.rows, source.domain).items() if at not in gone
    }
    if taken.whole:
        seen = {at: one for at, one in cells_seen(layout, taken.rows).items() if at not in gone and at not in refused}
        refused |= {at: (headings[at], why, taken.lines[n]) for at, (why, n) in seen.items()}
        made = _small if not refused else None
    else:
        made = _large
    if made is None:
        raise MayNotBeHeld(refused)
    stays = [at for at in range(len(headings)) if at not in gone | set(refused)]
    path, layout, kept = made(source, taken, layout, gone | set(refused), folder)
    if not taken.whole:
        refused |= {stays[at]: (headings[stays[at]], why, line) for at, (why, line) in _looked(path, layout, kept).items()}
    if refused:
        raise MayNotBeHeld(refused)
    return path, layout, kept


def keep_file(load: Load, path: Path, before: bytes = b"") -> None:
    """A file as sealed pieces, in place of those that were kept."""
    Piece.objects.filter(load=load).delete()
    with ThreadPoolExecutor(2) as hands:

        def keep(number: int, sealed: bytes) -> None:
            if number % 8 == 7:
                # a proof of who acts lasts two minutes; a large file takes longer
                prove(load.uploaded_by_id)
            execute(KEEP, [load.org_id, load.pk, number, sealed])

        # two are compressed and sealed while one is written; never more than three are held
        ahead: deque[tuple[int, Future[bytes]]] = deque()
        for number, piece in enumerate(pieces(path, before)):
            ahead.append((number, hands.submit(_sealed, piece, f"observatory_piece:{load.pk}:{number}")))
            if len(ahead) > 2:
                at, made = ahead.popleft()
                keep(at, made.result())
        for at, made in ahead:
            keep(at, made.result())


def _sealed(piece: bytes, about: str) -> bytes:
    return seal(brotli.compress(piece, quality=0), about=about)


def _small(source: Source, taken: Taken, layout: Layout, gone: set[int], folder: Path) -> tuple[Path, Layout, dict[str, Any]]:
    """Numbered rows."""
    more = _districts(source, layout, taken.points)
    cells = more(taken.rows)
    layout, apart = _without_points(layout, gone, any(cells[layout.head :]), cells[:1] != [None])
    width = max((len(row) for row in taken.rows), default=0)
    rows = [
        [str(line), *(row[at] if at < len(row) else "" for at in range(width) if at not in apart), *([] if cell is None else [cell])]
        for line, row, cell in zip(taken.lines, taken.rows, cells, strict=True)
        if any(row)
    ]
    target = folder / "kept.csv"
    target.write_bytes(as_csv(rows))
    return target, layout, {"numbered": True, "separator": ",", "encoding": "utf-8"}


def _large(source: Source, taken: Taken, layout: Layout, gone: set[int], folder: Path) -> tuple[Path, Layout, dict[str, Any]]:
    """The file as it came where nothing has to go; written anew where something has, or where its first lines are no rows."""
    path = in_utf8(taken.path, taken.encoding, folder / "utf8.csv")
    plain = taken.lines[: layout.head + 1] == list(range(1, len(taken.lines[: layout.head + 1]) + 1))
    if plain and not gone and not set(layout.fields) & set(POINT):
        return path, layout, {"numbered": False, "separator": taken.separator, "encoding": "utf-8", "as_came": path == taken.path}
    found = False
    snap = _districts(source, layout)

    def more(rows: list[list[str]]) -> list[str | None]:
        nonlocal found
        cells = snap(rows)
        found = found or any(cells[layout.head :])
        return cells

    target = folder / "kept.csv"
    apart = gone | {at for at, name in enumerate(layout.fields) if name in POINT}
    rewritten(taken, path, target, apart, len(layout.headings), more)
    ahead = taken.lines[layout.head] - layout.head - 1 if len(taken.lines) > layout.head else 0
    layout, _apart = _without_points(layout, gone, found, set(POINT) <= set(layout.fields))
    return target, layout, {"numbered": False, "separator": ",", "encoding": "utf-8", "ahead": ahead}


def _looked(path: Path, layout: Layout, kept: dict[str, Any]) -> dict[int, tuple[str, int]]:
    """For each column of a large file why it may not be held, and the line that says so."""
    if not signs(path):
        return {}
    spared = [at for at, name in enumerate(layout.fields) if name == "key"]
    patterns = {"any": ANY, "document": DOCUMENT, "bare": BARE.pattern}
    with Reading() as reading:
        said = reading.ask(
            "look",
            path=str(path),
            width=len(layout.fields),
            separator=kept["separator"],
            skip=layout.head,
            spared=spared,
            patterns=patterns,
        )
    ahead = kept.get("ahead", 0)
    if said["broken"]:
        raise BadInput(
            _("Line %(line)s says who a person is, and does not have the columns of the others: correct it.")
            % {"line": said["broken"][0] + ahead}
        )
    unlike = [at for at, name in enumerate(layout.fields) if name in ("count", "population", "place_code")]
    found = {at: ("document", 0) for at in said["most"] if at not in unlike}
    return found | {at: (seen_in(text) or "phone", line + ahead) for at, line, text in said["cells"]}


def _districts(source: Source, layout: Layout, points: Points | None = None) -> Callable[[list[list[str]]], list[Any]]:
    """What gives each row, some at a time, the district in which its point lies; None where the file gives no points."""
    heads = layout.head

    def more(rows: list[list[str]]) -> list[Any]:
        nonlocal heads
        if points is None and not set(POINT) <= set(layout.fields):
            return [None] * len(rows)
        above, heads = min(heads, len(rows)), max(heads - len(rows), 0)
        found = points[above - 1 :] if points is not None else list(_points(rows[above:], layout))
        return [*[_("district of the point")] * above, *places_at(found, source.country)]

    return more


def _points(rows: list[list[str]], layout: Layout) -> Iterator[tuple[float, float] | None]:
    """The points that two columns give, as (longitude, latitude)."""
    at = [layout.fields.index(name) for name in POINT]
    for row in rows:
        try:
            x, y = (float(row[n].replace(",", ".")) for n in at)
        except (ValueError, IndexError):
            yield None
        else:
            yield (x, y) if -180 <= x <= 180 and -90 <= y <= 90 else None


def _without_points(layout: Layout, gone: set[int], found: bool, snapped: bool) -> tuple[Layout, set[int]]:
    """A layout without some columns and without points, with their district behind; and which columns these are."""
    apart = gone | {at for at, name in enumerate(layout.fields) if name in POINT}
    stays = [at for at in range(len(layout.headings)) if at not in apart]
    spread = {new: layout.spread[at] for new, at in enumerate(stays) if at in layout.spread}
    headings, fields = [layout.headings[at] for at in stays], [layout.fields[at] for at in stays]
    if snapped:
        fields = ["" if found and name == "place_code" else name for name in fields]
        headings, fields = [*headings, _("district of the point")], [*fields, "place_code" if found else ""]
    return Layout(layout.head, headings, fields, spread, layout.fixed, layout.order, layout.blank), apart
