"""From answers to scores; what is missing is never zero, and what does not apply leaves both sides of the division.

`weighted`: D = Σ wᵢ·sᵢ / Σ wᵢ, C = Σ W_d·D_d / Σ W_d (dimensions of the MEASURE study, Samuel Hall for IOM, 2017; weights are data).
`sum`: all questions are needed, total = raw × times (WHO-5, WHO 2024: × 4). `any`: one answer at or above the line is enough
(Washington Group Short Set). `satisfied`: mean and share of 4 and 5 among those to whom it applies. `factors`: a list, no number.
"""

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, localcontext
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from izote.casework.instruments.definitions import MISSING, NOT_APPLICABLE, Answers, Instrument, Item, Text
from izote.casework.instruments.reading import instrument as find
from izote.casework.instruments.scores import Band, Factor, Lack, Scores, Weights

EXACT = Context(prec=34)
GRAIN = Decimal(1).scaleb(-25)
ZERO, ONE = Decimal(0), Decimal(1)
Value = Decimal | str | None  # on the scale; does not apply; missing
WeightsGiven = Weights | str | Mapping[str, Any] | None


class BadWeights(ValueError):
    """Weights that do not fit the instrument, or of which there is no such version."""


def score(instrument: Instrument, answers: Answers, weights: WeightsGiven = None) -> Scores:
    """What these answers amount to; `weights` names a version or is a table of weights, else the instrument's own."""
    if instrument.scoring.get("method") == "factors":
        return _factors(instrument, answers)
    return score_values(instrument, values_of(instrument, answers), weights)


def score_values(instrument: Instrument, values: Mapping[str, Value], weights: WeightsGiven = None) -> Scores:
    """The same from values that are already on the scale of each question; None is missing, "na" does not apply."""
    method = METHODS.get(instrument.scoring.get("method", "none"))
    if method is None:
        return Scores(instrument.form_id, instrument.version)
    with localcontext(EXACT):
        return method(instrument, values, weights_of(instrument, weights))


def rescore(stored: Mapping[str, Any], answers: Answers, *, version: str | None = None, weights: WeightsGiven = None) -> Scores:
    """New scores for stored answers with another version or other weights; what is stored stays as it is."""
    return score(find(stored["form_id"], version or stored["version"]), answers, weights)


def scored_items(instrument: Instrument) -> list[Item]:
    """The questions that have a scale."""
    return [item for item in instrument.items if item.scale]


def values_of(instrument: Instrument, answers: Answers) -> dict[str, Value]:
    """The value of each scored question; hidden because it does not apply is "na", hidden because nobody knows is missing."""
    seen = set(instrument.visible(answers))
    return {
        item.name: _value(item, answers.get(item.name, "")) if item.name in seen else _hidden(instrument, item, answers, seen)
        for item in scored_items(instrument)
    }


def _value(item: Item, answer: str | list[str]) -> Value:
    values = values_by_code(item)
    if isinstance(answer, str) and answer in values:
        return values[answer]
    codes = answer.split() if isinstance(answer, str) else answer
    if NOT_APPLICABLE in codes:
        return NOT_APPLICABLE
    found = [values[code] for code in codes if code in values]
    return max(found) if found else None


def _hidden(instrument: Instrument, item: Item, answers: Answers, seen: set[str]) -> Value:
    return None if any(_unknown(instrument, name, answers, seen) for name in instrument.conditions_of(item)) else NOT_APPLICABLE


def _unknown(instrument: Instrument, name: str, answers: Answers, seen: set[str]) -> bool:
    item = instrument.by_name[name]
    if item.calculation:
        return any(_unknown(instrument, ref, answers, seen) for ref in item.calculation.refs)
    if name in seen:
        answer = answers.get(name, "")
        return not answer or answer in MISSING or (isinstance(answer, list) and answer[0] in MISSING)
    return any(_unknown(instrument, ref, answers, seen) for ref in instrument.conditions_of(item))


@cache
def values_by_code(item: Item) -> dict[str, Decimal]:
    """The values of a question's choices as they count: turned around where the question is reversed."""
    plain = {choice.code: Decimal(choice.value) for choice in item.choices if choice.value}
    around = max(plain.values()) + min(plain.values())
    return {code: around - value if item.reverse else value for code, value in plain.items()}


