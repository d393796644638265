"""The parent's side of the reader: starts it, asks it, ends it when asked to stop."""

import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput

WORKER = Path(__file__).with_name("worker.py")
MEMORY, THREADS = "160MB", 2
# no upload and no reading takes half a day, and no question an hour
LEFT, LONGEST = 12 * 3600, 3600


class Stopped(Exception):
    """Somebody asked for the load to be given up."""


def sweep() -> int:
    """Remove private folders that a killed process left behind; how many there were."""
    base = Path(settings.DATA) / "reading"
    old = [one for one in base.iterdir() if one.stat().st_mtime < time.time() - LEFT] if base.exists() else []
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    return len(old)


class Reading:
    """A reader process with its private folder, both gone at the end."""

    def __init__(self, stop: Callable[[], bool] = lambda: False) -> None:
        self.stop = stop

    def __enter__(self) -> "Reading":
        base = Path(settings.DATA) / "reading"
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home = tempfile.TemporaryDirectory(prefix="load-", dir=base)
        self.folder = Path(self.home.name)
        environment = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
            encoding="utf-8",
        )
        self.ask("open", folder=str(self.folder), memory=MEMORY, threads=THREADS)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        self.home.cleanup()

    def ask(self, ask: str, **question: Any) -> dict[str, Any]:
        """One question; while it is worked on, somebody may give the load up."""
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write(json.dumps({"ask": ask, **question}, ensure_ascii=False, default=str) + "\n")
            self.process.stdin.flush()
            with selectors.DefaultSelector() as waiting:
                waiting.register(self.process.stdout, selectors.EVENT_READ)
                ends = time.monotonic() + LONGEST
                while not waiting.select(timeout=1.0):
                    if self.stop():
                        raise Stopped
                    if time.monotonic() > ends:
                        raise BadInput(_("The file takes longer than an hour to read. Divide it by years and load each."))
            line = self.process.stdout.readline()
        except (BrokenPipeError, OSError):
            line = ""
        if not line:
            raise BadInput(_("The file could not be read to its end: it is too large for this machine, or its lines are damaged."))
        answer: dict[str, Any] = json.loads(line)
        if not answer.pop("ok"):
            raise BadInput(_("The file could not be read: %(why)s") % {"why": answer["error"]})
        return answer
