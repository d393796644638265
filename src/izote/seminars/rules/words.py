"""The vocabularies of seminars, and of the directory the kinds of institutions."""

from pathlib import Path

from izote.framework import words as framework
from izote.kit.vocabulary import Vocabulary, Word
from izote.partners import rules as partners

VOCABULARY = Vocabulary(Path(__file__).parents[1] / "vocab")
words, label, labels, choices = VOCABULARY.words, VOCABULARY.label, VOCABULARY.labels, VOCABULARY.choices
fold = partners.fold


def kinds() -> dict[str, Word]:
    """The kinds of institutions."""
    return partners.words("kinds")


def kind_label(code: str) -> str:
    """The word for a kind of institution."""
    return partners.label("kinds", code)


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of institutions as a form wants them."""
    return [(code, str(word)) for code, word in kinds().items()]


def usual_factors(module: str) -> list[str]:
    """The risk factors that a module should lower unless a programme says otherwise."""
    word = words("modules").get(module)
    return word.row["factors"].split(";") if word else []


def factor_label(code: str) -> str:
    """A risk factor with its number."""
    word = framework.factors().get(code)
    return f"{code}. {word}" if word else code


def factor_choices() -> list[tuple[str, str]]:
    """The fourteen risk factors as a form wants them."""
    return [(code, factor_label(code)) for code in framework.factors()]
