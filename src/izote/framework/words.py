"""Factors, indicators, local signs, protective factors, groups and streams, by code, in the order of the Framework."""

from pathlib import Path

from izote.kit.vocabulary import Vocabulary, Word

VOCAB = Path(__file__).parent / "vocab"
vocabulary = Vocabulary(VOCAB)
words, label, labels, choices = vocabulary.words, vocabulary.label, vocabulary.labels, vocabulary.choices

Words = dict[str, Word]


def factors(*, national: bool = True) -> Words:
    """The fourteen risk factors; without `national` only those that a delegation may rate."""
    return {code: word for code, word in words("factors").items() if national or word.row["national_only"] != "yes"}


def national_only(factor: str) -> bool:
    """Whether a factor is rated by the national prevention unit alone, after legal review (10 to 14)."""
    return words("factors")[factor].row["national_only"] == "yes"


def indicators(factor: str | None = None) -> Words:
    """The 143 indicators, or those of one factor."""
    every = words("indicators")
    return every if factor is None else {code: word for code, word in every.items() if word.row["factor"] == factor}


def factor_of(indicator: str) -> str:
    """The factor to which an indicator belongs."""
    return words("indicators")[indicator].row["factor"]


def is_dynamic(indicator: str) -> bool:
    """Whether an indicator moves within weeks or months; otherwise it is structural."""
    return words("indicators")[indicator].row["dynamics"] == "dynamic"


def relevance_of(indicator: str) -> int:
    """How much an indicator says about returned persons, 0 to 3, in our judgement."""
    return int(words("indicators")[indicator].row["relevance"])


def signs(*, protective: bool | None = None) -> Words:
    """What a delegation can see with its own eyes; with `protective` only the signs that protect, or only those of risk."""
    every = words("signs")
    return every if protective is None else {code: word for code, word in every.items() if protects(code) == protective}


def protects(sign: str) -> bool:
    """Whether a sign protects: it then speaks against its indicators."""
    return words("signs")[sign].row["protective"] == "yes"


def indicators_of(sign: str) -> tuple[str, ...]:
    """The indicators of which a local sign, or a protective factor, says something."""
    return tuple((words("signs").get(sign) or words("protective")[sign]).row["indicators"].split(";"))


def factors_of(sign: str) -> tuple[str, ...]:
    """The factors of which a local sign, or a protective factor, says something."""
    return tuple(dict.fromkeys(factor_of(indicator) for indicator in indicators_of(sign)))


def signs_of(indicator: str) -> Words:
    """The local signs in which an indicator can be seen."""
    return {code: word for code, word in signs().items() if indicator in indicators_of(code)}


def protective() -> Words:
    """What protects a group and slows harm down."""
    return words("protective")


def groups() -> Words:
    """The groups of people of whom the prevention module may speak: groups, never persons."""
    return words("groups")


def needs_reason(group: str) -> bool:
    """Whether naming this group alone has to be justified (the general population)."""
    return words("groups")[group].row["needs_reason"] == "yes"


def streams() -> Words:
    """Before, during, after."""
    return words("streams")


def axes() -> Words:
    """Motive, capacity, opportunity, resilience."""
    return words("axes")
