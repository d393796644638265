"""The parent's side of the reader: starts it, asks it, ends it when asked to stop."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.observatory.loader.folders import private_folder

WORKER = Path(__file__).with_name("worker.py")
MEMORY, THREADS = "160MB", 2
# no question takes an hour
LONGEST = 3600


class Stopped(Exception):
    """Somebody asked for the load to be given up."""


class Reading:
    """A reader process with its private folder, both gone at the end."""

    def __init__(self, stop: Callable[[], bool] = lambda: False) -> None:
        self.stop = stop

    def __enter__(self) -> "Reading":
        self.home = private_folder("load")
        self.folder = self.home.__enter__()
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
        self.home.__exit__(None, None, None)

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
