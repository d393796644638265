"""What in a text points to one person, for every room that must not hold it: numbers, addresses, given names."""

import re
from functools import cache
from pathlib import Path

from izote.kit.vocabulary import rows

# Read by Python and by DuckDB, which has no looking ahead. A file number of other digits, a date with a number behind it
# and a part of a longer code are none of these.
FROM, TO = r"(?:^|[^\w-])", r"(?:$|[^\w-])"
DUI = rf"{FROM}(?:[03-9]\d|1[0-8]|2[1-9])\d{{6}}-\d{TO}|(?i:\bdui)\W{{0,3}}\d{{8}}"
NIT = rf"{FROM}\d{{4}}-\d{{6}}-\d{{3}}-\d{TO}"
MAIL = r"[\w.%+-]+@[\w-]+\.[A-Za-z]{2,}"
LINE = r"(?:2[1-9]|[67]\d)\d\d"
PHONE = rf"{FROM}{LINE}[- ](?:[013-9]\d{{3}}|2[1-9]\d\d|20[4-9]\d){TO}|\+503\W?\d{{4}}|(?i:\b(?:tel|cel|whatsapp)[a-zé]*)\W{{1,3}}\d{{8}}"
DOCUMENT = f"{DUI}|{NIT}"
# of a text in small letters without accents
HOUSE = re.compile(
    r"\b(calle|avenida|av|pasaje|psje|poligono|block|bloque|casa|apartamento|street|avenue|house|apartment)\b\.?[^.;\n]{0,40}?"
    r"(#|\bn[o°º]\.?|\bnum(ero|ber)?\.?|\bcasa)\s*\d|\bcasa \d"
)


@cache
def given_names() -> dict[str, str]:
    """Common given names, folded, with their usual sex or nothing."""
    return {row["name"]: row["sex"] for row in rows(Path(__file__).parent / "vocab" / "given_names.csv")}
