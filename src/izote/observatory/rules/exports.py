"""What stands in the files of the notebook door, and what each column means."""

from collections.abc import Iterator, Sequence

TYPES = {"text": "VARCHAR", "whole number": "INTEGER", "number": "DOUBLE", "day": "DATE"}
_SOURCE = {"source": ("text", "fuente (ver sources.csv)", "source (see sources.csv)")}
_CATEGORY = {"category": ("text", "delito o hecho, código", "offence or event, code")}
_PLACE = {
    "place_code": ("text", "código del lugar; el del país para todo el país", "code of the place; the country's for the whole country"),
    "level": ("text", "nivel del lugar", "level of the place"),
    "year": ("whole number", "año", "year"),
}
_KEY = {**_SOURCE, **_CATEGORY, **_PLACE}
_VERSION = {
    "version": ("whole number", "versión de las cifras de la fuente", "version of the source's figures"),
    "cut_off": ("day", "hasta qué día había contado la fuente", "the day up to which the source had counted"),
}
_COUNT = {"count": ("whole number", "cantidad; vacío: sin dato, que no es cero", "count; empty: not known, which is no zero")}
_INTERNAL = {
    "figures": {
        **_SOURCE, **_CATEGORY,
        "category_es": ("text", "delito o hecho", "offence or event in Spanish"),
        "category_en": ("text", "delito o hecho, en inglés", "offence or event"),
        "place": ("text", "nombre del lugar", "name of the place"),
        **_PLACE,
        "month": ("whole number", "mes, o el primero del trimestre", "month, or the first of the quarter"),
        "months": ("whole number", "1: un mes; 3: un trimestre (delitos sensibles)", "1: one month; 3: a quarter (sensitive offences)"),
        **_COUNT, **_VERSION,
    },
    "hours": {
        **_KEY,
        "weekday": ("whole number", "día de la semana, 1 es lunes", "day of the week, 1 is Monday"),
        "hour": ("whole number", "hora, de 0 a 23", "hour, 0 to 23"),
        "count": ("whole number", "hechos con día y hora; lo que no está es cero", "events with day and hour; what is not there is zero"),
    },
    "who": {
        **_KEY,
        "sex": ("text", "F, M, o vacío: no se sabe", "F, M, or empty: not known"),
        "age_from": ("whole number", "primera edad de cinco (85: y más)", "first age of five (85: and over)"),
        "count": ("whole number", "personas; lo que no está es cero", "persons; what is not there is zero"),
    },
    "how": {
        **_KEY,
        "kind": ("text", "means: medio; site: tipo de lugar; country: país", "means; site: kind of place; country"),
        "label": ("text", "código de la lista", "code of the list"),
        "count": ("whole number", "hechos; lo que no está es cero o no se dijo", "events; what is not there is zero or was not told"),
    },
    "population": {
        "series": ("text", "censo o proyección", "census or projection"),
        **_PLACE,
        "group": ("text", "all, women, men, children; age0…: de cinco en cinco", "all, women, men, children; age0…: ages by five"),
        "people": ("number", "habitantes", "people"),
    },
}  # fmt: skip
_PUBLIC = {
    "figures": {
        "bulletin": ("text", "código del boletín", "code of the bulletin"),
        "indicator": ("text", "indicador", "indicator"),
        "definition_version": ("text", "versión de su definición", "version of its definition"),
        **_SOURCE,
        "categories": ("text", "delitos o hechos que cuenta", "offences or events that it counts"),
        "place_code": _PLACE["place_code"],
        "place": ("text", "nombre del lugar", "name of the place"),
        "period": ("text", "año, año-mes o año-trimestre", "year, year-month or year-quarter"),
        "part": ("text", "desglose: sexo, edad, medio", "breakdown: sex, age, means"),
        "label": ("text", "parte del desglose", "part of the breakdown"),
        **_COUNT,
        "state": ("text", "printed: impresa; withheld: reservada; gap: sin dato", "printed; withheld; gap: not known"),
        **_VERSION,
    }
}  # fmt: skip
FILES: dict[str, dict[str, dict[str, tuple[str, str, str]]]] = {"internal": _INTERNAL, "public": _PUBLIC}
_READ = """
    import duckdb
    duckdb.sql("select * from 'figures.parquet' limit 5")

    import pandas; pandas.read_parquet("figures.parquet")

    library(arrow); read_parquet("figures.parquet")

    spark.read.parquet("figures.parquet")
"""
_SAY = {
    "internal": (
        "Copia interna: lo que ve la oficina. No se publica ni se comparte; se destruye a más tardar el {until}. Sin cifra: la fuente"
        " no dijo nada (no es un cero). Los delitos sensibles van por municipio y trimestre, sin horas, personas, medios ni lugares.",
        "Internal copy: what the office sees. Not to be published or passed on; destroyed by {until}. No figure: the source"
        " did not speak (this is no zero). Sensitive offences go by municipality and quarter, without hours, persons, means or sites.",
    ),
    "public": (
        "Copia pública: solo lo publicado en boletines. Sin cifra y «withheld»: reservada (ella u otra es de 1 a 4); «gap»: sin datos.",
        "Public copy: only what bulletins printed. No figure and “withheld”: because it or another is of 1 to 4; “gap”: not known.",
    ),
}
_HEADS = {
    "LEAME.txt": "{office}\nCifras: {domain}. {licence}\n\n{said}\n\nColumnas: dictionary.csv."
    " Fuentes, versiones y cortes: sources.csv. Las cifras de retorno y las de violencia nunca van en un mismo archivo.\n",
    "README.txt": "{office}\nFigures: {domain}. {licence}\n\n{said}\n\nColumns: dictionary.csv."
    " Sources, versions and cut-offs: sources.csv. Returns and violence never stand in one file.\n",
}


def readme(copy: str, *, office: str, domain: str, licence: str, until: str) -> dict[str, str]:
    """What is told beside the files, in both languages; only what was published has a licence."""
    told = {"public": (f"Licencia: {licence}.", f"Licence: {licence}."), "internal": ("Sin licencia.", "No licence.")}[copy]
    return {
        name: _HEADS[name].format(office=office, domain=domain, licence=each, said=said.format(until=until)) + _READ
        for name, said, each in zip(_HEADS, _SAY[copy], told, strict=True)
    }


def dictionary(copy: str) -> Iterator[list[str]]:
    """Every column of every file: its type and what it means in both languages."""
    yield ["file", "column", "type", "es", "en"]
    for name, columns in FILES[copy].items():
        yield from ([f"{name}.parquet", column, *said] for column, said in columns.items())


def quarters(months: Sequence[int | None]) -> Iterator[tuple[int, int | None]]:
    """The first month of each quarter and its sum; a quarter with a gap is not known."""
    for first in range(0, 12, 3):
        three = [n for n in months[first : first + 3] if n is not None]
        yield first + 1, sum(three) if len(three) == 3 else None
