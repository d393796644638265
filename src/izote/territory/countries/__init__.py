"""Country packs: one folder of facts per country, found by its code."""

import csv
import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


class PackError(ValueError):
    """A country pack that is missing or contradicts itself."""


@dataclass(frozen=True)
class Level:
    """One administrative level: its names, the words that announce it, when it is valid."""

    key: str
    rank: int
    name: dict[str, str]
    plural: dict[str, str]
    words: frozenset[str]
    valid_from: dt.date | None = None
    expected: int | None = None
    needs_support: bool = False
    former_name: dict[str, str] = field(default_factory=dict)
    former_words: frozenset[str] = frozenset()
    former_until: dt.date | None = None


@dataclass(frozen=True)
class Writing:
    """How people of the country write places."""

    country_names: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    abbreviations: dict[str, str] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    sounds: str = ""


@dataclass(frozen=True)
class Pack:
    """One country: its settings and where its tables lie."""

    code: str
    folder: Path
    name: dict[str, str]
    levels: tuple[Level, ...]
    writing: Writing
    systems: dict[str, dict[str, str]]
    notes: dict[str, dict[str, str]]
    box: tuple[float, float, float, float]
    stable_level: str
    version: str

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of one CSV file of the pack; none when the file is absent."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    def level(self, key: str) -> Level:
        """The level with that key."""
        return next(level for level in self.levels if level.key == key)

    def outline(self) -> list[tuple[float, float]]:
        """The schematic outline as (longitude, latitude)."""
        return [(float(r["lon"]), float(r["lat"])) for r in self.table("outline")]


def find(code: str, extra: tuple[str, ...] = ()) -> Path:
    """The folder of a country, among the extra folders first."""
    if not code.isalpha():
        raise PackError(f"not a country code: {code!r}")
    for base in (*map(Path, extra), HERE):
        if (base / code.lower() / "country.toml").is_file():
            return base / code.lower()
    raise PackError(f"no country pack for {code!r}")


def further(extra: Iterable[str]) -> list[str]:
    """The codes of the packs that lie in the extra folders."""
    found = {file.parent.name for base in extra for file in Path(base).glob("*/country.toml")}
    return sorted(code for code in found if code.isalpha())


@lru_cache(maxsize=16)
def read(code: str, extra: tuple[str, ...] = ()) -> Pack:
    """The pack of a country."""
    folder = find(code, extra)
    try:
        raw = tomllib.loads((folder / "country.toml").read_text(encoding="utf-8"))
        box = raw["box"]
        return Pack(
            code=raw["code"],
            folder=folder,
            name=raw["name"],
            levels=tuple(_level(rank, one) for rank, one in enumerate(raw["levels"])),
            writing=_writing(folder, raw),
            systems={key: one["name"] for key, one in raw.get("systems", {}).items()},
            notes=raw.get("notes", {}),
            box=(box["west"], box["south"], box["east"], box["north"]),
            stable_level=raw["stable_level"],
            version=_version(folder),
        )
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{folder / 'country.toml'}: {error!r}") from error


def _level(rank: int, raw: dict[str, Any]) -> Level:
    former = raw.get("former", {})
    return Level(
        key=raw["key"],
        rank=rank,
        name=raw["name"],
        plural=raw["plural"],
        words=frozenset(raw.get("words", ())),
        valid_from=raw.get("valid_from"),
        expected=raw.get("expected"),
        needs_support=raw.get("needs_support", False),
        former_name=former.get("name", {}),
        former_words=frozenset(former.get("words", ())),
        former_until=former.get("until"),
    )


def _writing(folder: Path, raw: dict[str, Any]) -> Writing:
    words = raw.get("writing", {})
    elsewhere = folder / "elsewhere.csv"
    names: list[str] = []
    if elsewhere.exists():
        with elsewhere.open(encoding="utf-8", newline="") as f:
            names = [row["name"] for row in csv.DictReader(f)]
    sets = {key: frozenset(words.get(key, ())) for key in ("details", "articles", "fillers", "titles")}
    return Writing(
        country_names=frozenset([*raw["name"].values(), *raw.get("also_called", ())]),
        abbreviations=words.get("abbreviations", {}),
        elsewhere=frozenset(names),
        sounds=raw.get("sounds", ""),
        **sets,
    )


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".csv", ".toml"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
