"""Pages of places and indicators over millions of incidents, against a page that fetches one row by its key, both as Óscar."""

import itertools
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import incidents, rig
from izote.access.context import acting_as
from izote.observatory.models import Load, Source

CODE = "bench-cube"


def run(persons: int, *, quick: bool = False) -> dict[str, Any]:
    """Ratios of p95 to the floor's p95, and what a new month costs when ten million rows stand there already."""
    rows = 100_000 if quick else 10_000_000
    oscar, _elena, _org = incidents.people()
    source = incidents.source(CODE)
    with acting_as(oscar.pk):
        load = Load.objects.filter(source=source, state=Load.State.PUBLISHED, kept__gte=rows * 0.99).first()
    loaded = made = None
    with tempfile.TemporaryDirectory() as folder:
        if load is None:
            path = Path(folder) / "cube.csv"
            incidents.write_file(path, rows)
            begun = time.monotonic()
            load = incidents.load(source, path)
            loaded = round(time.monotonic() - begun, 1)
            path.unlink()
            begun = time.monotonic()
            incidents.use(load)
            made = round(time.monotonic() - begun, 1)
        month = one_month(source, Path(folder))
    with rig.served() as client:
        client.sign_in("oscar")
        floor = f"/banco/cargas/{load.pk}/"
        places = ["0821", "1217", "0614", "0101", "08", "SV"]
        years = range(2006, 2024)
        times = itertools.count()
        seen = {
            "floor": lambda n: client.get(floor),
            "place": lambda n: client.get(f"/observatorio/lugares/{places[n % len(places)].lower()}/?fuente={CODE}"),
            "indicator, districts": lambda n: client.get(f"/observatorio/indicadores/homicide_rate/?fuente={CODE}&anio={years[n % 18]}"),
        }
        # an address that nobody asked for before is computed anew
        new = {
            "floor": lambda n: client.get(floor),
            "place, for the first time": lambda n: client.get(f"/observatorio/lugares/0821/?fuente={CODE}&vez={next(times)}"),
            "indicator, for the first time": lambda n: client.get(
                f"/observatorio/indicadores/homicide_rate/?fuente={CODE}&anio={years[n % 18]}&vez={next(times)}"
            ),
        }
        count, each = (2, 10) if quick else (5, 40)
        figures = [rig.rounds(sides, count=count, each=each, pid=client.pid) for sides in (seen, new)]
    return {
        "rows": load.kept,
        "loaded in seconds": loaded,
        "figures made in seconds": made,
        "a new month: load and figures in seconds": month,
        "figures": figures,
        "p95 ÷ floor": {
            name: round(one["p95_ms"] / some["floor"]["p95_ms"], 2) for some in figures for name, one in some.items() if name != "floor"
        },
        "machine": rig.machine(),
    }


def one_month(source: Source, folder: Path) -> float:
    """A further month: only its year is made anew."""
    path = folder / "month.csv"
    lines = ["No,FECHA,HORA,DEPARTAMENTO,MUNICIPIO,DELITO,SEXO,EDAD,ARMA,LUGAR,EXPEDIENTE"]
    lines += [f"{n},{n % 28 + 1:02d}/02/2025,10:00,LA PAZ,ZACATECOLUCA,ROBO,M,30,OTRO,VIVIENDA,M-{time.time_ns()}-{n}" for n in range(2000)]
    path.write_text("\n".join(lines) + "\n")
    begun = time.monotonic()
    incidents.use(incidents.load(source, path))
    return round(time.monotonic() - begun, 1)
