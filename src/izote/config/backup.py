"""Encrypted backup and restore: one file, opened by a passphrase, checked whole before anything is touched."""

import datetime as dt
import hashlib
import json
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from izote.kit.errors import BadInput

MAGIC = b"IZOTE-BACKUP-1\n"
CHUNK = 1024 * 1024
KEPT_SECRETS = ("field", "seal", "django")


def _key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=64 * 1024 * 1024, dklen=32)


def write_sealed(out: IO[bytes], parts: Iterator[bytes], passphrase: str) -> None:
    """Write chunks of ciphertext, each bound to its place and the last one marked, so that a cut file is noticed."""
    salt = os.urandom(16)
    cipher = AESGCM(_key(passphrase, salt))
    out.write(MAGIC + salt)
    number, waiting = 0, b""
    for part in parts:
        if waiting:
            _write_chunk(out, cipher, number, waiting, last=False)
            number += 1
        waiting = part
    _write_chunk(out, cipher, number, waiting, last=True)


def _write_chunk(out: IO[bytes], cipher: AESGCM, number: int, data: bytes, *, last: bool) -> None:
    nonce = os.urandom(12)
    body = nonce + cipher.encrypt(nonce, data, struct.pack(">Q?", number, last))
    out.write(struct.pack(">I?", len(body), last) + body)


def read_sealed(handle: IO[bytes], passphrase: str) -> Iterator[bytes]:
    """The plain chunks; a wrong passphrase, a changed or a cut file is refused."""
    if handle.read(len(MAGIC)) != MAGIC:
        raise BadInput(_("This is not a backup of Izote."))
    cipher = AESGCM(_key(passphrase, handle.read(16)))
    number = 0
    while True:
        head = handle.read(5)
        if len(head) < 5:
            raise BadInput(_("The backup is cut off: its end is missing."))
        size, last = struct.unpack(">I?", head)
        body = handle.read(size)
        try:
            yield cipher.decrypt(body[:12], body[12:], struct.pack(">Q?", number, last))
        except (InvalidTag, ValueError) as error:
            raise BadInput(_("The passphrase is wrong, or the backup was changed.")) from error
        number += 1
        if last:
            return


def _program(name: str) -> str:
    folder = os.environ.get("IZOTE_PG_BIN", "")
    return str(Path(folder) / name) if folder else name


def _powerful_url() -> str:
    url = os.environ.get("DATABASE_BACKUP_URL", "")
    if not url:
        raise BadInput(_("DATABASE_BACKUP_URL is missing: the address of a role that may read every row."))
    return url


def _contents(dump: IO[bytes], anchors: str) -> Iterator[bytes]:
    head = {
        "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "secrets": {name: (settings.DATA / "secrets" / name).read_text().strip() for name in KEPT_SECRETS},
        "anchors": anchors,
        "kind": (settings.DATA / "kind").read_text().strip() if (settings.DATA / "kind").exists() else "office",
    }
    yield json.dumps(head).encode()
    while chunk := dump.read(CHUNK):
        yield chunk


def make(path: Path, passphrase: str) -> dict[str, Any]:
    """Dump the database and what belongs to it into one encrypted file, whole or not at all."""
    if len(passphrase) < 12:
        raise BadInput(_("The passphrase needs at least 12 characters."))
    fresh = path.with_name(path.name + ".new")
    kept = Path(settings.DATA) / "audit-anchors.txt"
    anchors = kept.read_text() if kept.exists() else ""  # before the dump, so that no anchor is ahead of the chain restored
    command = [_program("pg_dump"), "--format=custom", "--compress=6", _powerful_url()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                write_sealed(out, _contents(dump.stdout, anchors), passphrase)  # type: ignore[arg-type]
                out.flush()
                os.fsync(out.fileno())
            if dump.wait() != 0:
                raise BadInput(_("The database could not be read for the backup."))
        except BaseException:
            dump.kill()
            fresh.unlink(missing_ok=True)
            raise
    fresh.replace(path)
    return {"ok": True, "file": str(path), "bytes": path.stat().st_size}


def restore(path: Path, passphrase: str) -> dict[str, Any]:
    """Check the whole backup, load it beside the present database, and only then put it in its place."""
    if not path.exists():
        raise BadInput(_("There is no such file."))
    with tempfile.TemporaryDirectory(dir=settings.DATA) as folder:
        plain = Path(folder) / "dump"
        with path.open("rb") as handle, plain.open("wb") as out:
            parts = read_sealed(handle, passphrase)
            head = json.loads(next(parts))
            for part in parts:
                out.write(part)
        before = _swap_in(plain)
    for name, value in head["secrets"].items():
        target = settings.DATA / "secrets" / name
        if target.exists() and target.read_text().strip() != value:
            shutil.copy(target, target.with_suffix(".before-restore"))
        target.write_text(value)
        target.chmod(0o600)
    (settings.DATA / "audit-anchors.txt").write_text(head["anchors"])
    (settings.DATA / "kind").write_text(head["kind"])
    (settings.DATA / "ready").unlink(missing_ok=True)
    return {"ok": True, "made": head["made"], "before": before}


def _swap_in(plain: Path) -> str:
    url = _powerful_url()
    name = conninfo_to_dict(url)["dbname"]
    fresh, before = f"{name}_restoring", f"{name}_before_{dt.datetime.now():%Y%m%d%H%M%S}"
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(fresh)))
        admin.execute(sql.SQL("create database {} owner izote_owner template template0").format(sql.Identifier(fresh)))
        command = [_program("pg_restore"), "--exit-on-error", "--no-password", "-d", make_conninfo(url, dbname=fresh), str(plain)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            admin.execute(sql.SQL("drop database {}").format(sql.Identifier(fresh)))
            raise BadInput(_("The backup could not be loaded; the present data were not touched."))
        for role in ("izote_migrate", "izote_web", "izote_worker", "izote_seal"):
            admin.execute(sql.SQL("grant connect on database {} to {}").format(sql.Identifier(fresh), sql.Identifier(role)))
        admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(fresh)))
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()", [name])
        admin.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(str(name)), sql.Identifier(before)))
        admin.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(fresh), sql.Identifier(str(name))))
    return before
