"""What a web process loads: no compiled kernels, no distributions, no engine of millions of rows."""

import subprocess
import sys

HEAVY = ("numba", "scipy.stats", "duckdb", "pandas")


def test_the_pages_load_nothing_that_belongs_to_the_worker():
    code = "import django; django.setup(); import izote.config.urls, sys; print(*[m for m in sys.argv[1:] if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
