"""Sources, loads and signed figures for tests, through the same actions as the pages."""

import tempfile
from pathlib import Path
from typing import Any

from izote.access.context import acting_as
from izote.observatory import actions
from izote.observatory.loader.taking import take
from izote.observatory.models import Load, Source
from izote.observatory.rules.layout import Layout


def source(by: Any, org: Any, code: str = "pnc", **fields: Any) -> Source:
    """A source of the office."""
    said = {"name": code.upper(), "authority": code.upper(), "domain": "violence", **fields}
    with acting_as(by.pk):
        return Source.objects.filter(org=org, code=code).first() or actions.write_source(org=org, by=by, code=code, **said)


def begun(of: Source, by: Any, content: bytes, name: str = "hechos.csv", **options: Any) -> Load:
    """A file that was taken in."""
    with tempfile.TemporaryDirectory() as folder, acting_as(by.pk):
        path = Path(folder) / name
        path.write_bytes(content)
        return actions.begin_load(of, take(path, name), by=by, folder=Path(folder), **options)


def read(of: Source, by: Any, content: bytes, name: str = "hechos.csv", fixed: dict[str, str] | None = None, **confirm: Any) -> Load:
    """A file that was taken in, confirmed as proposed, and read."""
    load = begun(of, by, content, name)
    with acting_as(by.pk):
        layout = Layout.of(load.plan)
        layout.fixed |= fixed or {}
        actions.confirm_load(load, by=by, layout=layout, **confirm)
    actions.read_load(load.pk, by=by)
    with acting_as(by.pk):
        return Load.objects.get(pk=load.pk)


def read_again(load: Load, by: Any, layout: Layout) -> Load:
    """The same file with another layout."""
    with acting_as(by.pk):
        actions.confirm_load(load, by=by, layout=layout)
    actions.read_load(load.pk, by=by)
    with acting_as(by.pk):
        return Load.objects.get(pk=load.pk)


def used(of: Source, by: Any, signer: Any, content: bytes, name: str = "hechos.csv", **confirm: Any) -> Load:
    """The same, signed by a second person and put to use."""
    load = read(of, by, content, name, **confirm)
    with acting_as(signer.pk):
        actions.sign_load(load, by=signer)
    actions.make_figures(load.pk, by=signer)
    with acting_as(by.pk):
        return Load.objects.get(pk=load.pk)
