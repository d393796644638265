"""Reads one file of rows in a process of its own, with DuckDB, memory and disk bounded; it imports nothing of Izote.

The parent asks in JSON, a line a question, and reads JSON, a line an answer. `look` goes through a file for what may not be held; `take`
brings it in; `keep` and `kept` write what stays of it; `words` gives every different text of the columns that are read by their meaning;
`read` joins those meanings and divides the rows into kept and set aside; `out` writes the kept rows, a Parquet file a year.
"""

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

MOST_WORDS = 60_000
TEXTS = ("day", "place", "category", "sex", "age", "means", "site", "country")


def say(**answer: Any) -> None:
    """One answer to the parent."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def quoted(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


class Reader:
    """One file in one temporary database."""

    def __init__(self, folder: str, memory: str, threads: int) -> None:
        import duckdb

        self.folder = Path(folder)
        self.db = duckdb.connect(str(self.folder / "rows.duckdb"))
        self.run(f"set memory_limit={quoted(memory)}")
        self.run(f"set threads={threads}")
        self.run(f"set temp_directory={quoted(str(self.folder))}")
        self.run("set autoinstall_known_extensions=false")
        self.run("set autoload_known_extensions=false")
        self.run("set max_temp_directory_size='40GB'")
        self.columns: dict[str, Any] = {}

    def run(self, sql: str) -> Any:
        """One statement."""
        return self.db.execute(sql)

    def one(self, sql: str) -> Any:
        """The first row of an answer."""
        row = self.run(sql).fetchone()
        return row if row is None or len(row) > 1 else row[0]

    def look(self, path: str, width: int, separator: str, skip: int, spared: list[int], patterns: dict[str, str]) -> dict[str, Any]:
        """Go through a file once: for each column the first row that says who a person is, and whether most of it does.

        In a `spared` column only documents are looked for.
        """
        rows = self._file(path, width, separator, skip)
        every = {n: patterns["document" if n in spared else "any"] for n in range(width)}
        whole = " or ".join(
            f"regexp_matches({joined}, {quoted(pattern)})"
            for pattern in sorted(set(every.values()))
            if (joined := "concat_ws(chr(31), " + ", ".join(f"c{n}" for n in range(width) if every[n] == pattern) + ")")
        )
        bare = ", ".join(
            # a case, because a filter looks at the pattern in every row
            f"count(c{n}), coalesce(sum(case when strlen(c{n}) between 9 and 10"
            f" then regexp_full_match(c{n}, {quoted(patterns['bare'])})::integer else 0 end), 0)"
            for n in range(width)
        )
        # read to its end, or the lines that are no rows are not written down yet
        hits, *said = self.run(f"select count(*) filter ({whole}), {bare} from {rows}").fetchall()[0]  # noqa: S608
        most = [n for n in range(width) if said[2 * n] >= 3 and said[2 * n + 1] * 2 > said[2 * n]]
        lines = self.run("select line, any_value(csv_line) from reject_errors group by line order by line").fetchall()
        broken = [line for line, text in lines if re.search(patterns["any"], text or "")]
        return {"cells": self._first(rows, every, skip) if hits else [], "most": most, "broken": broken[:1]}

    def _first(self, rows: str, patterns: dict[int, str], skip: int) -> list[list[Any]]:
        """Column, row and text of the first cell of each column in which a pattern is found."""
        found = ", ".join(
            f"min(case when regexp_matches(c{n}, {quoted(one)}) then struct_pack(row := number, said := c{n}) end)"
            for n, one in patterns.items()
        )
        cells = self.run(f"select {found} from (select row_number() over () as number, * from {rows})").fetchone()  # noqa: S608
        return [[n, cell["row"] + skip, cell["said"][:2000]] for n, cell in enumerate(cells) if cell]

    def _file(self, path: str, width: int, separator: str, skip: int) -> str:
        """The rows of a file as SQL; lines that are no rows stand apart."""
        # nothing but this file and the private folder can be read or written from here on
        self.run(f"set allowed_directories=[{quoted(str(self.folder))}]")
        self.run(f"set allowed_paths=[{quoted(path)}]")
        self.run("set enable_external_access=false")
        self.run("set lock_configuration=true")
        names = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(width))
        options = (
            f"columns={{{names}}}, header=false, skip={skip}, delim={quoted(separator)}, quote='\"', escape='\"', auto_detect=false,"
            " null_padding=false, ignore_errors=true, store_rejects=true, rejects_limit=1000, max_line_size=4000000"
        )
        return f"read_csv({quoted(path)}, {options})"

    def take(self, path: str, width: int, separator: str, skip: int, ahead: int, numbered: bool, blank: list[int]) -> dict[str, Any]:
        """Bring the rows in as texts without the blank columns; a numbered file says its lines in the first column."""
        cells = ", ".join("null::varchar as " * (n in blank) + f"c{n}" for n in range(width))
        self.run(f"create table raw as select {cells} from {self._file(path, width, separator, skip)}")  # noqa: S608
        rows = self.one("select count(*) from raw")
        lines = self.run("select distinct line from reject_errors order by line limit 1000").fetchall()
        self.number = f"(rowid + {skip + 1})"
        self.line = "c0::bigint" if numbered else f"(rowid + {skip + ahead + 1})"
        return {"rows": rows, "broken": [line + ahead for (line,) in lines]}

    def keep(self, path: str, separator: str) -> dict[str, Any]:
        """Begin to write the rows as they were brought in, the blank columns blank; the next questions go on beside it."""
        sql = f"copy raw to {quoted(path)} (format csv, header false, delimiter {quoted(separator)}, quote '\"', escape '\"')"
        self.keeping = ThreadPoolExecutor(1).submit(self.db.cursor().execute, sql)
        return {}

    def kept(self) -> dict[str, Any]:
        """Wait until that file is written."""
        self.keeping.result()
        return {}

    def mend(self, rows: list[dict[str, Any]], width: int) -> dict[str, Any]:
        """Rows that people corrected take the place of those of the same line."""
        self.run("create table mended (number bigint, line bigint, " + ", ".join(f"c{n} varchar" for n in range(width)) + ")")
        if rows:
            marks = ", ".join("?" * (width + 2))
            filled = [[row["number"], row["line"], *row["cells"]] for row in rows]
            self.db.executemany(f"insert into mended values ({marks})", filled)  # noqa: S608
        return {"mended": len(rows)}

    def shape(self, columns: dict[str, Any]) -> dict[str, Any]:
        """Which columns give which text; several columns are joined by a bar."""
        self.columns = columns
        parts = []
        for name in TEXTS:
            at = columns.get(name)
            if at is not None:
                joined = " || '|' || ".join(f"coalesce(trim(c{n}), '')" for n in at)
                parts.append(f"{self._day(joined) if name == 'day' else joined} as {name}")
        for name in ("time", "count", "key"):
            at = columns.get(name)
            parts.append(f"{'null::varchar' if at is None else f'trim(c{at[0]})'} as {name}")
        if "time" not in columns and "day" in columns and len(columns["day"]) == 1:
            parts = [p for p in parts if not p.endswith(" as time")]
            found = f"regexp_extract(trim(c{columns['day'][0]}), '[ T](\\d{{1,2}}:\\d\\d)', 1)"
            parts.append(f"nullif({found}, '') as time")
        fields = ", ".join(parts)
        self.run(
            f"create view texts as select {self.number} as number, {self.line} as line, {fields} from raw"  # noqa: S608
            f" where {self.number} not in (select number from mended)"
            f" union all by name select number, line, {fields} from mended"
        )
        return {}

    def _day(self, joined: str) -> str:
        """The date without the hour that may stand behind it."""
        without = f"trim(regexp_replace({joined}, '[ T]\\d{{1,2}}:\\d\\d.*$', ''))"
        return f"case when contains({joined}, ':') then {without} else {joined} end"

    def words(self) -> dict[str, Any]:
        """Every different text of each column, with how many rows say it; None where there are too many to be words."""
        found: dict[str, Any] = {}
        for name in TEXTS:
            if name in self.columns:
                sql = f"select {name}, count(*) from texts group by {name} order by 2 desc limit {MOST_WORDS + 1}"  # noqa: S608
                rows = self.run(sql).fetchall()
                found[name] = None if len(rows) > MOST_WORDS else {text or "": n for text, n in rows}
        return {"words": found}

    def read(self, meanings: dict[str, dict[str, Any]], bounds: dict[str, Any]) -> dict[str, Any]:
        """Join the meanings, divide the rows, count."""
        for name in TEXTS:
            if name in self.columns:
                self._dictionary(name, meanings[name])
        joins = "".join(f" left join m_{name} on m_{name}.text is not distinct from t.{name}" for name in TEXTS if name in self.columns)
        take = {name: f"m_{name}.code" if name in self.columns else "null" for name in TEXTS}
        bad = {name: f"m_{name}.why" if name in self.columns else "null" for name in TEXTS}
        fixed = bounds.get("fixed", {})
        # dates as days since 1970, so that the dictionary holds numbers and codes alone
        day = f"(date '1970-01-01' + {take['day']}::integer)" if "day" in self.columns else "null::date"
        place = f"{take['place']}::bigint" if "place" in self.columns else f"{fixed.get('place') or 'null'}::bigint"
        category = take["category"] if "category" in self.columns else quoted(fixed.get("category", ""))
        hour = "try_cast(split_part(t.time, ':', 1) as smallint)"
        number, left_out = self._figure(bounds.get("zero", False)) if "count" in self.columns else ("1", "false")
        why = " ".join(
            [
                *(f"when {bad[name]} is not null then {quoted(name + ':')} || {bad[name]}" for name in TEXTS if name in self.columns),
                f"when {day} > date {quoted(bounds['today'])} then 'day:future'",
                f"when {day} < date {quoted(bounds['first'])} then 'day:too_old'",
                f"when {number} is null then 'count:not_a_number'" if "count" in self.columns else "",
                f"when {number} < 0 then 'count:negative'" if "count" in self.columns else "",
                f"when {number} > {bounds['most']} then 'count:too_many'" if "count" in self.columns else "",
            ]
        )
        shape = {
            "number": "t.number",
            "line": "t.line",
            "day": day,
            "precision": take["day"].replace(".code", ".precision") if "day" in self.columns else "'d'",
            "hour": f"case when {hour} between 0 and 23 then {hour} end",
            "place": place,
            "category": category,
            "sex": f"coalesce({take['sex']}, '')" if "sex" in self.columns else "''",
            "age": f"{take['age']}::smallint" if "age" in self.columns else "null::smallint",
            "means": f"coalesce({take['means']}, '')" if "means" in self.columns else "''",
            "site": f"coalesce({take['site']}, '')" if "site" in self.columns else "''",
            "country": f"coalesce({take['country']}, '')" if "country" in self.columns else "''",
            "n": f"coalesce({number}, 0)::integer" if "count" in self.columns else "1::integer",
            "key": "hash(t.key)" if "key" in self.columns else "null::ubigint",
        }
        fields = ", ".join(f"{sql} as {name}" for name, sql in shape.items())
        self.run(f"create table done as select {fields}, case {why} end as why from texts t{joins} where not ({left_out})")  # noqa: S608
        self._double()
        return self._counted()

    def _figure(self, zero: bool) -> tuple[str, str]:
        """A figure without its thousands as SQL, and which rows give none: nothing and a dash are zeros where the table means it so."""
        said = "replace(replace(t.count, ' ', ''), chr(160), '')"
        plain = (
            f"case when regexp_full_match({said}, '-?\\d{{1,3}}(,\\d{{3}})+(\\.\\d+)?') then replace({said}, ',', '')"
            f" when regexp_full_match({said}, '-?\\d{{1,3}}(\\.\\d{{3}})+(,\\d+)?') then replace(replace({said}, '.', ''), ',', '.')"
            f" else {said} end"
        )
        # halves are no events, and are not rounded to any
        number = f"try_cast(regexp_extract({plain}, '^(-?\\d+)([.,]0+)?$', 1) as bigint)"
        nothing = f"coalesce({said}, '') = ''"
        if zero:
            return f"case when {nothing} or regexp_full_match({said}, '[-–—.]+') then 0 else {number} end", "false"
        return number, nothing

    def _dictionary(self, name: str, meaning: dict[str, Any]) -> None:
        """A small table of what each text means, or why it means nothing."""
        path = self.folder / f"{name}.ndjson"
        with path.open("w", encoding="utf-8") as handle:
            for text, said in meaning.items():
                handle.write(json.dumps({"text": text, **said}, ensure_ascii=False) + "\n")
        kinds = "{text: 'VARCHAR', code: 'VARCHAR', why: 'VARCHAR', precision: 'VARCHAR'}"
        empty = "select null::varchar as text, null::varchar as code, null::varchar as why, null::varchar as precision where false"
        made = f"select * from read_json({quoted(str(path))}, columns={kinds}, format='newline_delimited')" if meaning else empty  # noqa: S608
        self.run(f"create table m_{name} as {made}")

    def _double(self) -> None:
        """A file number said twice: the same row again is counted once, another row under the same number is set aside."""
        if "key" not in self.columns:
            return
        same = "day, hour, place, category, sex, age, means, site, country, n"
        self.run(
            "create table doubles as select number, case when h = first_h then 'key:again' else 'key:conflict' end as why from ("  # noqa: S608
            f"select number, hash({same}) as h, first(hash({same})) over w as first_h, row_number() over w as nth from done"
            " where key is not null and why is null and key in (select key from done where why is null and key is not null"
            " group by key having count(*) > 1) window w as (partition by key order by number)) where nth > 1"
        )
        self.run("update done set why = d.why from doubles d where d.number = done.number")

    def _counted(self) -> dict[str, Any]:
        kept, aside, events, first, last = self.one(
            "select count(*) filter (why is null), count(*) filter (why is not null), coalesce(sum(n) filter (why is null), 0),"
            " min(day) filter (why is null)::varchar, max(day) filter (why is null)::varchar from done"
        )
        reasons = dict(self.run("select why, count(*) from done where why is not null group by why").fetchall())
        months = self.run(
            "select category, strftime(day, '%Y-%m'), sum(n)::bigint from done where why is null and precision <> 'y'"
            " group by all order by all"
        ).fetchall()
        yearly = self.run(
            "select category, year(day), sum(n)::bigint from done where why is null and precision = 'y' group by all order by all"
        ).fetchall()
        years = self.run("select year(day), count(*) from done where why is null group by all order by all").fetchall()
        alike = self.one(
            "select coalesce(sum(c - 1), 0)::bigint from (select count(*) c from done where why is null and precision = 'd' and key is null"
            " group by day, hour, place, category, sex, age, means, site, country having count(*) > 1)"
        )
        answer = {"kept": kept, "aside": aside, "events": int(events), "first": first, "last": last, "reasons": reasons}
        return answer | {"months": months, "yearly": yearly, "years": years, "alike": alike}

    def aside(self, most: int) -> dict[str, Any]:
        """Rows set aside, as they stood in the file."""
        width = self.one("select count(*) from pragma_table_info('raw')")
        cells = ", ".join(f"coalesce(r.c{n}, '')" for n in range(width))
        again = ", ".join(f"coalesce(m.c{n}, '')" for n in range(width))
        rows = self.run(
            f"select d.number, d.line, d.why, [{cells}] from done d join (select *, {self.number} as number from raw) r"  # noqa: S608
            " on r.number = d.number where d.why is not null and d.number not in (select number from mended)"
            f" union all select d.number, d.line, d.why, [{again}] from done d join mended m on m.number = d.number where d.why is not null"
            f" order by 1 limit {int(most)}"
        ).fetchall()
        return {"rows": rows}

    def out(self, path: str) -> dict[str, Any]:
        """The kept rows, a Parquet file a year."""
        fields = "day, precision, hour, place, category, sex, age, means, site, country, n, key"
        folder = Path(path)
        folder.mkdir()
        years = self.run("select distinct year(day) from done where why is null order by 1").fetchall()
        files = [[year, str(folder / f"{year}.parquet")] for (year,) in years]

        def write(year: int, target: str) -> None:
            rows = f"select {fields} from done where why is null and day between '{year}-01-01' and '{year}-12-31'"  # noqa: S608
            self.db.cursor().execute(f"copy ({rows}) to {quoted(target)} (format parquet, compression zstd)")

        # a scan a year costs half of dividing the rows by their year; a scan has one thread
        with ThreadPoolExecutor(2) as hands:
            list(hands.map(write, *zip(*files, strict=True)) if files else ())
        return {"files": files}


def main() -> None:
    """Answer the parent until it says no more."""
    reader: Reader | None = None
    for line in sys.stdin:
        question = json.loads(line)
        ask = question.pop("ask")
        try:
            if ask == "open":
                reader = Reader(**question)
                say(ok=True)
            else:
                say(ok=True, **(getattr(reader, ask)(**question) or {}))
        except Exception as error:
            say(ok=False, error=f"{type(error).__name__}: {error}"[:500])


if __name__ == "__main__":
    main()
