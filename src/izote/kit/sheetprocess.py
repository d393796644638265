"""Runs the workbook reader in a bounded process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

WORKER = Path(__file__).with_name("sheetworker.py")
MOST_ANSWER = 100_000_000


class Bounds(Protocol):
    """What this module reads of the limits."""

    @property
    def rows(self) -> int: ...
    @property
    def headings(self) -> int: ...
    @property
    def columns(self) -> int: ...
    @property
    def cells(self) -> int: ...
    @property
    def inflated(self) -> int: ...
    @property
    def ratio(self) -> int: ...
    @property
    def entries(self) -> int: ...
    @property
    def memory(self) -> int: ...
    @property
    def seconds(self) -> int: ...


def ask(data: bytes, *, package: bool, sheet: str | None, limits: Bounds) -> dict[str, Any]:
    """The worker's answer, or a refusal when it was stopped by its bounds or fell over."""
    question = {
        "package": package,
        "sheet": sheet,
        "rows": limits.rows + limits.headings,
        "columns": limits.columns,
        "cells": limits.cells,
        "answer": MOST_ANSWER,
        "inflated": limits.inflated,
        "ratio": limits.ratio,
        "entries": limits.entries,
        "memory": limits.memory,
        "seconds": limits.seconds,
    }
    environment = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(WORKER)],
            input=json.dumps(question).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=limits.seconds + 15,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_heavy"}
    if done.returncode != 0 or not done.stdout:
        return {"refused": "too_heavy" if done.returncode < 0 else "damaged"}
    if len(done.stdout) > MOST_ANSWER:
        return {"refused": "too_heavy"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
