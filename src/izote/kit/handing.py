"""Handing an export over: a ticket from the page that shows its password to the download; many files behind one password."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pyzipper
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.kit.export import Sink

MINUTES = 10


def ticket(user_id: int, *what: Any, salt: str) -> str:
    """What the page carries to the download: only this user redeems it, within ten minutes."""
    return signing.dumps([user_id, *what], salt=salt, compress=True)


def redeemed(text: str, user_id: int, *, salt: str) -> list[Any]:
    """What a ticket stands for; refuses with a sentence an old one and somebody else's."""
    try:
        holder, *what = signing.loads(text, salt=salt, max_age=MINUTES * 60)
    except signing.BadSignature as error:
        raise BadInput(_("This export has expired. Ask for it again.")) from error
    if holder != user_id:
        raise BadInput(_("This export has expired. Ask for it again."))
    return list(what)


def packaged(parts: Iterable[tuple[str, Iterable[bytes]]], *, password: str = "") -> Iterator[bytes]:
    """The bytes of a ZIP of files, made while they are read: AES-256 with a password, plain without one."""
    sink, at = Sink(), timezone.localtime().timetuple()[:6]
    package: Any = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED)
    if password:
        package = pyzipper.AESZipFile(sink, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES)
        package.setpassword(password.encode())
    with package:
        for name, pieces in parts:
            info = package.zipinfo_cls(name, date_time=at) if password else zipfile.ZipInfo(name, date_time=at)
            # Parquet is compressed already
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
            with package.open(info, "w") as entry:
                for piece in pieces:
                    entry.write(piece)
                    yield from sink.taken()
        yield from sink.taken()
    yield from sink.taken()