def weights_of(instrument: Instrument, given: WeightsGiven = None) -> Weights:
    """The weights of a version by its name, or from a table of the same shape; raises BadWeights."""
    if isinstance(given, Weights):
        return given
    if isinstance(given, Mapping):
        return _read_weights(instrument, given)
    return _named_weights(instrument, given or instrument.scoring.get("weights", ""))


@cache
def _named_weights(instrument: Instrument, name: str) -> Weights:
    if not name:
        return Weights("", True, Text(), {}, {})
    if name not in instrument.weights:
        known = ", ".join(instrument.weights) or "—"
        raise BadWeights(_("There are no weights called %(name)s; there are: %(known)s.") % {"name": name, "known": known})
    return _read_weights(instrument, instrument.weights[name])


def _read_weights(instrument: Instrument, table: Mapping[str, Any]) -> Weights:
    names = {item.name for item in scored_items(instrument)}
    dimensions = instrument.scoring.get("dimensions", {})
    try:
        made = Weights(
            str(table["version"]),
            bool(table["official"]),
            Text(table["label"]["es"], table["label"]["en"]),
            {str(name): Decimal(str(weight)) for name, weight in table["items"].items()},
            {str(name): Decimal(str(weight)) for name, weight in table["dimensions"].items()},
        )
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise BadWeights(_("These weights cannot be read: %(error)s.") % {"error": error}) from error
    if set(made.items) != names or set(made.dimensions) != set(dimensions):
        raise BadWeights(_("The weights must name each question and each dimension once."))
    every = [*made.items.values(), *made.dimensions.values()]
    sums = [sum(made.items[item.name] for item in scored_items(instrument) if item.dimension == name) for name in dimensions]
    if not all(weight.is_finite() and weight >= 0 for weight in every) or not all(sums) or not sum(made.dimensions.values()):
        raise BadWeights(_("Weights are numbers from zero up, and not all of them zero."))
    return made


def band(instrument: Instrument, value: Decimal | float | None) -> Band | None:
    """How an unrounded value is read; the first band that it is `under` or not `over` (through) wins."""
    if value is None:
        return None
    fine = Decimal(repr(value)) if isinstance(value, float) else value.quantize(GRAIN, context=EXACT)
    for row in instrument.scoring.get("bands", ()):
        if ("under" in row and fine < row["under"]) or ("through" in row and fine <= row["through"]) or not {"under", "through"} & set(row):
            return Band(row["code"], Text(row["es"], row["en"]))
    return None


def lines(instrument: Instrument, values: Mapping[str, Value], weights: Weights) -> dict[str, float | None]:
    """Only the numbers, by name: what scoring a whole file needs of `score_values`."""
    if instrument.scoring["method"] != "weighted":
        return score_values(instrument, values, weights).lines
    with localcontext(EXACT):
        exact, _coverage, whole = _weigh(instrument, values, weights)
    return {**{name: _float(value) for name, value in exact.items()}, instrument.scoring["total"]: _float(whole)}


def _weigh(
    instrument: Instrument, values: Mapping[str, Value], weights: Weights
) -> tuple[dict[str, Decimal | None], dict[str, Decimal], Decimal | None]:
    """The dimensions, how much of each was answered, and the whole; exact."""
    needed = Decimal(instrument.scoring["coverage"])
    exact: dict[str, Decimal | None] = {}
    coverage: dict[str, Decimal] = {}
    for name, items in _dimensions(instrument).items():
        applies, answered, reached = ZERO, ZERO, ZERO
        for item in items:
            value = values.get(item)
            if isinstance(value, str):
                continue
            weight = weights.items[item]
            applies += weight
            if value is not None:
                answered += weight
                reached += weight * value
        coverage[name] = answered / applies if applies else ZERO
        exact[name] = reached / answered if answered and answered >= needed * applies else None
    known = [weights.dimensions[name] * value for name, value in exact.items() if value is not None]
    whole = sum(known, ZERO) / sum(weights.dimensions.values()) if len(known) == len(exact) else None
    return exact, coverage, whole


def _weighted(instrument: Instrument, values: Mapping[str, Value], weights: Weights) -> Scores:
    exact, part, whole = _weigh(instrument, values, weights)
    names, needed = _names(instrument), float(instrument.scoring["coverage"])
    coverage = {name: float(value) for name, value in part.items()}
    return Scores(
        instrument.form_id,
        instrument.version,
        weights.version,
        not weights.official,
        dimensions={name: _float(value) for name, value in exact.items()},
        total=_float(whole),
        total_name=instrument.scoring["total"],
        coverage=coverage,
        band=band(instrument, whole),
        dimension_bands={name: band(instrument, value) for name, value in exact.items()},
        lacks=tuple(Lack(n, names[n], coverage[n], needed) for n, value in exact.items() if value is None),
        names=names,
        notes=_notes(instrument, weights),
    )


