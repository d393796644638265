"""What every benchmark needs: a served program, a signed-in client, interleaved rounds, CPU of all that takes part."""

import contextlib
import http.client
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

PASSWORD = "izote-demo-2026"
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def served() -> Iterator["Client"]:
    """The program on one worker as the web's role, and Ana signed in."""
    env = {**os.environ, "DATABASE_URL": os.environ["DATABASE_WEB_URL"], "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "IZOTE_DEMO": "1"}
    for name in ("DATABASE_ADMIN_URL", "DATABASE_SEAL_URL", "DATABASE_BACKUP_URL"):
        env.pop(name, None)
    root = Path(__file__).resolve().parents[1]
    env["PYTHONPATH"] = f"{root / 'src'}{os.pathsep}{root}"
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "2", "--no-ws", "--log-level", "error", "izote.config.wsgi:application"]
    server = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        client = Client(port, server.pid)
        client.sign_in("ana")
        yield client
    finally:
        server.terminate()
        server.wait(timeout=20)


class Client:
    """A browser as small as possible: one connection, cookies, forms."""

    def __init__(self, port: int, pid: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}
        self.pid = pid

    def send(self, method: str, path: str, body: str | None = None) -> tuple[int, str, dict[str, str]]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Language": "es", "Accept-Encoding": "identity"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.strip().partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.status, text, dict(answer.getheaders())

    def get(self, path: str) -> str:
        status, text, _ = self.send("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return text

    def token(self, page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return found.group(1) if found else ""

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        status, text, _ = self.send("POST", path, urllib.parse.urlencode(fields))
        return status, text

    def sign_in(self, name: str) -> None:
        self.cookies.clear()
        page = self.get("/cuenta/entrar/")
        status, _ = self.post("/cuenta/entrar/", csrfmiddlewaretoken=self.token(page), login=name, password=PASSWORD)
        if status not in (302, 303):
            raise RuntimeError(f"{name} could not sign in ({status})")


def cpu_seconds(pid: int) -> float:
    """CPU of a process and its children, and of the PostgreSQL of this data folder and its children, those that ended among them."""
    parents = {pid}
    with contextlib.suppress(OSError, KeyError, ValueError):
        parents.add(int((Path(os.environ["IZOTE_DATA"]) / "postgres" / "postmaster.pid").read_text().split()[0]))
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            mine = int(stat.parent.name) in parents
            if mine or int(fields[1]) in parents:
                # a connection that was closed stands with the postmaster, a reader that ended with whoever started it
                total += sum(map(int, fields[11 : 15 if mine else 13]))
    return total / TICK


def rounds(sides: dict[str, Callable[[int], object]], *, count: int = 5, each: int = 40, pid: int = 0) -> dict[str, dict[str, float]]:
    """Run the sides in turn (A B A B …); milliseconds per call in the median, p95, and CPU."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    cpu = dict.fromkeys(sides, 0.0)
    for side in sides.values():
        for number in range(5):
            side(number)
    for turn in range(count):
        for name, side in sides.items():
            before = cpu_seconds(pid)
            for number in range(each):
                begun = time.perf_counter()
                side(turn * each + number)
                times[name].append((time.perf_counter() - begun) * 1000)
            cpu[name] += cpu_seconds(pid) - before
    result = {}
    for name, values in times.items():
        ordered = sorted(values)
        result[name] = {
            "median_ms": round(statistics.median(ordered), 2),
            "p95_ms": round(ordered[int(len(ordered) * 0.95) - 1], 2),
            "min_ms": round(ordered[0], 2),
            "max_ms": round(ordered[-1], 2),
            "cpu_ms": round(cpu[name] * 1000 / len(values), 2),
        }
    return result


def machine() -> str:
    """What the figures were measured on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, load {load:.1f}"
