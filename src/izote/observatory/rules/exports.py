"""What stands in the files of the notebook door."""

TYPES = {"text": "VARCHAR", "whole number": "INTEGER", "day": "DATE"}
_VERSION = {"version": "whole number", "cut_off": "day"}
COLUMNS = {
    "internal": {
        "source": "text", "category": "text", "category_name": "text", "place_code": "text", "place": "text", "level": "text",
        "year": "whole number", "month": "whole number", "count": "whole number", **_VERSION,
    },
    "public": {
        "bulletin": "text", "indicator": "text", "definition_version": "text", "source": "text", "categories": "text", "place_code": "text",
        "place": "text", "period": "text", "part": "text", "label": "text", "count": "whole number", "state": "text", **_VERSION,
    },
}  # fmt: skip
_READ = """
    import duckdb
    duckdb.sql("select * from 'figures.parquet' limit 5")

    library(arrow); read_parquet("figures.parquet")
"""
_SAY = {
    "internal": (
        "Copia interna: lo que ve la oficina. No se publica ni se comparte; se destruye a los 30 días. Sin cifra: la fuente"
        " no dijo nada (no es un cero).",
        "Internal copy: what the office sees. Not to be published or passed on; destroyed after 30 days. No figure: the source"
        " did not speak (this is no zero).",
    ),
    "public": (
        "Copia pública: solo lo publicado en boletines. Sin cifra y «withheld»: reservada por una cifra de 1 a 4; «gap»: sin datos.",
        "Public copy: only what bulletins printed. No figure and “withheld”: because it or another is of 1 to 4; “gap”: no data.",
    ),
}
_HEADS = {
    "LEAME.txt": "{{office}}\nCifras: {{domain}}. Licencia: {{licence}}.\n\n{said}\n\nColumnas: dictionary.csv."
    " Fuentes, versiones y cortes: sources.csv. Las cifras de retorno y las de violencia nunca van en un mismo archivo.\n",
    "README.txt": "{{office}}\nFigures: {{domain}}. Licence: {{licence}}.\n\n{said}\n\nColumns: dictionary.csv."
    " Sources, versions and cut-offs: sources.csv. Returns and violence never stand in one file.\n",
}
README = {
    copy: {name: _HEADS[name].format(said=said) + _READ for name, said in zip(_HEADS, both, strict=True)} for copy, both in _SAY.items()
}
