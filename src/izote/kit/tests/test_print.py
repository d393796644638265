"""Printed pages: what people typed stands there letter by letter, long tables go on, and the file is an accessible PDF."""

import datetime as dt
import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.kit import print as printed

SAMPLE = "kit/typst/sample.typ"
AT = dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC)


def page(language="es", **changed):
    data = {
        "facts": [["Nombre", "Marta"]],
        "section": "Metas",
        "text": "Una meta.",
        "frame": "Acuerdo",
        "choices": ["Uno", "Dos"],
        "head": ["Qué", "Cuándo"],
        "rows": [["curso", "mayo"]],
        "qr": printed.qr("https://izote.example/r/abc", alt="Código QR", caption="ZAC-7K3Q-2"),
        "signers": ["Persona", "Gestora"],
    } | changed
    return printed.pdf(
        SAMPLE, data, language=language, title="Plan de acompañamiento", office="Zacatecoluca", by="Ana Pérez", mark="ZAC-1", at=AT
    )


def read(made):
    return pypdf.PdfReader(io.BytesIO(made))


def text_of(made):
    return "\n".join(page.extract_text() for page in read(made).pages)


def squeezed(text):
    return "".join(text.split()).replace("\u200b", "")


@pytest.mark.parametrize(
    "typed",
    [
        '#set page(paper: "a3")',
        '#read("/etc/passwd")',
        "#import \"@preview/x:1.0.0\": *",
        "*no* _nada_ $x^2$ @ref <marca> `r` // c /* d */",
        "= Título - lista + otra / término: x",
        '"comillas" \'simples\' «latinas» … — \\ \\n \\u{1F600}',
        "{\"json\": [1, 2]} ]] }} ${x} %(y)s {{ z }} {% raw %}",
        "Ñandú güegüecho áéíóú ǵ ẞ Łódź",
        "кириллица Ωmega",
        "עברית",
        "☐ ☑ ✓ → − ½ °C €5",
    ],
)  # fmt: skip
def test_what_was_typed_stands_on_the_page_letter_by_letter(typed):
    made = page(facts=[["Dato", typed]], head=[typed[:20], "B"], text=typed)
    assert squeezed(text_of(made)).count(squeezed(typed)) >= 2
    assert read(made).pages[0].mediabox.width == 612


def test_letters_from_right_to_left_are_all_there():
    said = text_of(page(facts=[["Nombre", "محمد سلام"]]))
    assert sorted("".join(said.split())).count("م") == sorted("محمد سلام").count("م")


def test_signs_without_a_drawing_are_named_and_marks_without_a_shape_are_left_out():
    said = squeezed(text_of(page(facts=[["Nota", "gracias 👋🏽 fin\u202e\x00\x07\ud800"]])))
    assert "gracias[wavinghandsign]fin" in said


def test_a_word_longer_than_the_line_is_broken_and_not_cut_off():
    long = "x" * 150 + "FIN"
    assert long in squeezed(text_of(page(rows=[[long, "b"]])))


def test_a_long_table_goes_on_over_pages_with_its_head_on_each():
    made = page(rows=[[f"fila {n}", f"{n}"] for n in range(300)])
    pages = read(made).pages
    assert len(pages) > 5
    assert all("Cuándo" in one.extract_text() for one in pages[1:-1])
    said = text_of(made)
    assert all(f"fila {n}" in said for n in range(300))
    assert f"Página 1 de {len(pages)}" in said and f"Página {len(pages)} de {len(pages)}" in said


def test_each_page_says_the_office_who_printed_and_when_in_el_salvador():
    said = text_of(page())
    assert "Zacatecoluca" in said and "ZAC-1" in said
    assert "Impreso el 20/11/2026 21:30 por Ana Pérez" in said
    assert "Firma o huella" in said
    assert "Printed on" in text_of(page(language="en")) and "Page 1 of 1" in text_of(page(language="en"))


def test_the_file_is_tagged_titled_and_says_its_language():
    reader = read(page())
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "es-SV" and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert reader.metadata.title == "Plan de acompañamiento"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_large_print_is_larger():
    def sizes(large):
        made = printed.pdf(SAMPLE, {**DATA, "text": "palabra " * 900}, language="es", title="T", large=large)
        return len(read(made).pages)

    assert sizes(True) > sizes(False)


DATA = {
    "facts": [["a", None], ["b", ""]], "section": "s", "text": "t", "frame": "", "choices": ["x"], "head": ["h"], "rows": [],
    "qr": printed.qr("x", alt="x"), "signers": ["p"],
}  # fmt: skip


def test_values_may_be_empty_numbers_dates_and_lazy_words():
    made = printed.pdf(SAMPLE, {**DATA, "rows": [[None], [3], [dt.date(2026, 1, 2)]]}, language="es", title="T")
    assert "2026-01-02" in text_of(made) and "Impreso el" in text_of(made)


def test_a_broken_template_is_an_error_and_no_empty_page(tmp_path):
    with pytest.raises(RuntimeError):
        printed.pdf("kit/typst/nonsense.typ", {}, language="es", title="T")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_printed(text):
    assert page(facts=[[text, text]], text=text).startswith(b"%PDF")
