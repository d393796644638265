"""Journeys use the program as people do: started by its launcher, on a fresh data folder, in a real browser."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "izote-demo-2026"
SHOTS = os.environ.get("IZOTE_SHOTS", "")


def clean_environment() -> dict[str, str]:
    """The environment of somebody who has just cloned the project."""
    own = ("IZOTE_", "DATABASE_", "DJANGO_", "PYTHON", "PW_", "SUPER_")
    return {k: v for k, v in os.environ.items() if not k.startswith(own)} | {"PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(data: Path, *words: str, seconds: float = 420) -> Iterator[tuple[subprocess.Popen, str]]:
    """`./izote run` on a data folder, until it says that it is ready."""
    port = free_port()
    log = data.parent / f"{data.name}.log"
    command = [sys.executable, str(ROOT / "izote"), "run", "--data", str(data), "--port", str(port), *words]
    with log.open("w") as out:
        process = subprocess.Popen(command, env=clean_environment(), stdout=out, stderr=out)
    try:
        until = time.monotonic() + seconds
        while "Ctrl-C" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Where the demo town keeps its data."""
    return tmp_path_factory.mktemp("town") / "data"


@pytest.fixture(scope="session")
def town(folder) -> Iterator[str]:
    """The demo town, served; its address."""
    with running(folder) as (_, url):
        yield url


@pytest.fixture
def later(folder, town):
    """A function that lets time pass: SQL as a superuser, past the triggers that keep days as they were."""

    def run(*statements: str) -> None:
        known = json.loads((folder / "run.json").read_text())
        password = (folder / "secrets" / "superuser").read_text().strip()
        with psycopg.connect(host=known["host"], port=known["pgport"], user="postgres", password=password, dbname="izote") as connection:
            connection.execute("set session_replication_role = replica")
            for statement in statements:
                connection.execute(statement)

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["IZOTE_BROWSER"], args=FLAGS)
        yield chromium
        chromium.close()


class Visitor:
    """Somebody at a browser."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url, self.tag = page, url, ""

    def go(self, path: str) -> Any:
        return self.page.goto(self.url + path)

    def sign_in(self, name: str) -> "Visitor":
        self.go("/cuenta/entrar/")
        self.page.fill("input[name=login]", name)
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")
        return self

    def text(self) -> str:
        return self.page.inner_text("body")

    def shot(self, name: str) -> None:
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)

    def accessible(self) -> None:
        """No violation that axe finds on this page (scripts of the test are injected past the page's policy)."""
        from axe_playwright_python.sync_playwright import Axe

        results = Axe().run(self.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        found = [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in results.response["violations"]]
        assert not found, f"{self.page.url}: {found}"


@pytest.fixture
def visitor(browser, town):
    """A function that gives a new visitor: `visitor("ana", width=360, language="en")`."""
    contexts = []

    def make(name: str = "", *, width: int = 1280, language: str = "es", script: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, bypass_csp=True, java_script_enabled=script, accept_downloads=True
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        someone = Visitor(context.new_page(), town)
        return someone.sign_in(name) if name else someone

    yield make
    for context in contexts:
        context.close()