def _notes(instrument: Instrument, weights: Weights) -> tuple[Text, ...]:
    """What every report prints beside these scores: which weights, and which values could not be confirmed."""
    doubt = instrument.scoring.get("unconfirmed_note")
    return (weights.label, Text(doubt["es"], doubt["en"])) if doubt else (weights.label,)


@cache
def _dimensions(instrument: Instrument) -> dict[str, list[str]]:
    return {name: [i.name for i in scored_items(instrument) if i.dimension == name] for name in instrument.scoring["dimensions"]}


@cache
def _names(instrument: Instrument) -> dict[str, Text]:
    return {name: Text(row["es"], row["en"]) for name, row in instrument.scoring.get("dimensions", {}).items()}


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _numbers(instrument: Instrument, values: Mapping[str, Value]) -> tuple[list[Decimal], int]:
    """The values that were given, and to how many questions one could have answered."""
    found = [values.get(item.name) for item in scored_items(instrument)]
    return [v for v in found if isinstance(v, Decimal)], sum(not isinstance(v, str) for v in found)


def _sum(instrument: Instrument, values: Mapping[str, Value], weights: Weights) -> Scores:
    given, total = _numbers(instrument, values)[0], len(scored_items(instrument))
    raw = sum(given, ZERO) if len(given) == total else None
    whole = None if raw is None else raw * Decimal(instrument.scoring["times"])
    return _single(instrument, whole, len(given) / total, raw=_float(raw), band=band(instrument, whole))


def _any(instrument: Instrument, values: Mapping[str, Value], weights: Weights) -> Scores:
    given, applies = _numbers(instrument, values)
    line = Decimal(instrument.scoring["from"])
    whole = ONE if any(value >= line for value in given) else ZERO if applies and len(given) == applies else None
    return _single(instrument, whole, len(given) / applies if applies else 0.0, band=band(instrument, whole))


def _satisfied(instrument: Instrument, values: Mapping[str, Value], weights: Weights) -> Scores:
    given, applies = _numbers(instrument, values)
    content = sum(value >= Decimal(instrument.scoring["from"]) for value in given)
    whole = sum(given, ZERO) / len(given) if given else None
    made = _single(instrument, whole, len(given) / applies if applies else 0.0)
    shares = {"satisfied": _float(Decimal(content) / len(given)) if given else None}
    counts = {"answered": len(given), "satisfied": content}
    return Scores(**{**vars(made), "dimensions": shares, "counts": counts, "names": _names(instrument)})


def _single(instrument: Instrument, whole: Decimal | None, coverage: float, **more: Any) -> Scores:
    """Scores of an instrument that has one number only."""
    name = instrument.scoring["total"]
    lacks = () if whole is not None else (Lack(name, instrument.title, coverage, float(instrument.scoring.get("coverage", 1))),)
    return Scores(
        instrument.form_id, instrument.version, total=_float(whole), total_name=name, coverage={name: coverage}, lacks=lacks, **more
    )


def _factors(instrument: Instrument, answers: Answers) -> Scores:
    """The factors that were found, in the order of the form: a list to read, never a number that decides."""
    seen = set(instrument.visible(answers))
    notes = {item.factor: item.name for item in instrument.items if item.factor and item.type == "text"}
    labels = {c.code: c.label for name in instrument.scoring["lists"] for c in instrument.choices[name]}
    found = []
    for item in instrument.items:
        if not (item.factor and item.scale and item.name in seen):
            continue
        choice = item.choice(str(answers.get(item.name, "")))
        severity = choice.value if choice else ""
        if severity or not item.critical:
            note, label = answers.get(notes.get(item.factor, ""), ""), labels.get(item.factor, item.label)
            found.append(Factor(item.dimension, item.factor, item.scale, severity, label, str(note)))
    return Scores(instrument.form_id, instrument.version, factors=tuple(found), names=_names(instrument))


METHODS: dict[str, Callable[[Instrument, Mapping[str, Value], Weights], Scores]] = {
    "weighted": _weighted,
    "sum": _sum,
    "any": _any,
    "satisfied": _satisfied,
}
