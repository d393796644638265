"""What a file says of the people of a place, against what is known of them: the census, other sources."""

from collections import defaultdict
from typing import Any

from izote.observatory.models import Load, Tally
from izote.territory.models import Population
from izote.territory.queries import gazetteer, pack

TIMES, FEW = 3.0, 500


def counted_places(files: list[str]) -> list[list[Any]]:
    """The people of each place and year in the rows that were kept: year, place (nothing: the country), sex, people."""
    import duckdb

    if not files:
        return []
    with duckdb.connect() as db:
        db.execute("set memory_limit='260MB'; set threads=2; set autoinstall_known_extensions=false")
        sql = "select year(day), place, sex, sum(n)::bigint from read_parquet(?) where category = 'population' group by all"
        return [list(row) for row in db.execute(sql, [files]).fetchall()]


def people_known(load: Load) -> dict[int | None, tuple[int, int, str]]:
    """For each place (nothing: the country) the newest count there is: year, people, whose."""
    country = load.source.country
    known: dict[int | None, tuple[int, int, str]] = {}
    census = Population.objects.filter(place__country__code=pack(country).code, sex="", age_band="").order_by("year")
    for place, year, people, source in census.values_list("place_id", "year", "count", "source"):
        known[place] = (year, people, source)
    _add_up(known, country)
    others = Tally.objects.filter(org_id=load.org_id, category="population", until__isnull=True, source__country=country)
    others = others.exclude(source=load.source).order_by("year")
    for place, year, people, source in others.values_list("place_id", "year", "total", "source__name"):
        known[place] = (year, people, source)
    return known


def _add_up(known: dict[int | None, tuple[int, int, str]], country: str) -> None:
    """Wider places of which every part was counted in the same year."""
    index = gazetteer(country)
    stable = [n for n, entry in enumerate(index.entries) if entry.level == index.pack.stable_level]
    wider = [(entry.id, sorted(index.below[n] & set(stable))) for n, entry in enumerate(index.entries) if entry.rank == 0]
    for place, inside in [*wider, (None, stable)]:
        parts = [known.get(index.entries[n].id) for n in inside]
        told = [one for one in parts if one is not None]
        if place not in known and told and len(told) == len(parts) and len({one[0] for one in told}) == 1:
            known[place] = (told[0][0], sum(one[1] for one in told), told[0][2])


def people_findings(load: Load, places: list[list[Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What cannot be (a place three times or a third of what was counted) and what is odd of the whole country."""
    totals: dict[tuple[int, int | None], int] = defaultdict(int)
    for year, place, _sex, people in places:
        totals[year, place] += people
    known, index = people_known(load), gazetteer(load.source.country)
    names = {entry.id: entry.name for entry in index.entries}
    wrong = []
    for (year, place), people in sorted(totals.items(), key=lambda one: -one[1]):
        held = known.get(place)
        if held and max(people, held[1]) >= FEW and not held[1] / TIMES <= people <= held[1] * TIMES:
            facts = {"place": names.get(place or 0, ""), "year": year, "said": people}
            wrong.append(facts | {"known": held[1], "known_year": held[0], "source": held[2]})
    return wrong, _against_the_country(totals, known, index)


def _against_the_country(totals: dict[tuple[int, int | None], int], known: dict[Any, Any], index: Any) -> list[dict[str, Any]]:
    """The sum of the places against what the file itself, or the census, says of the country."""
    stable = {entry.id for entry in index.entries if entry.level == index.pack.stable_level}
    odd = []
    for year in sorted({year for year, _place in totals}):
        told = {place: people for (of, place), people in totals.items() if of == year and place in stable}
        whole, added = totals.get((year, None)), sum(told.values())
        if whole is not None and len(told) == len(stable) and whole != added:
            odd.append({"year": year, "said": whole, "read": added})
    return odd
