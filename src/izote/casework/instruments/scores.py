"""What a scoring hands back: numbers unrounded, with what they were computed and why some are missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from izote.casework.instruments.definitions import Text


class Band(NamedTuple):
    """How a score is read: a code and its words."""

    code: str
    label: Text


class Factor(NamedTuple):
    """A factor that was found: level, which, risk or protective, how much, and the note that says why."""

    level: str
    code: str
    direction: str
    severity: str
    label: Text
    note: str


class Lack(NamedTuple):
    """Why a dimension has no score."""

    dimension: str
    name: Text
    coverage: float
    needed: float

    def __str__(self) -> str:
        said = {"name": self.name, "had": round(self.coverage * 100), "needed": round(self.needed * 100)}
        return _("%(name)s: too little was answered (%(had)s%%; %(needed)s%% is needed).") % said


@dataclass(frozen=True)
class Weights:
    """The weights of a version: of each question within its dimension, and of each dimension in the whole."""

    version: str
    official: bool
    label: Text
    items: Mapping[str, Decimal]
    dimensions: Mapping[str, Decimal]


@dataclass(frozen=True)
class Scores:
    """What was computed, unrounded, and with what; never changed after it was made."""

    form_id: str
    version: str
    weights_version: str = ""
    unofficial: bool = False
    dimensions: Mapping[str, float | None] = field(default_factory=dict)
    total: float | None = None
    total_name: str = ""
    raw: float | None = None
    coverage: Mapping[str, float] = field(default_factory=dict)
    band: Band | None = None
    dimension_bands: Mapping[str, Band | None] = field(default_factory=dict)
    lacks: tuple[Lack, ...] = ()
    factors: tuple[Factor, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, Text] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()

    @property
    def reasons(self) -> list[str]:
        """Why something has no score, in sentences."""
        return [str(lack) for lack in self.lacks]

    @property
    def lines(self) -> dict[str, float | None]:
        """Each dimension and the whole, by name, as they are stored and compared."""
        return {**self.dimensions, **({self.total_name: self.total} if self.total_name else {})}

    def stored(self) -> dict[str, Any]:
        """Everything as data that can be kept beside the answers."""
        return {
            "form_id": self.form_id,
            "version": self.version,
            "weights_version": self.weights_version,
            "unofficial": self.unofficial,
            "dimensions": dict(self.dimensions),
            "total": self.total,
            "total_name": self.total_name,
            "raw": self.raw,
            "coverage": dict(self.coverage),
            "band": self.band.code if self.band else None,
            "dimension_bands": {name: band.code if band else None for name, band in self.dimension_bands.items()},
            "lacks": [lack.dimension for lack in self.lacks],
            "factors": [{"level": f.level, "code": f.code, "direction": f.direction, "severity": f.severity} for f in self.factors],
            "counts": dict(self.counts),
        }
