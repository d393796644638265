"""The launcher when things go wrong: killed, port taken, folder of another kind, disk full."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.conftest import ROOT, clean_environment, free_port, running

pytestmark = pytest.mark.browser  # slow like the journeys, and run with them


def izote(*words, **options):
    return subprocess.run(
        [sys.executable, str(ROOT / "izote"), *words], env=clean_environment(), capture_output=True, text=True, timeout=120, **options
    )


def ours(data):
    """Processes that still mention the data folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if str(data).encode() in words and int(path.parent.name) != os.getpid():
            found.append(words.replace(b"\0", b" ").decode())
    return found


def gone(data, seconds=60):
    until = time.monotonic() + seconds
    while ours(data) and time.monotonic() < until:
        time.sleep(0.2)
    return not ours(data)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("launcher") / "data"


def test_it_starts_is_killed_and_starts_again_in_seconds_with_nothing_left_running(data):
    with running(data) as (process, url):
        assert url
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert gone(data), ours(data)
    begun = time.monotonic()
    with running(data):
        assert time.monotonic() - begun < 60
        again = izote("run", "--data", str(data), "--port", str(free_port()))
        assert again.returncode == 1
        assert "already running" in again.stderr
    assert gone(data), ours(data)


def test_postgres_killed_beneath_it_is_survived_by_the_next_start(data):
    with running(data) as (process, _):
        server = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(process.pid, signal.SIGKILL)
        os.kill(server, signal.SIGKILL)
        process.wait()
        assert gone(data)
    with running(data):
        pass


def test_a_taken_port_is_one_clear_sentence(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = izote("run", "--data", str(data), "--port", str(taken.getsockname()[1]))
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1
    assert "is taken" in said.stderr


def test_a_folder_of_a_newer_version_is_refused(data, tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("99\n")
    said = izote("run", "--data", str(tmp_path), "--port", str(free_port()))
    assert said.returncode == 1
    assert "belongs to PostgreSQL 99" in said.stderr


def test_a_demo_folder_does_not_become_a_real_office_and_the_demo_does_not_leave_this_machine(data):
    assert "another one with --data" in izote("run", "--no-demo", "--data", str(data), "--port", str(free_port())).stderr
    assert "this machine only" in izote("run", "--bind", "0.0.0.0", "--data", str(data)).stderr
