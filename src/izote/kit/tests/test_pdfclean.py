"""A PDF that comes back knows nothing of who made it, when, where and with what; its pages stay."""

import io

import pypdf
import pytest
import typst
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from izote.kit.errors import BadInput
from izote.kit.pdfclean import clean_pdf
from izote.kit.pdfworker import without_camera


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "CamaraSecreta", "AutoraOculta"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (13.0, 28.0, 45.0)
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


def with_everything() -> bytes:
    page = io.BytesIO()
    Image.open(io.BytesIO(photograph())).save(page, "PDF", author="AutoraOculta", title="Borrador", creator="OficinaX")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(page.getvalue()))
    for one in writer._objects:
        if isinstance(one, dict) and one.get("/Subtype") == "/Image":
            one[NameObject("/Filter")] = NameObject("/DCTDecode")
            one._data = photograph()
    note = DictionaryObject()
    note[NameObject("/Type")], note[NameObject("/Subtype")] = NameObject("/Annot"), NameObject("/Text")
    note[NameObject("/T")], note[NameObject("/Contents")] = TextStringObject("AutoraOculta"), TextStringObject("ojo")
    note[NameObject("/Rect")] = pypdf.generic.RectangleObject((0, 0, 9, 9))
    writer.add_annotation(0, note)
    writer.xmp_metadata = (
        b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
        b'"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b"<dc:creator><rdf:Seq><rdf:li>AutoraOculta</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
        b'<?xpacket end="w"?>'
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_photograph_in_a_pdf_loses_its_place_and_camera():
    bare = without_camera(photograph())
    assert b"CamaraSecreta" not in bare and not Image.open(io.BytesIO(bare)).getexif()
    assert Image.open(io.BytesIO(bare)).tobytes() == Image.open(io.BytesIO(photograph())).tobytes()
    assert without_camera(b"no picture") == b"no picture"


def test_author_dates_notes_and_places_are_gone_and_the_pages_stay():
    data = with_everything()
    assert b"AutoraOculta" in data and b"CamaraSecreta" in data
    made = clean_pdf(data)
    assert set(made.removed) == {"author", "notes", "place"}
    for secret in (b"AutoraOculta", b"CamaraSecreta", b"OficinaX", "AutoraOculta".encode("utf-16-be")):
        assert secret not in made.data
    again = pypdf.PdfReader(io.BytesIO(made.data))
    assert len(again.pages) == 1 and not again.metadata and again.xmp_metadata is None and len(again.pages[0].images) == 1


def test_its_words_are_read():
    made = clean_pdf(typst.compile(b"Mesa local de protecci\xc3\xb3n", format="pdf"))
    assert "Mesa local de protección" in made.words and not pypdf.PdfReader(io.BytesIO(made.data)).metadata


@pytest.mark.parametrize("data", [b"%PDF-1.7\nrubbish%%EOF", b"%PDF-1.4\n" + b"1 0 obj<</Kids[1 0 R]>>endobj\n" * 2000 + b"%%EOF"])
def test_what_cannot_be_written_anew_is_refused(data):
    with pytest.raises(BadInput):
        clean_pdf(data)
