"""Words as data, dates of birth as they are said, and other judgements without a database."""

import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

from izote.kit.vocabulary import Vocabulary, Word, rows

HERE = Path(__file__).parent
FIRST_CONTACT = dt.timedelta(hours=12)
KEEP_YEARS = 5
OLDEST = 120
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
URGENT_HOURS = (72, 120)
VOCABULARY = Vocabulary(HERE / "vocab")
words, label, labels, choices = VOCABULARY.words, VOCABULARY.label, VOCABULARY.labels, VOCABULARY.choices


def inverse(kind: str) -> str:
    """What the other is, seen from here: parent → child."""
    return words("relations")[kind].row["inverse"]


class Birth(NamedTuple):
    """What is known of a birth: a day, or only a year, and how exact."""

    date: dt.date | None
    year: int | None
    precision: str


class NotADate(ValueError):
    """What was written is no date, year or age; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_birth(text: str, today: dt.date) -> Birth:
    """Read "12/3/1990", "3/1990", "1990", "~1990", "35 años" or "30-40"; raise NotADate otherwise."""
    said = re.sub(r"\s+", " ", text.strip().lower())
    if not said:
        return Birth(None, None, "")
    if match := re.fullmatch(r"(\d{1,2})[ /.-](?:de )?(\d{1,2}|[a-zé]{3,10})[ /.-](?:de )?(\d{4})", said):
        return _checked(_day(match[3], match[2], match[1]), "day", today)
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", said):
        return _checked(_day(*match.groups()), "day", today)
    if match := re.fullmatch(r"(\d{2})(\d{2})(\d{4})", said):
        return _checked(_day(match[3], match[2], match[1]), "day", today)
    if match := re.fullmatch(r"(\d{1,2}|[a-zé]{3,10})[ /.-](?:de )?(\d{4})", said):
        return _checked(_day(match[2], match[1], "1"), "month", today)
    if match := re.fullmatch(r"(~|c\.? ?|unos |hacia |about )?(\d{4})", said):
        return _year(int(match[2]), "age" if match[1] else "year", today)
    return _age(said, today)


def _age(said: str, today: dt.date) -> Birth:
    match = re.fullmatch(r"(?:~|unos |unas |como |about )?(\d{1,3})(?: ?(?:-|–|a|to|y) ?(\d{1,3}))?(?: ?(?:años|anos|years?|a))?", said)
    if not match:
        raise NotADate("unread")
    ages = [int(age) for age in match.groups() if age]
    if max(ages) > OLDEST or ages != sorted(ages):
        raise NotADate("age")
    return Birth(None, today.year - sum(ages) // len(ages), "age")


def _day(year: str, month: str, day: str) -> dt.date:
    try:
        return dt.date(int(year), int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1, int(day))
    except ValueError as error:
        raise NotADate("unread") from error


def _checked(date: dt.date, precision: str, today: dt.date) -> Birth:
    if date > today:
        raise NotADate("future")
    _year(date.year, precision, today)
    return Birth(date, date.year, precision)


def _year(year: int, precision: str, today: dt.date) -> Birth:
    if year > today.year:
        raise NotADate("future")
    if year < today.year - OLDEST:
        raise NotADate("age")
    return Birth(None, year, precision)


def write_birth(date: dt.date | None, year: int | None, precision: str) -> str:
    """A birth as `read_birth` reads it again."""
    if date:
        return f"{date:%m/%Y}" if precision == "month" else f"{date:%d/%m/%Y}"
    if year:
        return f"~{year}" if precision == "age" else str(year)
    return ""


def age_of(date: dt.date | None, year: int | None, today: dt.date) -> int | None:
    """The age in years; from a year alone, the age reached this year."""
    if date:
        return today.year - date.year - ((today.month, today.day) < (date.month, date.day))
    return today.year - year if year else None


def masked(number: str) -> str:
    """A document's number with all but its last three characters covered."""
    return "•" * max(len(number) - 3, 3) + number[-3:] if len(number) > 5 else "•" * 6


def notice_versions() -> list[str]:
    """The versions of the privacy notice, newest first."""
    return sorted({path.name.split(".")[0] for path in (HERE / "notices").glob("*.es.txt")}, reverse=True)


def notice(version: str, language: str) -> list[tuple[str, str]]:
    """The headings and paragraphs of a version of the notice."""
    text = (HERE / "notices" / f"{version}.{'en' if language.startswith('en') else 'es'}.txt").read_text(encoding="utf-8")
    return [tuple(block.split("\n", 1)) for block in text.strip().split("\n\n")]  # type: ignore[misc]


def protocol(slug: str) -> tuple[Word, list[str]] | None:
    """A protocol by the word of its address, with its steps in the language of the page."""
    word = next((w for w in words("protocols").values() if w.row["slug"] == slug), None)
    if word is None:
        return None
    steps = rows(HERE / "vocab" / "protocol_steps.csv")
    return word, [str(Word("", row["es"], row["en"], row)) for row in steps if row["protocol"] == word.code]


def matched(codes: tuple[str, ...]) -> list[str]:
    """What a search matched, in words: "nickname:chepe=jose" → «chepe» por «jose»."""
    said = []
    for code in codes:
        kind, _, pair = code.partition(":")
        typed, _, found = pair.partition("=")
        if kind in words("matches"):
            said.append(label("matches", kind).format(a=typed, b=found))
    return said
