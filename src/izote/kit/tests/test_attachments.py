"""Files that people bring: images keep nothing but their pixels, and nothing that is not plainly harmless is taken or shown."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from PIL import Image, ImageCms, PngImagePlugin
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from izote.kit import attachments
from izote.kit.attachments import Refused, accept, headers, safe_name
from izote.kit.pdfscan import is_active

GPS = {1: "N", 2: (13.0, 30.0, 29.0), 3: "W", 4: (88.0, 52.0, 5.0)}


def picture(kind="JPEG", size=(80, 40), mode="RGB", **options):
    image = Image.new(mode, size, "red" if mode == "RGB" else 0)
    if mode == "RGB":
        image.paste("blue", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photograph():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Teléfono de Marta"
    exif.get_ifd(0x8825).update(GPS)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture(exif=exif, icc_profile=profile, comment=b"en casa de la tia")


def opened(data):
    return Image.open(io.BytesIO(data))


def document(part="word/document.xml", extra=(), body="<w:document/>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(part, body)
        for name in extra:
            package.writestr(name, b"x")
    return out.getvalue()


def pages(**changes):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if script := changes.get("script"):
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if attached := changes.get("attached"):
        writer.add_attachment("a.exe", attached)
    if word := changes.get("word"):
        writer.encrypt(word, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def refused(name, data):
    with pytest.raises(Refused) as found:
        accept(name, data)
    assert str(found.value)
    return found.value.code


def test_a_photograph_loses_place_camera_words_and_profile_and_stands_upright():
    taken = accept("IMG 2026.JPG", photograph())
    assert (taken.kind, taken.mime, taken.safe_name, taken.inline) == ("image", "image/jpeg", "IMG 2026.jpg", True)
    assert {"place", "camera", "words", "profile"} <= set(taken.removed) and len(taken.removed_words) == len(taken.removed)
    kept = opened(taken.data)
    assert kept.size == (40, 80) and not dict(kept.getexif()) and "icc_profile" not in kept.info and "comment" not in kept.info
    assert b"Marta" not in taken.data and b"tia" not in taken.data and b"Exif" not in taken.data
    assert kept.convert("RGB").getpixel((20, 10))[2] > 200 and kept.convert("RGB").getpixel((20, 70))[0] > 200


def test_the_preview_is_small_and_bare():
    taken = accept("x.png", picture("PNG", (3000, 1500)))
    seen = opened(taken.preview)
    assert seen.format == "WEBP" and seen.size == (1200, 600) and not dict(seen.getexif())


def test_words_inside_a_png_and_what_hangs_on_behind_are_gone():
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ana Perez")
    data = picture("PNG", pnginfo=info) + b"<script>alert(1)</script>" + document()
    taken = accept("x.png", data)
    assert {"words", "rest"} <= set(taken.removed)
    assert b"Ana" not in taken.data and b"script" not in taken.data and not zipfile.is_zipfile(io.BytesIO(taken.data))


@pytest.mark.parametrize(
    ("mode", "kind", "mime"),
    [("L", "PNG", "image/png"), ("P", "PNG", "image/png"), ("RGBA", "PNG", "image/png"), ("I;16", "PNG", "image/png"),
     ("1", "PNG", "image/png"),
     ("CMYK", "JPEG", "image/jpeg"), ("RGB", "WEBP", "image/jpeg"), ("RGBA", "WEBP", "image/png")],
)  # fmt: skip
def test_every_usual_mode_is_read(mode, kind, mime):
    taken = accept("x", picture(kind, mode=mode))
    assert taken.mime == mime and opened(taken.data).size == (80, 40) and opened(taken.preview).size == (80, 40)


def test_a_picture_that_moves_keeps_its_first_frame():
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "WEBP", save_all=True, append_images=[Image.new("RGB", (20, 20), "blue")])
    taken = accept("x.webp", out.getvalue())
    assert "frames" in taken.removed and getattr(opened(taken.data), "n_frames", 1) == 1


def test_a_very_large_photograph_is_kept_smaller():
    taken = accept("x.jpg", picture(size=(6000, 3000)))
    assert opened(taken.data).size == (3200, 1600) and "size" in taken.removed


def png_that_claims(width, height):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    row = zlib.compress(b"\0" * 10_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", row)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty", b""),
        ("too_big", b"x" * 20_000_001),
        ("too_many_pixels", png_that_claims(60_000, 60_000)),
        ("damaged", picture(size=(400, 400))[:-600]),
        ("damaged", picture("PNG", size=(400, 400))[:-60]),
        ("damaged", b"\xff\xd8\xff\xe0 not really"),
        ("web_page", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("web_page", "\ufeff  <html><body>hola".encode()),
        ("web_page", b"hello <script src=x></script>"),
        ("web_page", "<html>".encode("utf-16")),
        ("svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("svg", b"<svg/onload=alert(1)>"),
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("other_image", b"GIF89a" + b"\0" * 40),
        ("other_image", b"II*\0" + b"\0" * 40),
        ("old_office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40),
        ("program", b"MZ\x90\0" + b"\0" * 40),
        ("program", b"#!/bin/sh\nrm -rf ~"),
        ("archive", b"Rar!\x1a\x07"),
        ("archive", document(part="evil.js")),
        ("macros", document(extra=["word/vbaProject.bin"])),
        ("damaged", document()[:-30]),
        ("bomb", document(body="0" * 30_000_000)),
        ("virus_test", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"),
        ("unknown", b"\x01\x02\x03 binary \x00"),
        ("unknown", b"{\\rtf1\\ansi hola}"),
        ("damaged", b"%PDF-1.7\nhalf"),
    ],
)  # fmt: skip
def test_what_is_not_plainly_harmless_is_refused_with_a_sentence(code, data):
    assert refused("foto.jpg", data) == code


def test_a_pdf_that_is_also_a_compressed_folder_is_refused():
    assert refused("x.pdf", pages() + document() + b"%%EOF") == "two_kinds"


def test_a_quiet_pdf_may_be_shown_and_is_kept_as_it_came():
    data = pages()
    taken = accept("acta.pdf", data)
    assert (taken.kind, taken.inline, taken.warning, taken.data) == ("pdf", True, "", data)


@pytest.mark.parametrize("changes", [{"script": "app.alert(1)"}, {"attached": b"MZ"}, {"word": "secreto"}])
def test_a_pdf_that_acts_by_itself_or_is_locked_is_only_downloaded(changes):
    taken = accept("x.pdf", pages(**changes))
    assert not taken.inline and str(taken.warning) and taken.preview is None


def stream(head, body):
    return b"%PDF-1.7\n5 0 obj\n<<" + head + b"/Length 9>>\nstream\n" + body + b"\nendstream endobj\n%%EOF"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4 1 0 obj <</S/J#61vaScript/JS(app.alert(1))>> %%EOF",
        b"%PDF-1.4 1 0 obj <</OpenAction[3 0 R/Fit]>> %%EOF",
        b"%PDF-1.4 1 0 obj <</S/Launch/F(cmd.exe)>> %%EOF",
        stream(b"/Type/ObjStm/Filter/FlateDecode", zlib.compress(b"1 0 <</S /JavaScript /JS (x)>>")),
        stream(b"/Type/Obj#53tm/Filter/LZWDecode", b"\x80\x0b"),
        stream(b"/Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]", b"78"),
        stream(b"/Type/ObjStm/Subtype/Image/Filter/FlateDecode", zlib.compress(b"<</S/Launch>>")),
        stream(b"/Filter/FlateDecode", zlib.compress(b"\0" * 40_000_000)),
        b"%PDF-1.4\n" + b"stream\n" * 2_000_000 + b"%%EOF",
    ],
)
def test_active_content_is_found_where_it_hides(data):
    assert is_active(data)


def test_large_scanned_pages_are_not_taken_for_active():
    assert not is_active(stream(b"/Subtype/Image/Filter/FlateDecode", zlib.compress(b"\x7f" * 40_000_000)))


def test_documents_are_handed_back_untouched_and_never_shown():
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    sheet = io.BytesIO()
    OpenDocumentSpreadsheet().save(sheet)
    for data, ending in ((document(), "docx"), (book.getvalue(), "xlsx"), (sheet.getvalue(), "ods")):
        taken = accept("carta.final.exe", data)
        assert taken.safe_name == f"carta final.{ending}" and taken.data == data and not taken.inline and taken.preview is None


def test_plain_text_is_kept_as_utf8_whatever_it_came_in():
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        taken = accept("nota.html", "Señora Núñez: 5 < 6, ¿verdad? Año nuevo.\n".encode(encoding))
        assert (taken.mime, taken.safe_name, taken.inline) == ("text/plain", "nota.txt", False)
        assert taken.data.decode() == "Señora Núñez: 5 < 6, ¿verdad? Año nuevo.\n"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\partida.pdf", "partida.pdf"),
        ("foto\u202efdp.exe", "fotofdp.pdf"),
        ("a.pdf.exe", "a pdf.pdf"),
        ('x";filename="y.html\r\nX: 1', "x filename y.pdf"),
        ("", "archivo.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("CON.txt", "archivo CON.pdf"),
        ("Partida de Ñuñez (2).PDF", "Partida de Ñuñez (2).pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
        ("<b>hola</b>.pdf", "b.pdf"),
    ],
)
def test_names_become_harmless(name, safe):
    assert safe_name(name, "application/pdf") == safe


def test_headers_let_nothing_run():
    out = headers("application/pdf", 'Acta "Núñez".pdf')
    assert out["Content-Disposition"] == "attachment; filename=\"Acta Nunez.pdf\"; filename*=UTF-8''Acta%20%22N%C3%BA%C3%B1ez%22.pdf"
    assert "sandbox" in out["Content-Security-Policy"] and out["X-Content-Type-Options"] == "nosniff"
    assert headers("image/png", "x.png", inline=True)["Content-Disposition"].startswith("inline")
    assert "\n" not in "".join(headers("text/plain", "a\r\nSet-Cookie: x").values())


def test_the_program_that_draws_images_is_stopped_when_it_takes_too_much(monkeypatch):
    monkeypatch.setitem(attachments.LIMITS, "memory", 60_000_000)
    assert refused("x.jpg", picture(size=(5000, 5000))) in ("too_many_pixels", "damaged")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"%PDF-1.4", b"PK\x03\x04", b"<", b"\xef\xbb\xbf"]))
def test_any_bytes_are_taken_or_refused_and_nothing_breaks(data, start):
    try:
        taken = accept("x", start + data)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert taken.mime in attachments.EXTENSIONS
