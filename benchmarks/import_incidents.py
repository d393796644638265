"""Bringing in a file of incidents with every check, against a bare COPY of the same file into a table without indexes, in one run."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks import incidents, rig

COLUMNS = "no, fecha, hora, departamento, municipio, delito, sexo, edad, arma, lugar, expediente"


def run(persons: int, *, quick: bool = False) -> dict[str, Any]:
    """Ratios of wall and CPU to the COPY, and the peak memory at a tenth of the rows, at all of them, and at ten times as many."""
    rows = 50_000 if quick else 1_000_000
    count = 1 if quick else 5
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.csv"
        incidents.write_file(path, rows)
        # a source of its own: in one that has the file already it would be known
        source = incidents.source(f"bench-{int(time.time())}")
        loads: list[Any] = []

        def ours(number: int) -> None:
            with path.open("a") as handle:  # the same file again would be known
                handle.write("\n")
            loads.append(incidents.load(source, path))

        figures = against(ours, lambda number: copied(path), count)
        last = loads[-1]
        begun = time.perf_counter()
        incidents.use(last)
        used = time.perf_counter() - begun
        memory = {f"{n} rows": peak(Path(folder), n) for n in ((rows,) if quick else (rows, rows * 10))}
    return {
        "rows": rows,
        "kept": last.kept,
        "every row accounted for": last.kept + last.set_aside == last.rows == rows,
        **figures,
        "figures of all years made anew, in seconds": round(used, 2),
        "peak MB of program and reader": memory,
        "machine": rig.machine(),
    }


def against(ours: Callable[[int], None], yardstick: Callable[[int], None], count: int) -> dict[str, Any]:
    """Both sides in turn: seconds and CPU in the median, and their ratios."""
    sides = {"load with all checks": ours, "bare COPY": yardstick}
    wall: dict[str, list[float]] = {name: [] for name in sides}
    cpu: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(count):
        for name, side in sides.items():
            before = rig.cpu_seconds(os.getpid())
            begun = time.perf_counter()
            side(number)
            wall[name].append(time.perf_counter() - begun)
            # until the database's side of the connection is gone and counted
            time.sleep(0.2)
            cpu[name].append(rig.cpu_seconds(os.getpid()) - before)
    ours_name, yard = sides
    ratios = [a / b for a, b in zip(wall[ours_name], wall[yard], strict=True)]
    cpus = [a / b for a, b in zip(cpu[ours_name], cpu[yard], strict=True)]
    return {
        "seconds": {name: [round(min(v), 2), round(statistics.median(v), 2), round(max(v), 2)] for name, v in wall.items()},
        "wall ÷ COPY: median, min, max": [round(statistics.median(ratios), 2), round(min(ratios), 2), round(max(ratios), 2)],
        "CPU seconds: median": {name: round(statistics.median(v), 2) for name, v in cpu.items()},
        "CPU ÷ COPY: median": round(statistics.median(cpus), 2),
    }


def copied(path: Path) -> None:
    """The same bytes into a table of texts, and out of the way again."""
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"]) as connection:
        connection.execute("set role izote_owner")
        connection.execute("create table public.bench_copy (" + ", ".join(f"{name} text" for name in COLUMNS.split(", ")) + ")")
        with connection.cursor().copy("copy public.bench_copy from stdin (format csv, header)") as copy, path.open("rb") as handle:
            left = path.stat().st_size
            while piece := handle.read(min(1 << 20, max(left, 0))):
                copy.write(piece.rstrip(b"\n") + b"\n" if left <= len(piece) else piece)
                left -= len(piece)
        connection.commit()
        connection.execute("drop table public.bench_copy")


def peak(folder: Path, rows: int) -> int:
    """The most memory that the command and its reader held together, sampled, in MB."""
    path = folder / f"memory-{rows}.csv"
    incidents.write_file(path, rows, seed=11)
    code = incidents.source(f"bench-memory-{int(time.time())}").code
    words = [sys.executable, "-m", "izote.config.cli", "observatory", "load", str(path), "--source", code, "--as", "oscar"]
    most = 0
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as child:
        watched = psutil.Process(child.pid)
        while child.poll() is None:
            try:
                most = max(most, sum(one.memory_info().rss for one in [watched, *watched.children(recursive=True)]))
            except psutil.Error:
                pass
            time.sleep(0.05)
    path.unlink()
    if child.returncode:
        raise RuntimeError("the load failed")
    return most // 1_000_000
