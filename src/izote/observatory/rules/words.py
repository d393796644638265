"""What words of a file mean: columns, categories, sex, means; never a guess."""

import re
from functools import cache
from pathlib import Path

from izote.kit.vocabulary import Vocabulary, rows
from izote.kit.wording import plain

VOCAB = Path(__file__).resolve().parent.parent / "vocab"
vocabulary = Vocabulary(VOCAB)
words, label, labels, choices = vocabulary.words, vocabulary.label, vocabulary.labels, vocabulary.choices
FIELDS = ("date", "time", "year", "month", "day", "department", "municipality", "place_code", "latitude", "longitude", "category", "sex",
          "age", "means", "site", "country", "count", "key", "population")  # fmt: skip
MARKS = re.compile(r"[^a-z0-9ñ ]+")
DOCUMENT = re.compile(r"^\d{8}-?\d$")


def key_of(text: str) -> str:
    """What two spellings of a heading or a word have in common."""
    return " ".join(MARKS.sub(" ", plain(text)).split())


@cache
def _columns() -> dict[str, str]:
    return {key_of(one): row["code"] for row in rows(VOCAB / "columns.csv") for one in row["words"].split(";")}


@cache
def _terms() -> dict[tuple[str, str], str]:
    return {(row["kind"], key_of(one)): row["code"] for row in rows(VOCAB / "terms.csv") for one in row["words"].split(";")}


@cache
def _forbidden() -> dict[str, str]:
    return {key_of(one): row["code"] for row in rows(VOCAB / "forbidden.csv") for one in row["words"].split(";")}


def field_of(heading: str) -> str:
    """The field that a heading or an HXL tag announces, or nothing."""
    return _tagged(heading) if is_tag(heading) else _columns().get(key_of(heading), "")


TAG = re.compile(r"^#[a-z][a-z0-9_]*(\s*\+[a-z][a-z0-9_]*)*$", re.IGNORECASE)
# of an HXL tag and its attributes the first row that holds: tag, attribute ("" any), field
TAGS = (("#date", "year", "year"), ("#date", "month", "month"), ("#date", "", "date"), ("#adm1", "code", "place_code"),
        ("#adm2", "code", "place_code"), ("#adm3", "code", "place_code"), ("#loc", "code", "place_code"), ("#adm1", "", "department"),
        ("#adm2", "", "municipality"), ("#adm3", "", "municipality"), ("#loc", "", "municipality"), ("#geo", "lat", "latitude"),
        ("#geo", "lon", "longitude"), ("#country", "", "country"), ("#affected", "", "count"), ("#population", "", "population"),
        ("#event", "code", "key"), ("#event", "id", "key"), ("#event", "", "category"), ("#meta", "age", "age"))  # fmt: skip


def is_tag(text: str) -> bool:
    """Whether a cell is an HXL tag (#adm3+name)."""
    return bool(TAG.match(text.strip()))


def _tagged(text: str) -> str:
    tag, *more = (part.strip().lower() for part in text.split("+"))
    return next((field for name, one, field in TAGS if name == tag and (not one or one in more)), "")


NAMES_OF_PLACES = re.compile(
    r"\bnombre (de la |del |de )?(municipio|departamento|distrito|canton|lugar|delito|hecho|centro|unidad|delegacion|zona|sede|pais)\b"
    r"|\b(municipio|departamento|distrito) de (domicilio|residencia)\b"
)
INSIDE = {
    "name": r"\b(nombres?|apellidos?|imputad[oa]s?)\b",
    "document": r"\b(dui|nit|pasaporte|cedula)\b",
    "phone": r"\b(telefonos?|celular|correo)\b",
    "address": r"\b(direccion|domicilio)\b",
    "gang": r"\b(pandillas?|maras?|tatuajes?)\b",
    "record": r"\b(antecedentes|deportad[oa]s?|migratori[oa]|(victima|agresor|imputado|fallecid[oa])s? retornad[oa]s?)\b",
    "story": r"\b(relato|narracion|observaciones|comentarios?)\b",
}


# "deporte" and "deportivo" are no deportation
SENT_BACK = r"retornad|returnee|returned|repatri|expulsad|deport(?!e\b|es\b|iv|ist)"
STATUS = re.compile(rf"\b({SENT_BACK}|retorn|return|expuls|migra|[ei]n?migra)")
SAYS_STATUS = re.compile(rf"\b({SENT_BACK})|\b(condicion|estatus|status|situacion) (de retorno|migratori)")


def says_return(text: str) -> bool:
    """Whether a cell says that somebody was returned: of no person of an event of violence is that held."""
    return bool(SAYS_STATUS.search(key_of(text)))


def forbidden(heading: str, domain: str = "violence") -> str:
    """Why a column may not be held (name, document, phone, address, gang, record), or nothing."""
    if domain == "violence" and STATUS.search(key_of(heading)):
        return "record"
    said = key_of(heading.split(" · ")[-1])
    if said in _forbidden() or NAMES_OF_PLACES.search(said):
        return _forbidden().get(said, "")
    return next((why for why, words_ in INSIDE.items() if re.search(words_, said)), "")


def looks_like_documents(cells: list[str]) -> bool:
    """Whether most of what a column holds has the shape of identity documents."""
    said = [cell for cell in cells if cell]
    return len(said) >= 3 and sum(len(cell) in (9, 10) and bool(DOCUMENT.match(cell)) for cell in said) * 2 > len(said)


def term(kind: str, text: str) -> str | None:
    """The code of a word, "" where it says that nothing is known, None where it is not understood."""
    return _terms().get((kind, key_of(text)))


def age_of(text: str) -> int | None:
    """An age in years, below one year zero, or the first of a group of five ("0-4", "85 y más"); wider groups are not known."""
    said = plain(text)
    found = re.fullmatch(r"(\d{1,3})(?:\.0+)?(?: ?(anos?|years?|a|y))?", said)
    if found and int(found[1]) <= 120:
        return int(found[1])
    if re.fullmatch(r"\d{1,3}(?:\.0+)? ?(mes(es)?|months?|dias?|days?|m|d)", said):
        return 0
    if found := re.fullmatch(r"(?:de )?(\d{1,2}) ?(?:-|a|to|–) ?(\d{1,2})(?: (?:anos|years))?", said):
        first, last = int(found[1]), int(found[2])
        return first if first // 5 == last // 5 and first <= last else None
    if found := re.fullmatch(r"(\d{2}) ?(?:\+|y mas|o mas|and over|and more)(?: (?:anos|years))?", said):
        return int(found[1]) if int(found[1]) >= 85 else None
    return None


def authority_of(text: str) -> str:
    """The short name of an authority, however it is written; what is not known stands for itself."""
    said = key_of(text)
    for row in rows(VOCAB / "authorities.csv"):
        if said in (key_of(row["code"]), key_of(row["es"]), key_of(row["en"])):
            return row["code"].upper()
    return text


def domain_of(category: str) -> str:
    """The domain to which a category belongs."""
    word = words("categories").get(category)
    return word.row["domain"] if word else ""


def is_sensitive(category: str) -> bool:
    """Whether a category is never shown below the municipality and the quarter outside the observatory."""
    word = words("categories").get(category)
    return bool(word and word.row["sensitive"])
