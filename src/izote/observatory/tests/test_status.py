"""No person of an event of violence carries that somebody was returned: neither a heading, nor a cell, nor a figure of a town says so."""

import pytest
from django.utils.translation import override

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.observatory import actions
from izote.observatory.models import Finding, Load, SetAside, Tally
from izote.observatory.rules.findings import why
from izote.observatory.rules.layout import KEPT, Layout
from izote.observatory.rules.words import forbidden, says_return
from izote.observatory.tests.builders import begun, read, source, used

HEADINGS = ("Es retornado", "Persona retornada", "Migrante retornado", "Retornada (S/N)", "Victimario retornado", "Condición de retorno",
            "Repatriado", "Returnee", "Deportee", "Deportados", "Expulsado de EEUU", "Situación migratoria", "Inmigrante",
            "Municipio de residencia del retornado", "Retornados · 2024")  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_of_return_is_refused_in_violence_and_not_in_returns(cast, heading):
    assert forbidden(heading) == "record"
    content = f"Fecha,Municipio,Delito,{heading}\n01/02/2024,Zacatecoluca,Robo,S\n02/02/2024,Zacatecoluca,Robo,N\n".encode()
    with acting_as(cast.oscar.pk), pytest.raises(actions.MayNotBeHeld):
        begun(source(cast.oscar, cast.ZAC), cast.oscar, content)
    with acting_as(cast.oscar.pk):
        assert not Load.objects.exists()


def test_returns_keep_their_own_headings_and_sport_is_no_deportation(cast):
    content = b"Fecha,Municipio de destino,Pais,Personas retornadas,Via de retorno\n01/02/2024,Zacatecoluca,Mexico,12,aerea\n"
    assert begun(source(cast.oscar, cast.ZAC, "dgme", domain="returns"), cast.oscar, content).pk
    assert not any(map(forbidden, ("Instalación deportiva", "Deporte", "Lugar del hecho", "País de procedencia")))
    assert not any(map(says_return, ("Cancha deportiva", "Tráfico ilegal de migrantes", "Redondel El Retorno", "Deportes")))


def test_a_cell_of_return_is_not_read(cast):
    said = ["Homicidio,arma de fuego,via publica", "Homicidio de retornado,arma de fuego,via publica",
            "Homicidio,Victimario deportado,via publica", "Homicidio,arma blanca,casa de persona retornada"]  # fmt: skip
    lines = ["Fecha,Municipio,Delito,Arma,Lugar", *(f"0{n}/02/2024,Zacatecoluca,{one}" for n, one in enumerate(said, 1))]
    of = source(cast.oscar, cast.ZAC)
    load = read(of, cast.oscar, "\n".join(lines).encode())
    with acting_as(cast.oscar.pk):
        # nobody can explain such a word either
        actions.explain_word(load, by=cast.oscar, meanings={("means", "Victimario deportado"): "other"})
        actions.read_again(load, by=cast.oscar)
    actions.read_load(load.pk, by=cast.oscar)
    with acting_as(cast.oscar.pk):
        load = Load.objects.get(pk=load.pk)
        aside = SetAside.objects.get(load=load)
        found = {one.facts["kind"]: one.facts["rows"] for one in Finding.objects.filter(load=load, code="status_words")}
        assert not any(word in str(load.unknown).lower() for word in ("retornad", "deportad"))
    assert (load.kept, aside.line, aside.why) == (3, 3, "status")
    with override("es"):
        assert "persona retornada" in why(aside.field, aside.why)
    assert found == {"category": 1, "means": 1, "site": 1}


def test_a_column_that_says_it_is_not_kept_unread_either(cast):
    content = b"Fecha,Municipio,Delito,Perfil social\n01/02/2024,Zacatecoluca,Robo,Deportado de EEUU\n02/02/2024,Zacatecoluca,Robo,\n"
    load = begun(source(cast.oscar, cast.ZAC), cast.oscar, content)
    layout = Layout.of(load.plan)
    layout.fields[3] = KEPT
    with acting_as(cast.oscar.pk), pytest.raises(BadInput):
        actions.confirm_load(load, by=cast.oscar, layout=layout)


def test_where_victims_came_from_is_counted_for_the_country_alone(cast):
    lines = ["Fecha,Municipio,Delito,País de procedencia", *(f"{n:02d}/02/2024,Zacatecoluca,Homicidio,Honduras" for n in range(1, 6))]
    used(source(cast.oscar, cast.ZAC), cast.oscar, cast.elena, "\n".join(lines).encode())
    with acting_as(cast.oscar.pk):
        rows = list(Tally.objects.filter(source__code="pnc", category="homicide"))
    assert {one.level: list(one.parts["country"].values()) for one in rows if "country" in one.parts} == {"country": [5]}
