"""What a header or a column's content says about what the column holds, and where a sheet's header stands."""

import csv
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from izote.kit.sheets import Cell, Sheet
from izote.people.names import dui_ok, fold

NAME_FIELDS = frozenset(
    ["full_name", "given_names", "first_name", "second_name", "surnames", "first_surname", "second_surname", "married_surname", "nickname"]
)
HEADER_DEPTH = 40


@cache
def synonyms() -> dict[str, str]:
    """Folded header → field."""
    with (Path(__file__).parent / "vocab" / "columns.csv").open(encoding="utf-8", newline="") as handle:
        found = {row["header"]: row["field"] for row in csv.DictReader(handle)}
    return {fold(header) or header: name for header, name in found.items()}


@cache
def _bare() -> dict[str, str]:
    found: dict[str, str] = {}
    for header, name in synonyms().items():
        found.setdefault(_strip(header), name)
    return found


SMALL = frozenset(["de", "del", "la", "el", "los", "las", "y", "o", "a", "en", "of", "the", "num", "numero"])


def _strip(header: str) -> str:
    return " ".join(word for word in header.split() if word not in SMALL) or header


@cache
def field_of(header: str) -> tuple[str, float]:
    """The field that a header names, and how surely; ('', 0) when it names none."""
    folded = fold(header[:120])
    if not folded:
        return ("number", 0.9) if header.strip() in ("#", "№", "Nº", "N°") else ("", 0.0)
    if folded in synonyms():
        return synonyms()[folded], 1.0
    without = fold(re.sub(r"\(.*?\)|\[.*?\]", " ", header[:120]))
    if without in synonyms():
        return synonyms()[without], 0.97
    halves = folded.split()
    half = " ".join(halves[: len(halves) // 2])
    if len(halves) % 2 == 0 and half in synonyms() and halves[: len(halves) // 2] == halves[len(halves) // 2 :]:
        return synonyms()[half], 0.95
    bare = _strip(without or folded)
    if bare in _bare():
        return _bare()[bare], 0.93
    if len(bare) >= 5:
        near = process.extractOne(bare, _bare().keys(), scorer=fuzz.ratio, score_cutoff=86)
        if near:
            return _bare()[near[0]], near[1] / 100 * 0.85
        inside = [known for known in _bare() if len(known) >= 6 and f" {known} " in f" {bare} "]
        if inside and len(halves) <= 8:
            return _bare()[max(inside, key=len)], 0.6
    return "", 0.0


def as_text(cell: Cell) -> str:
    """A cell as a person would read it: whole numbers without a decimal point, dates as year-month-day."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell)


def find_header(sheet: Sheet, known: frozenset[str] = frozenset()) -> tuple[int | None, int, list[str]]:
    """Index of the header row, how many rows it takes (1 or 2), and its texts; None where the sheet has no header."""
    best: tuple[float, int, int, list[str]] | None = None
    rows = sheet.rows[:HEADER_DEPTH]
    singles = [_header_score([as_text(cell) for cell in row], known) for row in rows]
    for index, row in enumerate(rows):
        if singles[index] >= 2 and (best is None or singles[index] > best[0] + 0.5):
            best = (singles[index], index, 1, [as_text(cell) for cell in row])
        if index + 1 < len(rows) and not _looks_like_data(rows[index + 1]):
            both = _two_rows(sheet, index)
            score = _header_score(both, known)
            if score > max(singles[index], singles[index + 1], best[0] if best else 2) + 0.9:
                best = (score, index, 2, both)
    if best is None:
        return None, 0, []
    return best[1], best[2], best[3]


def _header_score(texts: list[str], known: frozenset[str]) -> float:
    named = [("profile:" + fold(text), 1.0) if fold(text) in known else field_of(text) for text in texts if text and len(text) < 80]
    filled = len({text for text in texts if text})
    fields = {name for name, sure in named if sure >= 0.6}
    exact = sum(sure for name, sure in named if name)
    return min(len(fields), exact) if filled >= 2 and len(fields) * 3 >= filled else 0.0


def _looks_like_data(row: list[Cell]) -> bool:
    texts = [cell for cell in row if cell != ""]
    hard = sum(not isinstance(cell, str) or bool(re.search(r"\d{2,}", cell)) for cell in texts)
    return not texts or hard > len(texts) * 0.2


def _two_rows(sheet: Sheet, index: int) -> list[str]:
    upper, lower = ([as_text(cell) for cell in row] for row in sheet.rows[index : index + 2])
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    place = sheet.places[index] - 1 if index < len(sheet.places) else index
    spans = [(left, right) for top, left, bottom, right in sheet.merged if top == place and bottom == place]
    for column in range(1, width):
        merged = any(left < column <= right for left, right in spans)
        if not upper[column] and lower[column] and (merged or not spans):
            upper[column] = upper[column - 1]
    return [_clearest(above, below) for above, below in zip(upper, lower, strict=True)]


def _clearest(above: str, below: str) -> str:
    """Of two header cells one over the other, both together or the one that names a field more surely."""
    both = " ".join(dict.fromkeys(part for part in (above, below) if part))
    return max((both, below, above), key=lambda text: field_of(text)[1]) if above and below else both


def first_data_row(sheet: Sheet) -> int:
    widths = Counter(sum(cell != "" for cell in row) for row in sheet.rows)
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0
    return next((i for i, row in enumerate(sheet.rows) if sum(cell != "" for cell in row) >= max(usual - 1, 1)), 0)


DATE_TEXT = re.compile(r"^\d{1,4}[-/. ](\d{1,2}|[a-zé]{3,10})[-/. ]\d{1,4}\b|^\d{1,2} de [a-zé]+ (de|del) \d{4}$", re.IGNORECASE)
PHONE_TEXT = re.compile(r"^(\+?503[ -]?)?[267]\d{3}[ -]?\d{4}$")
DUI_TEXT = re.compile(r"^\d{8}-?\d$")
SEXES = frozenset(["m", "f", "h", "v", "masculino", "femenino", "hombre", "mujer", "varon", "male", "female", "masc", "fem"])


def guess_by_content(values: list[Cell]) -> tuple[str, float]:
    """The field a column's values suggest, when they suggest one."""
    if len(values) < 3:
        return "", 0.0
    texts = [as_text(value).strip() for value in values]
    tests = {
        "sex": sum(fold(text) in SEXES for text in texts),
        "dui": sum(bool(DUI_TEXT.match(text)) and (dui_ok(text) or "-" in text) for text in texts),
        "phone": sum(bool(PHONE_TEXT.match(text)) for text in texts),
        "date": sum(isinstance(value, date) or bool(DATE_TEXT.match(text)) for value, text in zip(values, texts, strict=True)),
    }
    name, hits = max(tests.items(), key=lambda item: item[1])
    share = hits / len(texts)
    if share >= 0.7:
        if name == "date":
            years = [int(found.group()) for text in texts if (found := re.search(r"(19|20)\d\d", text))]
            spread = max(years) - min(years) if years else 0
            return ("birth_date", share) if spread > 8 else ("return_date", share * 0.9)
        return name, share
    many_words = sum(2 <= len(fold(text).split()) <= 7 and not re.search(r"\d", text) for text in texts)
    if many_words / len(texts) >= 0.8 and len(set(texts)) > len(texts) * 0.7:
        return "full_name", 0.6 * many_words / len(texts)
    return "", 0.0


def content_denies(name: str, values: list[Cell]) -> bool:
    """Whether what a column holds cannot be what its header says."""
    texts = [as_text(value) for value in values[:100]]
    if not texts:
        return False
    if name in NAME_FIELDS or name == "department":
        return sum(bool(re.fullmatch(r"[\d\W]+", text)) for text in texts) > len(texts) * 0.6
    if name in ("age", "birth_date", "phone", "return_date"):
        return sum(not re.search(r"\d", text) for text in texts) > len(texts) * 0.8
    return False
