"""How numbers, accounts, plates, addresses and dates of birth are written: patterns for texts in small letters without accents."""

import re

UNITS = (
    r"(?:\s*(?:dolares|usd|colones|personas|habitantes|casos|hogares|familias|hectareas|ha\b|metros|km|kilometros|people|dollars|cases"
    r"|votos|%))"
)
DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
YEARS = r"(?:19|20)\d\d\s?[-–—/ ]\s?(?:19|20)\d\d"
MONTH = (
    r"(?:ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|mayo?|jun(?:io)?|jul(?:io)?|ago(?:sto)?|sep(?:tiembre)?|setiembre|oct(?:ubre)?"
    r"|nov(?:iembre)?|dic(?:iembre)?|january|february|march|april|june|july|august|september|october|november|december|jan|apr|aug|dec)"
)
DAY = (
    rf"(?:\d{{1,2}}\s*[-/.]\s*\d{{1,2}}\s*[-/.]\s*\d{{2,4}}|{DATE}|\d{{1,2}}\s+(?:de\s+|of\s+)?{MONTH}(?:,?\s+(?:del?\s+)?(?:ano\s+)?\d{{2,4}})?"
    rf"|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?)"
)
# dates, spans of years and amounts hold digits that are no number of a person
HARMLESS = re.compile(
    rf"(?<![\w-]){DATE}(?![\w-])|(?<![\w-]){YEARS}(?![\w-])|[$€]\s?\d[\d.,]*|(?<![\w.])\d{{1,3}}(?:[.,]\d{{3}})+(?![\w.-])"
)
BEFORE, AFTER = r"(?<![\w.,$])(?<!\d-)", rf"(?![\w%])(?!-\d)(?![.,]\d)(?!{UNITS})"
GAP = r"[ .\-–—/]{1,3}"
LABEL = (
    r"(?:dui|nit|nup|isss|afp|nie|carnet|carne|pasaporte|passport|licencia|license|partida|expediente|exp|visa|alien(?: number)?|a-?number"
    r"|ssn|id|social security|cedula|documento|document|identificacion|cuenta|tarjeta|account|green card)"
)
SAID = r"(?:\s*(?:de identidad|de conducir|de nacimiento|unico|bancaria|number|numero|num|no|nro|n|es|is|:|#|\.|o|[-–—])){0,4}"
ENDINGS = "com|net|org|edu|gob|gov|info|mail|sv|es|us|me"
DOT = r"\s?(?:\.|[(\[]?\s?\b(?:punto|dot)\b\s?[)\]]?)\s?"
CALLED = r"(?:tel|cel|whatsapp|wasap|phone|llamar|llame|contacto|call)[a-z]*"
NUMBER = r"(?:#|n[o.°º]*\.?|numero|num\.?|number|letra)?"

