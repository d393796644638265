"""Invented incidents by the million, as a police file would write them; and what loads them as Óscar and signs as Elena."""

import tempfile
from pathlib import Path
from typing import Any

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.observatory import actions
from izote.observatory.loader.taking import take
from izote.observatory.models import Load, Source
from izote.observatory.rules.layout import Layout
from izote.territory.queries import gazetteer

OFFENCES = ("HOMICIDIO", "ROBO", "HURTO", "EXTORSION", "LESIONES", "AMENAZAS")
MEANS, SITES = ("ARMA DE FUEGO", "ARMA BLANCA", "OTRO", ""), ("VIA PUBLICA", "VIVIENDA", "COMERCIO", "")
YEARS = 20


def write_file(path: Path, rows: int, seed: int = 7) -> None:
    """A file of so many incidents over twenty years in every district, small towns with few and large ones with many."""
    import duckdb

    index = gazetteer("sv")
    districts = [(index.entries[n], n) for n, e in enumerate(index.entries) if e.level == index.pack.stable_level]
    wide = index.pack.levels[0].key
    names = [(entry.name.upper(), index.at_level(n, wide, None).name.upper()) for entry, n in districts]
    with duckdb.connect() as db:
        db.execute(f"set memory_limit='400MB'; select setseed({seed / 100})")
        db.execute("create table places (n integer, district varchar, department varchar)")
        db.executemany("insert into places values (?, ?, ?)", [[n, *name] for n, name in enumerate(names)])
        some = {"offence": OFFENCES, "means": MEANS, "site": SITES}
        lists = {name: "[" + ", ".join(f"'{word}'" for word in words) + "]" for name, words in some.items()}
        db.execute(
            f"copy (select i as \"No\", strftime(date '2005-01-01' + (random() * {YEARS * 365})::integer, '%d/%m/%Y') as \"FECHA\","
            " lpad((random() * 23)::integer::varchar, 2, '0') || ':' || lpad((random() * 59)::integer::varchar, 2, '0') as \"HORA\","
            ' p.department as "DEPARTAMENTO", p.district as "MUNICIPIO",'
            f" {lists['offence']}[1 + (random() * 5)::integer] as \"DELITO\", case when random() < .2 then 'F' else 'M' end as \"SEXO\","
            f' (random() * 80)::integer as "EDAD", {lists["means"]}[1 + (random() * 3)::integer] as "ARMA",'
            f" {lists['site']}[1 + (random() * 3)::integer] as \"LUGAR\", 'EXP-' || lpad(i::varchar, 9, '0') as \"EXPEDIENTE\""
            f" from (select i, (pow(random(), 2) * {len(names) - 1})::integer as n from range({rows}) t(i)) r join places p using (n))"
            f" to '{path}' (header, delimiter ',')"
        )


def people() -> tuple[Any, Any, Any]:
    """Óscar, Elena and their office."""
    with acting_as(DOORKEEPER):
        users = {user.username: user for user in User.objects.filter(username__in=("oscar", "elena"))}
        return users["oscar"], users["elena"], Organization.objects.get(code="ZAC")


def source(code: str) -> Source:
    """A source of that name."""
    oscar, _elena, org = people()
    with acting_as(oscar.pk):
        held = Source.objects.filter(org=org, code=code).first()
        return held or actions.write_source(org=org, by=oscar, code=code, name=code, authority="PNC", domain="violence")


def load(of: Source, path: Path) -> Load:
    """Keep, read and check a file, as the command does."""
    oscar, _elena, _org = people()
    with tempfile.TemporaryDirectory() as folder, acting_as(oscar.pk):
        row = actions.begin_load(of, take(path, path.name), by=oscar, folder=Path(folder), at_once=True)
        actions.confirm_load(row, by=oscar, layout=Layout.of(row.plan))
    actions.read_load(row.pk, by=oscar, path=path)
    with acting_as(oscar.pk):
        return Load.objects.get(pk=row.pk)


def use(row: Load) -> None:
    """Sign a load and make its figures."""
    _oscar, elena, _org = people()
    with acting_as(elena.pk):
        actions.sign_load(row, by=elena)
    actions.make_figures(row.pk, by=elena)
