"""Words that must not change places between two languages: for each pair of opposites how either side is said."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

NOT = "no(?: se| está| están| es| son| fue| fueron| ha sido| han sido)?|nunca"


class Pair(NamedTuple):
    """Two opposites, each as English and Spanish say it."""

    one_en: str
    other_en: str
    one_es: str
    other_es: str


PAIRS = [
    Pair(*row)
    for row in (
        ("likely|probable", "unlikely|improbable", "probable", "improbable"),
        ("active", "inactive", "activ[oa]s?", "inactiv[oa]s?"),
        ("accepted|accepts", "rejected|rejects|refused|refuses", "aceptad[oa]s?|acept[aó]", "rechazad[oa]s?|rechaz[aó]|negad[oa]s?"),
        ("complied|fulfilled|kept|met", "breached|unfulfilled|broken|unmet", "cumplid[oa]s?|cumple", "incumplid[oa]s?|incumple|rot[oa]s?"),
        ("verified", "unverified|unverifiable", "verificad[oa]s?", "sin verificar|inverificable"),
        ("open|opened", "closed", "abiert[oa]s?|abrió", "cerrad[oa]s?|cerró"),
        ("safe", "unsafe", "segur[oa]s?", "insegur[oa]s?"),
        ("known", "unknown", "conocid[oa]s?|se sabe", "desconocid[oa]s?|no se sabe|se desconoce|se ignora"),
        ("high|higher", "low|lower", "alt[oa]s?|mayor", "baj[oa]s?|menor"),
        ("better", "worse", "mejor|mejores", "peor|peores"),
        ("increase|increased|rising|more", "decrease|decreased|falling|fewer|less", "aument\\w+|más|crec\\w+", "disminu\\w+|menos|baj\\w+"),
        ("complete", "incomplete", "complet[oa]s?", "incomplet[oa]s?"),
        ("legal|lawful", "illegal|unlawful", "legal|legales", "ilegal|ilegales"),
        ("regular", "irregular", "regular|regulares", "irregular|irregulares"),
        ("formal", "informal", "formal|formales", "informal|informales"),
        ("possible", "impossible", "posible|se pudo", "imposible|no se pudo"),
        ("sufficient|enough", "insufficient", "suficientes?", "insuficientes?"),
        ("reliable|trustworthy", "unreliable", "fiable|confiable", "no fiable|no confiable|poco fiable"),
        ("confirmed", "refuted", "confirmad[oa]s?", "refutad[oa]s?|desmentid[oa]s?"),
        ("mitigated", "materialised", "mitigad[oa]s?", "materializad[oa]s?"),
        ("internal", "external|international", "intern[oa]s?", "extern[oa]s?|internacional"),
        ("public", "confidential|reserved|private", "públic[oa]s?", "reservad[oa]s?|confidencial|privad[oa]s?"),
        ("voluntary", "forced|involuntary", "voluntari[oa]s?", "forzad[oa]s?|forzos[oa]s?|involuntari[oa]s?"),
        ("structural", "dynamic|imminent", "estructural", "dinámic[oa]s?|inminente"),
        ("before|upstream", "after|downstream", "antes", "después|tras"),
        ("protective|protects|protect", "risk|threat|threats", "protec\\w+|protege\\w*", "riesgos?|amenazas?"),
        ("adopted", "postponed|not adopted", "adoptad[oa]s?", "aplazad[oa]s?|no adoptad[oa]s?"),
        ("present|came|attended", "absent", "presentes?|asistió|vino|llegó", "ausentes?|faltó"),
        ("granted|approved", "denied|returned", "otorgad[oa]s?|aprobad[oa]s?", "denegad[oa]s?|devuelt[oa]s?"),
        ("yes", "no", "sí", "no"),
    )
]


def side(text: str, one: str, other: str, negation: str) -> str:
    """Which of two opposites a text says (one, other); nothing where it says neither or both."""
    low = text.casefold()
    against = bool(re.search(rf"\b(?:{other})\b|\b(?:{negation})\s+(?:{one})\b", low))
    rest = re.sub(rf"\b(?:{other})\b|\b(?:{negation})\s+(?:{one}|{other})\b", " ", low)
    in_favour = bool(re.search(rf"\b(?:{one})\b", rest)) or bool(re.search(rf"\b(?:{negation})\s+(?:{other})\b", low))
    return "" if against == in_favour else "one" if in_favour else "other"


def swapped(es: str, en: str) -> list[Pair]:
    """The pairs of which English says one side and Spanish the other."""
    found = []
    for pair in PAIRS:
        said = side(en, pair.one_en, pair.other_en, "not|never"), side(es, pair.one_es, pair.other_es, NOT)
        if all(said) and said[0] != said[1]:
            found.append(pair)
    return found


def phrases(path: Path) -> Iterator[tuple[str, str, str]]:
    """Every text of a file of words that stands in both languages: where, Spanish, English."""
    with path.open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), 2):
            for column in row:
                head = "" if column == "es" else column[:-3] if column and column.endswith("_es") else None
                if head is not None and (english := row.get(f"{head}_en" if head else "en")) and row[column]:
                    yield f"{path.parent.parent.name}/{path.name}:{number}", row[column], english