EMAIL = (
    r"(?:(?<![\w.%+-])[\w.%+-]{1,64}|(?<=[\w.%+-]{64}))\s?@\s?[\w-]{1,64}(?:\s?\.\s?[a-z]{2,24}){1,4}",
    r"(?<![\w.%+-])[\w.%+-]{1,64}\s?(?:[(\[]?\s?\barroba\b\s?[)\]]?|[(\[]\s?at\s?[)\]])\s?[\w-]{1,64}" + rf"{DOT}(?:{ENDINGS})\b",
)
DOCUMENT = (
    rf"\b{LABEL}\b{SAID}\s*(?!(?:19|20)\d\d(?![\d-]))(?:[a-z]{{1,5}}-){{0,3}}[a-z]{{0,3}}[ -]?\d(?:[ ./-]?\d){{3,24}}\w?",
    rf"{BEFORE}\d{{8}}(?:\s?[-–—./]\s?|\s)?\d{AFTER}",
    rf"{BEFORE}\d{{4}}[ .-]\d{{4}}[ .-]\d{AFTER}",
    rf"{BEFORE}\d{{2}}[ .]\d{{3}}[ .]\d{{3}}[ .-]\d{AFTER}",
    rf"{BEFORE}\d{{4}}[ -]?\d{{6}}[ -]?\d{{3}}[ -]?\d{AFTER}",
    rf"{BEFORE}\d{{3}}-\d{{2}}-\d{{4}}{AFTER}",
    rf"{BEFORE}a[ -]?\d{{3}}[ -]?\d{{3}}[ -]?\d{{2,3}}{AFTER}|{BEFORE}[a-z]{{1,2}}\d{{6,9}}{AFTER}",
    rf"{BEFORE}(?:[0134589]\d{{7}}|\d{{12,19}}){AFTER}",
)
PHONE = (
    rf"(?:\+|\b00)\s?\d{{1,3}}(?:{GAP})?(?:\(?\d{{2,4}}\)?(?:{GAP})?){{2,4}}",
    rf"{BEFORE}(?:\(?503\)?(?:{GAP})?)?[267]\d{{3}}(?:{GAP})?\d{{4}}{AFTER}",
    rf"{BEFORE}(?:[267]\d{GAP}\d\d{GAP}\d\d{GAP}\d\d|[267](?:[ .-]\d){{7}}|[267](?:[.-]?\d){{7}}){AFTER}",
    rf"(?<![\w$])(?:1{GAP})?(?:\(\d{{3}}\)\s?|[2-9]\d\d(?:{GAP})?)[2-9]\d\d(?:{GAP})?\d{{4}}{AFTER}",
    rf"\b{CALLED}\b[^\d\n]{{0,20}}\+?\d[\d .()/-]{{5,}}\d",
)
ACCOUNT = (
    r"(?<![\w@.])@[a-z_]\w[\w.]+",
    r"\b(?:facebook|instagram|tiktok|twitter|t|wa|x)\.(?:com|me)/[^\s,;]+",
    r"\b(?:facebook|face|fb|instagram|ig|tiktok|twitter|telegram|snapchat|messenger)\s*[:=]\s*[\w.@-]{3,}",
)
PLATE = (
    r"\bplacas?\b(?:\s*(?:numero|num|no|n|:|#|\.|o|particular(?:es)?|nacional(?:es)?)){0,3}\s*[a-z]{0,3}[ -]?\d{2,6}"
    r"(?:[ -]?\d{2,3}\b|[ -]?[a-f0-9]{3}\b)?",
    r"(?<![\w-])(?:p|m|mb|ab|c|n|rn|mi|cd|cc|d|o|v|t|re|rr|f|pnc|mp)[ -]?\d{3}[- ]\d{3}(?![\w-])",
    r"(?<![\w-])[pm][ -]?(?:\d{3}[ -]?[a-f]\d[a-f0-9]|\d{6})(?![\w-])",
    r"\b(?:license )?plates?\s*(?:number|no|#|:|\.)?\s*(?=[a-z -]*\d)[a-z0-9]{2,4}[ -]?[a-z0-9]{2,4}\b",
)
ADDRESS = (
    rf"\b(?:casa|apto|apartamento|apartment|apt|house|vivienda)\b\.?\s*{NUMBER}\s*[a-z]?-?\d{{1,4}}\b(?!\s*(?:personas|familias|de))",
    rf"\b(?:pasaje|psje|pje|poligono|pol|block|blok|bloque|lote|senda|manzana)\b\.?\s*{NUMBER}\s*[\"“«']?"
    r"(?:\d{1,3}\b(?!\s*(?:de\s+la\s+jornada|del\s+taller))|[a-z](?:-?\d{1,3})?(?![a-z]))[\"”»']?",
    r"\b(?:km|kilometro)s?\b\.?\s*\d{1,3}(?:[.,]\d+)?(?:\s*1/2)?",
    r"\b(?:calle|avenida|av|bulevar|boulevard|blvd|paseo|alameda)\b\.?"
    r"(?:\s+(?!por\b|en\b|a\b|con\b|desde\b|hace\b|unas?\b|unos\b|durante\b|y\b)[a-z]+){1,4},?"
    r"\s+(?:#|no?\.?)?\s*\d{1,4}(?![\w/]|\s+(?:de|dias|horas|personas|veces|anos|meses|semanas)\b)",
    r"\b\d{1,5}\s+(?:[nsew]\.?\s+)?(?:[a-z]+\s+){1,3}"
    r"(?:(?:street|avenue|ave|road|drive|lane|blvd|boulevard|court)\b"
    r"|(?:st|rd|dr|ln|ct)\b(?=\s*[.,;)]|\s*$|\s+(?:in|near|apt|apartment|and)\b))",
    r"(?<![\d.,])-?\d{2}[.,]\d{4,}\s*[,;/ ]\s*[-−]?\d{2,3}[.,]\d{4,}",
)
BIRTH = (rf"\b(?:nacio|nacid[oa]s?|nacimiento|f\.?\s?nac|fn|cumpleanos|born|birth(?:day|date)?|dob|d\.o\.b)\b[^\n;\d]{{0,30}}{DAY}",)
# kind, pattern, and whether dates and amounts are looked at as well
PATTERNS = tuple(
    (kind, re.compile(pattern), kind in ("birth", "address", "email") or pattern is PHONE[-1])
    for kind, patterns in (
        ("email", EMAIL), ("document", DOCUMENT), ("phone", PHONE), ("account", ACCOUNT), ("plate", PLATE),
        ("address", ADDRESS), ("birth", BIRTH),
    )
    for pattern in patterns
)  # fmt: skip
