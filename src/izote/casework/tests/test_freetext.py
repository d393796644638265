"""Words that harm: found however they are written, not found where they mean something else, and kept only on purpose."""

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from izote.casework.forms.watched import WatchedForm, WatchedText
from izote.casework.rules.freetext import warnings


def kinds(text):
    return [warned.kind for warned in warnings(text)]


GANG = [
    "Dice el vecino que es marero.",
    "Es pandillero retirado",
    "es PANDILLERA",
    "anda en la mara",
    "Pertenece a la MS",
    "pertenece a la M.S.",
    "es de la MS-13",
    "MS13",
    "de la ms 13",
    "es de la 18",
    "es de los 18",
    "Barrio 18 sureños",
    "la dieciocho",
    "colabora con la pandilla",
    "Colabora con los muchachos",
    "colaboraba con ellos cuando era joven",
    "colaborador de las estructuras",
    "fue vinculado a grupos",
    "se junta con esa gente",
    "era de la clica de los locos",
    "su clica lo busca",
    "es palabrero",
    "homeboy",
    "p4nd1ll3r0",
    "m4rero",
    "p a n d i l l e r o",
    "m a r a",
    "pandiyero",
    "pandilllero",
    "la Mara Salvatrucha",
    "ANDA EN MARA",
    "agrupaciones ilícitas",
    "He is a gang member",
    "she belongs to a gang",
    "is in MS-13",
    "18th Street gang",
    "has ties to criminal groups",
    "La persona teme volver porque es pandillero.",
    "La mara lo amenazó.",
]
TATTOO = [
    "tiene un tatuaje en el brazo",
    "Tatuada",
    "TATUAJES visibles",
    "has tattoos on his neck",
    "una tatoo",
    "t4tu4je",
    "marcas en la piel",
    "Teme por su tatuaje",
]
CRIME = [
    "tiene antecedentes penales",
    "Tiene antecedentes",
    "fue condenado por robo en Texas",
    "estuvo preso dos años",
    "cumplió condena",
    "acusado de extorsión",
    "orden de captura vigente",
    "deportado por conducir ebrio",
    "retornado por venta de drogas",
    "cometió un hurto",
    "salió de la cárcel en mayo",
    "es delincuente",
    "He was convicted of assault",
    "charged with DUI",
    "was arrested for robbery",
    "deported for drug possession",
    "has a criminal record",
    "felony",
]
HARMLESS = [
    "Tamara vino con su mamá",
    "Tiene 18 años",
    "a los 18 años se fue",
    "cumplió los 18 en marzo",
    "Vive en la 18 avenida norte",
    "la ruta 18 pasa cerca",
    "Le dimos la dirección de la fiscalía",
    "Puso la denuncia en la Fiscalía por extorsión",
    "Clica en el enlace que le mandamos",
    "Mara Pérez es su tía; llamó a Mara ayer",
    "su hija Mara vive en Sonsonate",
    "Colabora con la iglesia y con su mamá",
    "colabora con grupos de mujeres",
    "Sra. M. S. Pérez",
    "nació en Maracaibo; vende marañón",
    "La persona teme a la pandilla",
    "La persona teme a su expareja",
    "Tiene miedo de la mara de su colonia",
    "fue amenazada por pandilleros",
    "Huye de las maras",
    "víctima de extorsión",
    "Le robaron en el camino; asesinaron a su hermano",
    "She fears the gang",
    "threatened by gang members",
    "antecedentes médicos: asma",
    "tiene antecedentes familiares de diabetes",
    "antecedentes clínicos",
    "Su esposo está preso y ella cuida a los niños",
    "su hijo fue condenado",
    "Estuvo detenido por migración en Texas",
    "detenida por la patrulla fronteriza",
    "participó en el taller de prevención de drogas",
    "She wanted to work; the phone charges slowly",
    "Necesita solvencia de la PNC para trabajar",
    "La señora Clara vende ropa en el mercado",
    "Perdió el DUI en el camino",
    "tema de la próxima cita: vivienda",
    "Padilla Mandilla pastilla",
    "sentencia de divorcio",
    "B 18 años",
    "asiste a la banda de música del colegio",
    "Quiere estudiar criminología",
    "el plan de la región",
    "",
]


@pytest.mark.parametrize("text", GANG)
def test_gang_labels_are_warned_of(text):
    assert set(kinds(text)) == {"gang"}


@pytest.mark.parametrize("text", TATTOO)
def test_tattoos_are_warned_of_even_as_a_fear(text):
    assert kinds(text) == ["tattoo"]


@pytest.mark.parametrize("text", CRIME)
def test_alleged_crimes_and_sentences_are_warned_of(text):
    assert kinds(text) == ["crime"]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_means_something_else_passes(text):
    assert warnings(text) == []


def test_the_warning_shows_the_very_words_and_proposes_the_persons_own_fear():
    text = "Llegó ayer.\nSegún la policía es Marero de la MS-13 y tiene tatuajes."
    with override("es"):
        found = warnings(text)
    assert [text[slice(*one.span)] for one in found] == [one.found for one in found] == ["Marero", "la MS-13", "tatuajes"]
    assert found[0].propose.startswith("La persona teme a …")
    with override("en"):
        assert warnings(text)[0].propose.startswith("The person fears …")


def test_the_proposals_themselves_are_not_warned_of():
    for language in ("es", "en"):
        with override(language):
            for one in warnings("es marero, tiene tatuajes y antecedentes penales"):
                assert warnings(one.propose) == []


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_every_span_lies_in_it(text):
    found = warnings(text)
    assert all(text[slice(*one.span)] == one.found for one in found)
    assert [one.span for one in found] == sorted(one.span for one in found)


@given(st.sampled_from(GANG[:12]), st.sampled_from(["Vino a la oficina. ", "Pide ayuda con el DUI y la escuela.\n", "👋 "]))
def test_words_are_found_wherever_they_stand(label, before):
    assert "gang" in kinds(before + label + " Se le dio cita.")


class Note(WatchedForm):
    title = forms.CharField(required=False)
    body = WatchedText(label="Body")
    other = WatchedText(label="Other", required=False, one_line=True)


def test_harmless_text_is_saved_at_once_and_no_box_is_shown():
    form = Note({"body": "Viene por empleo."})
    assert form.is_valid() and form.keep_box is None and form.kept_words == ()


def test_words_that_harm_come_back_with_a_proposal_and_a_box_that_a_screen_reader_meets():
    form = Note({"body": "Es marero.", "other": "tiene tatuajes"})
    assert not form.is_valid()
    html = form.as_div()
    assert 'name="keep_words"' in html and 'value="on"' not in html and "checked" not in html
    assert 'aria-invalid="true"' in html and 'aria-describedby="id_body_error"' in html
    assert "marero" in form.errors["body"][0] and "tatuajes" in form.errors["other"][0]
    assert list(form.fields) == ["title", "body", "other", "keep_words"]


def test_words_are_kept_only_with_the_box_ticked_and_the_form_says_which():
    form = Note({"body": "Dijo: «me acusan de marero».", "keep_words": "on"})
    assert form.is_valid() and form.cleaned_data["body"].startswith("Dijo")
    assert [one.kind for one in form.kept_words] == ["gang"]


def test_the_box_cannot_be_ticked_in_advance_of_other_errors():
    form = Note({"body": "", "other": "Es marero", "keep_words": "on"})
    assert not form.is_valid() and "body" in form.errors and "other" not in form.errors


def test_the_same_word_is_named_once_however_often_it_stands_there():
    form = Note({"body": "marero " * 50})
    assert not form.is_valid() and len(form.errors["body"]) == 1
