"""The yardstick of linkage: Splink on DuckDB, trained beforehand, loading, blocking and scoring the same files.

python -m benchmarks.splink_side train persons.csv relisted.csv model.json
python -m benchmarks.splink_side run persons.csv relisted.csv model.json links.csv
"""

import logging
import resource
import sys
import time
from pathlib import Path
from typing import Any

PLAIN = "lower(strip_accents(trim(coalesce({0}, ''))))"
LOAD = """
create table {name} as
select {id} as unique_id, nullif({first}, '') as first, nullif({second}, '') as second,
       nullif({last}, '') as last, nullif({last2}, '') as last2, nullif(sex, '') as sex,
       nullif(left(born, 4), '') as year, case when length(born) = 10 then born end as born,
       case when length(born) = 10 and cast(right(born, 2) as int) <= 12
            then left(born, 5) || right(born, 2) || substr(born, 5, 3) else born end as turned,
       nullif(dui, '') as dui, nullif(phone, '') as phone, nullif(district, '') as district
from read_csv('{path}', all_varchar=true, header=true)
"""


def load(path: str, name: str, unique: str, api: Any) -> Any:
    """A CSV file as a table of Splink's, its names in lower case without accents."""
    columns = {column: PLAIN.format(column) for column in ("first", "second", "last", "last2")}
    api._con.execute(LOAD.format(name=name, id=unique, path=path, **columns))
    return api.register(name, dataset_display_name=name)


def settings() -> Any:
    """Comparisons and blocking rules a careful user of Splink would write for these columns."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    def name(column: str) -> Any:
        return cl.NameComparison(column).configure(term_frequency_adjustments=True)

    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            name("first"),
            cl.JaroWinklerAtThresholds("second", [0.9]),
            name("last"),
            name("last2"),
            cl.DateOfBirthComparison("born", input_is_string=True, invalid_dates_as_null=True),
            cl.ExactMatch("year"),
            cl.ExactMatch("sex"),
            cl.LevenshteinAtThresholds("dui", [1]),
            cl.LevenshteinAtThresholds("phone", [1]),
            cl.ExactMatch("district"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("born"),
            "l.born = r.turned",
            block_on("dui"),
            block_on("phone"),
            block_on("first", "last", "year"),
            block_on("last", "last2", "year"),
            "l.last = r.last2 and l.first = r.first and l.year = r.year",
            "l.last2 = r.last and l.first = r.first and l.year = r.year",
            block_on("first", "last", "last2"),
        ],
        retain_matching_columns=False,
    )


def linker_for(persons: str, rows: str, model: Any) -> Any:
    """Both files loaded into a fresh DuckDB, with a model."""
    import duckdb
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    logging.disable(logging.WARNING)
    api = DuckDBAPI(duckdb.connect())
    tables = [load(persons, "register", "person_id", api), load(rows, "rows", "row_id", api)]
    return Linker(tables, model, log_level=None, validate_settings=False)


def train(persons: str, rows: str, path: str) -> None:
    """Estimate the model without labels, as Splink's manual does."""
    from splink import block_on

    linker = linker_for(persons, rows, settings())
    linker.training.estimate_probability_two_random_records_match([block_on("dui"), block_on("first", "last", "last2", "born")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("last", "last2", "year"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first", "last", "district"))
    linker.misc.save_model_to_json(path, overwrite=True)


def run(persons: str, rows: str, path: str, out: str) -> dict[str, float]:
    """Load, block, score; for each row its likeliest person and the probability."""
    begun = time.perf_counter()
    linker = linker_for(persons, rows, path)
    loaded = time.perf_counter()
    found = linker.inference.predict(threshold_match_probability=0.01)
    scored = time.perf_counter()
    con = linker._db_api._con
    con.execute(
        f"copy (select distinct on (row_id) * from ("
        f"select case when source_dataset_l = 'rows' then unique_id_l else unique_id_r end as row_id,"
        f" case when source_dataset_l = 'rows' then unique_id_r else unique_id_l end as person_id, match_probability"
        f" from {found.physical_name}) order by row_id, match_probability desc) to '{out}' (header)"
    )
    return {
        "load_s": round(loaded - begun, 2),
        "score_s": round(scored - loaded, 2),
        "total_s": round(time.perf_counter() - begun, 2),
        "cpu_s": round(time.process_time(), 2),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train(*sys.argv[2:5])
    else:
        import json

        print(json.dumps(run(*sys.argv[2:6])))
        assert Path(sys.argv[5]).exists()
