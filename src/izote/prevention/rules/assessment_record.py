"""An assessment as it is told: plain data that documents print and warnings freeze. Codes of vocabularies stay codes."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from izote.prevention.rules.rating import is_wide, outside


@dataclass(frozen=True)
class Opinion:
    """What one rater said of a factor before seeing the other's; `value` None is not assessable, `rated` False is not rated here."""

    rater: str
    rated: bool
    value: int | None
    reason: str
    grade: str
    confidence: str
    suggestion: int | None


@dataclass(frozen=True)
class Dissent:
    """A rater who holds to another value than what was settled, and why."""

    rater: str
    value: int | None
    words: str


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: what it is, of what day, and the best grade it was given; never where a source can be found."""

    key: int
    sort: str
    title: str
    dated_on: dt.date | None
    grade: str


@dataclass(frozen=True)
class ProfileRow:
    """One factor: on what was settled (`value` None with `settled` is not assessable), between what, why, and who dissents."""

    factor: str
    settled: bool
    value: int | None
    reason: str
    low: int
    high: int
    trend: str
    grade: str
    confidence: str
    assessed: int
    indicators: int
    opinions: tuple[Opinion, ...]
    dissent: tuple[Dissent, ...]
    evidence: tuple[Piece, ...]
    settled_by: str = ""
    settled_at: dt.datetime | None = None

    @property
    def differ(self) -> bool:
        """Whether the two raters came to different values."""
        return len({one.value for one in self.opinions if one.rated}) > 1

    @property
    def wide(self) -> bool:
        """Whether the interval says above all that we do not know."""
        return is_wide(self.low, self.high)

    @property
    def outside(self) -> bool:
        """Whether what was settled lies outside of what the evidence alone allows."""
        return outside(self.value, self.low, self.high)


@dataclass(frozen=True)
class Protection:
    """One protective factor as each rater saw it: 0 none seen to 3 widespread, None not assessable."""

    code: str
    seen: tuple[tuple[str, int | None], ...]
    trend: str
    grade: str


@dataclass(frozen=True)
class Exposed:
    """A group that is exposed, and between how many people."""

    group: str
    least: int | None
    most: int | None


@dataclass(frozen=True)
class ScenarioRecord:
    """The scenario in words, and the level with its reason; `proposed` is what the matrix says."""

    threat: str = ""
    vulnerability: str = ""
    capacity: str = ""
    protection: str = ""
    threat_step: str = ""
    vulnerability_step: str = ""
    capacity_step: str = ""
    proposed: str = ""
    level: str = ""
    reason: str = ""
    rights: tuple[str, ...] = ()
    conducts: tuple[str, ...] = ()
    exposed: tuple[Exposed, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether a warning could be built on it: threat, vulnerability, capacity, rights, and a level with its reason."""
        return all((self.threat, self.vulnerability, self.capacity, self.rights, self.level, self.reason))


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha of two ratings with its interval; None where there was too little to compare."""

    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    units: int = 0
    # how it is read: a code of vocab/agreement_readings.csv
    reading: str = "none"


@dataclass(frozen=True)
class Withdrawn:
    """A signal one of whose sources took its consent back: since when, the grade it was given, and that of what is left ("" is nothing)."""

    signal: str
    on: dt.date
    given: str
    left: str


@dataclass(frozen=True)
class AssessmentRecord:
    """The whole assessment, as somebody who may read it would print it."""

    code: str
    kind: str
    state: str
    place_code: str
    place: str
    groups: tuple[str, ...]
    groups_reason: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    author: str
    raters: tuple[str, ...]
    approved_by: str
    approved_on: dt.date | None
    expires_on: dt.date | None
    profile: tuple[ProfileRow, ...]
    protection_row: ProfileRow | None
    protection: tuple[Protection, ...]
    scenario: ScenarioRecord
    alpha_factors: Alpha
    alpha_indicators: Alpha
    signals: tuple[str, ...] = field(default=())
    withdrawn: tuple[Withdrawn, ...] = field(default=())

    @property
    def dissent(self) -> tuple[tuple[str, Dissent], ...]:
        """Every dissent with its factor, in the order of the factors."""
        rows = (*self.profile, *([self.protection_row] if self.protection_row else []))
        return tuple((row.factor, one) for row in rows for one in row.dissent)

    @property
    def data(self) -> dict[str, Any]:
        """The same as plain dictionaries and lists, for whoever freezes it."""
        return asdict(self)
