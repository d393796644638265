"""How much each finding weighs: Fellegi–Sunter with a third class beside *the same person* and *somebody else*: kin.

`likely` is how often two records of one person show a finding; `chance` how often two strangers do, beyond those who truly share the
value, whose share in the office counts by itself: a finding on a name borne by `share` of the office weighs
likely / (likely · share + chance). The figures were estimated on generated registries of 100,000 and 1,000,000 persons with several
seeds and with further corruptions (benchmarks/link_train.py), then rounded towards caution.
"""

from typing import NamedTuple

CERTAIN, PROBABLE, POSSIBLE = 0.995, 0.9, 0.02
KNOWN_BEFORE = 0.3  # of the rows of a list, how many are in the register
KIN_IN_REGISTER = 1.0  # how many relatives of a row's person are in the register


class Weight(NamedTuple):
    """Of one finding: how often in one person's records, how often between strangers."""

    likely: float
    chance: float

    def ratio(self, share: float = 0.0) -> float:
        """How much likelier the finding is in one person's records than between strangers."""
        return self.likely / (self.likely * share + self.chance)


NAMES = {
    "same": Weight(0.8, 0.0),
    "sound": Weight(0.08, 0.0006),
    "typo": Weight(0.08, 0.003),
    "far": Weight(0.01, 0.02),
    "alias": Weight(0.03, 0.004),
    "start": Weight(0.01, 0.01),
    "moved": Weight(0.02, 0.002),
    "married": Weight(0.02, 0.002),
    "other": Weight(0.015, 0.95),
}
ELSEWHERE = frozenset(("moved", "married"))  # strangers show these as often as they bear the name at all
SWAPPED = 0.06
KIN_GIVEN = 0.06
KIN_SURNAMES = (0.55, 0.175, 0.175, 0.1)  # both, the first, the second, none
KIN_ONE_SURNAME = 0.7

BIRTH = {
    "born_same": Weight(0.8, 6e-5),
    "born_swapped": Weight(0.05, 3e-5),
    "born_day": Weight(0.05, 0.002),
    "born_month": Weight(0.01, 0.0008),
    "born_year_typo": Weight(0.02, 0.0006),
    "born_year": Weight(0.015, 0.02),
    "born_near": Weight(0.006, 0.045),
    "born_other": Weight(0.01, 0.93),
    "year_same": Weight(0.92, 0.022),
    "year_near": Weight(0.03, 0.045),
    "year_typo": Weight(0.012, 0.12),
    "year_other": Weight(0.02, 0.8),
    "age_same": Weight(0.45, 0.022),
    "age_near": Weight(0.4, 0.045),
    "age_about": Weight(0.1, 0.09),
    "age_other": Weight(0.02, 0.84),
}
KIN_BIRTH = 0.004

DOCUMENTS = {
    "document_same": Weight(0.95, 1e-6),
    "document_typo": Weight(0.02, 1e-5),
    "document_other": Weight(0.02, 1.0),
}
PHONES = {"phone_same": Weight(0.6, 2e-6), "phone_typo": Weight(0.02, 1e-5), "phone_other": Weight(0.35, 1.0)}
KIN_PHONE = 0.4
PLACE_SAME, KIN_PLACE = 0.78, 0.85
SEX_OTHER = Weight(0.02, 0.45)


def name_ratio(how: str, share: float) -> float:
    """How much a finding on a name borne by that share of the office speaks for one person."""
    weight = NAMES[how]
    return weight.ratio(share / weight.likely if how in ELSEWHERE else share)


def odds(match: float, kin: float, persons: float, known: float = KNOWN_BEFORE) -> float:
    """The odds that a candidate is the person, against being kin or nobody in particular, before its rivals count."""
    prior = 1 / max(persons, 20.0)
    return known * prior * match / (1 + KIN_IN_REGISTER * prior * kin)
