"""A list of 10,000 rows against the register: how right, how fast beside a Splink trained beforehand, how much memory."""

import contextlib
import csv
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import noise, rig

ROOT = Path(__file__).resolve().parents[1]
MODEL = Path(__file__).with_name("splink_model.json")
COLUMNS = {
    "first": "first_name",
    "second": "middle_names",
    "last": "first_surname",
    "last2": "second_surname",
    "sex": "sex",
    "dui": "dui",
    "phone": "phone",
}


def run(persons: int, *, quick: bool = False, seed: int = 3) -> dict[str, Any]:
    """Both sides in turn, each a process that reads the same file and writes its answers."""
    from izote.access.context import acting_as_service

    rng = random.Random(seed)
    so_far = resource.getrusage(resource.RUSAGE_CHILDREN)
    timed.cpu_before = so_far.ru_utime + so_far.ru_stime
    half = min(5000, persons // 20)
    with acting_as_service("service-demo"), tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        truth = relist(rng, half, folder / "rows.csv")
        relist(rng, 2 * half, folder / "twice.csv")
        if not quick:
            export(folder / "persons.csv")
        sides = {"izote": lambda: ours(folder, "rows.csv")} | ({} if quick else {"splink": lambda: splink(folder)})
        taken: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
        for _ in range(1 if quick else 5):
            for name, side in sides.items():
                taken[name].append(side())
        figures = {name: figure(runs) | score(truth, folder / f"{name}.csv") for name, runs in taken.items()}
        figures["izote"]["memory_mb_twice_the_rows"] = ours(folder, "twice.csv", "twice_out.csv")["memory_mb"]
    found: dict[str, Any] = {"persons": persons, "rows": 2 * half, "figures": figures, "machine": rig.machine()}
    if not quick:
        for name in ("seconds", "cpu_s"):
            found[f"izote ÷ splink, {name}"] = round(figures["izote"][name] / figures["splink"][name], 2)
    return found


def relist(rng: random.Random, half: int, path: Path) -> dict[str, str]:
    """A list of known persons written down again and as many newcomers; returns whom each row is about."""
    from izote.territory.models import Place

    _, known = noise.sample(rng, half)
    codes = dict(Place.objects.filter(level="district").values_list("pk", "code"))
    places = list(codes)
    rows = [(one["id"], noise.again(rng, one, places)) for one in known]
    rows += [("", noise.again(rng, noise.stranger(rng, places), places)) for _ in range(half)]
    rng.shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["row_id", *COLUMNS, "born", "district"])
        for number, (_, row) in enumerate(rows, 1):
            born = row["birth_date"].isoformat() if row["birth_date"] else str(row["birth_year"] or "")
            out.writerow([number, *(row[name] for name in COLUMNS.values()), born, codes.get(row["place_id"], "")])
    return {str(number): str(pk) for number, (pk, _) in enumerate(rows, 1)}


def export(path: Path) -> None:
    """The whole register as a file for Splink."""
    from django.db import connection

    query = """
        select p.id, first_name, middle_names, first_surname, second_surname, sex, coalesce(birth_date::text, birth_year::text, ''),
          (select normalized from people_identifier i where i.person_id = p.id and i.kind = 'dui' limit 1), d.code,
          (select normalized from people_contact c where c.person_id = p.id and c.kind = 'phone' limit 1)
        from people_person p left join territory_place d on d.id = p.place_id
        where p.org_id = (select id from access_organization where code = 'ZAC')
    """
    with path.open("w", encoding="utf-8", newline="") as handle, connection.cursor() as cursor:
        out = csv.writer(handle)
        out.writerow(["person_id", "first", "second", "last", "last2", "sex", "born", "dui", "district", "phone"])
        cursor.execute(query)
        while rows := cursor.fetchmany(10_000):
            out.writerows(rows)


def ours(folder: Path, rows: str, out: str = "izote.csv") -> dict[str, float]:
    """The command, as Ana."""
    words = ["people", "match", "--batch", str(folder / rows), "--output", str(folder / out), "--json"]
    return timed([sys.executable, "-m", "izote.config.cli", *words], {**os.environ, "IZOTE_USER": "ana"})


def splink(folder: Path) -> dict[str, float]:
    """Splink with its model: load, block, score."""
    words = ["run", str(folder / "persons.csv"), str(folder / "rows.csv"), str(MODEL), str(folder / "splink.csv")]
    return timed([sys.executable, "-m", "benchmarks.splink_side", *words], {**os.environ, "PYTHONPATH": str(ROOT)})


def timed(command: list[str], env: dict[str, str]) -> dict[str, float]:
    """Seconds, CPU (with PostgreSQL's) and peak memory of a process; `inside` is what it measured itself, without its imports."""
    before, begun, memory = database_cpu(), time.perf_counter(), 0
    with tempfile.TemporaryFile("w+") as told, subprocess.Popen(command, env=env, stdout=told, text=True) as process:
        while process.poll() is None:
            with contextlib.suppress(OSError, IndexError):
                memory = max(memory, int(Path(f"/proc/{process.pid}/status").read_text().split("VmHWM:")[1].split()[0]))
            time.sleep(0.02)
        seconds = time.perf_counter() - begun
        told.seek(0)
        inside = json.load(told)
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime
    found = {
        "seconds": seconds,
        "inside_s": inside.get("total_s") or inside.get("seconds"),
        "cpu_s": database_cpu() - before + cpu - timed.cpu_before,
        "memory_mb": memory // 1024,
    }
    timed.cpu_before = cpu
    return found


timed.cpu_before = 0.0


def database_cpu() -> float:
    """CPU of every PostgreSQL process of this machine, those that have ended too."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            name, rest = stat.read_text().split("(", 1)[1].rsplit(")", 1)
            if name == "postgres":
                total += sum(map(int, rest.split()[11:15]))
    return total / rig.TICK


def figure(runs: list[dict[str, float]]) -> dict[str, Any]:
    """The median of each figure, and the range of the seconds."""
    found: dict[str, Any] = {name: round(statistics.median(run[name] for run in runs), 2) for name in runs[0]}
    return found | {"seconds_range": [round(f(run["seconds"] for run in runs), 2) for f in (min, max)]}


def score(truth: dict[str, str], path: Path) -> dict[str, float]:
    """Precision and recall of the links; Splink's at the threshold that suits it best, the lowest with a precision of 0.99."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    there = sum(bool(pk) for pk in truth.values())
    if "verdict" in rows[0]:
        return rates([row for row in rows if row["verdict"] in ("certain", "probable")], truth, there)
    best = {}
    for threshold in (0.9999, 0.999, 0.99, 0.95, 0.9, 0.5):
        now = rates([row for row in rows if float(row["match_probability"]) >= threshold], truth, there)
        if not best or now["precision"] >= 0.99:
            best = now
    return best


def rates(links: list[dict[str, str]], truth: dict[str, str], there: int) -> dict[str, float]:
    """Precision and recall of some links."""
    right = sum(truth[row["row_id"]] == row["person_id"] for row in links)
    return {"precision": round(right / max(len(links), 1), 5), "recall": round(right / max(there, 1), 4)}
