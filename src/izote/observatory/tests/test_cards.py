"""The cards of the indicators: whole in both languages, of known categories and codes, and complete for the regional set."""

import pytest

from izote.observatory.queries.figures import GROUPS
from izote.observatory.rules.indicators import KINDS, indicators, of_domain
from izote.observatory.rules.words import words

# the regional set (SES): twelve of records, ten of surveys
SES = {
    *("homicide", "traffic_death", "suicide", "firearm_death", "sexual_offence", "domestic_violence", "child_maltreatment", "theft"),
    *("robbery", "vehicle_theft", "kidnapping", "drink_driving"),
    *("victimisation", "victimisation_robbery", "victimisation_theft", "perception_insecurity", "perception_fear", "trust_institutions"),
    *("justification_violence", "prevalence_sexual", "prevalence_domestic", "prevalence_child"),
}


# groups of the International Classification of Crime for Statistical Purposes, version 1.0 (UNODC 2015), that the cards name
ICCS = {
    "0101": "Intentional homicide",
    "0102": "Attempted intentional homicide",
    "0103": "Non-intentional homicide",
    "0201": "Assaults and threats",
    "0202": "Acts against liberty",
    "0204": "Trafficking in persons",
    "0205": "Coercion",
    "0207": "Dangerous acts",
    "0301": "Sexual violence",
    "0401": "Robbery",
    "0502": "Theft",
}


def test_threats_are_no_trafficking_and_drink_driving_is_no_forgery():
    known = indicators()
    assert [ICCS[known[code].iccs] for code in ("threat_rate", "drink_driving_count", "extortion_rate", "trafficking_count")] == [
        "Assaults and threats",
        "Dangerous acts",
        "Coercion",
        "Trafficking in persons",
    ]
    assert {word.row["iccs"] for word in words("categories").values()} <= {"", *ICCS}


@pytest.mark.parametrize("card", indicators().values(), ids=lambda one: one.code)
def test_a_card_is_whole(card):
    said = (card.name, card.definition, card.numerator, card.unit, card.caveats)
    for text in (*said, *([card.denominator_text] if card.kind in ("rate", "share", "survey", "index") else [])):
        assert set(text) == {"es", "en"} and all(len(words_.strip()) > 1 for words_ in text.values())
        assert text["es"] != text["en"]
    assert card.kind in KINDS and card.version
    assert set(card.categories) <= set(words("categories"))
    assert {words("categories")[code].row["domain"] for code in card.categories} <= {card.domain}
    assert set(filter(None, card.iccs.split(", "))) <= set(ICCS)
    assert card.kind != "rate" or card.denominator in GROUPS
    assert card.frequency in ("month", "quarter", "year") and card.least_period in ("month", "quarter", "year")


def test_the_regional_set_is_complete_and_each_code_stands_once():
    told = [card.ses for card in indicators().values() if card.ses]
    assert sorted(told) == sorted(SES) and len(SES) == 22


def test_every_category_of_violence_has_a_card():
    counted = {code for card in of_domain("violence") for code in card.categories}
    assert counted == {code for code, word in words("categories").items() if word.row["domain"] == "violence"}


def test_sensitive_subjects_are_never_fine_grained_outside():
    for card in indicators().values():
        if any(words("categories")[code].row["sensitive"] for code in card.categories):
            assert (card.least_level, card.least_period) == ("municipality", "quarter"), card.code


def test_no_card_mixes_violence_and_returns_and_those_of_returns_say_it():
    for card in of_domain("returns"):
        assert "no es un factor de delito" in card.caveats["es"] and "no factor of crime" in card.caveats["en"]
        assert not set(card.categories) - {"return"}
