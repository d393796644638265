"""Seals the audit: chains committed lines by hashes, signs each batch, anchors its end outside the database."""

import hashlib
import hmac
import json
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.utils.translation import gettext_noop as _

logger = logging.getLogger("izote.sealer")
FIELDS = "e.id, e.at, e.actor_id, e.actor_label, e.org_id, e.verb, e.kind, e.key, e.label, e.details"
START = hashlib.sha256(b"izote audit").digest()
BATCH = 5000
RECENT = 50_000
WHOLE_EVERY = 300


def link_hash(previous: bytes, row: tuple[Any, ...]) -> bytes:
    """The hash of one line chained to the line before it."""
    values = [row[0], f"{row[1].timestamp():.6f}", *row[2:]]
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def signature(position: int, digest: bytes) -> bytes:
    """What proves that this program sealed the chain up to that position."""
    key = os.environ.get("IZOTE_SEAL", "").encode()
    return hmac.new(key, f"{position}:".encode() + digest, hashlib.sha256).digest()


def anchor_file() -> Path:
    """The ends of sealed batches, one line each, kept outside the database."""
    return Path(os.environ.get("IZOTE_ANCHORS", settings.DATA / "audit-anchors.txt"))


def connect() -> psycopg.Connection[tuple[Any, ...]]:
    """A connection as the sealer, who reads lines and adds links."""
    return psycopg.connect(settings.SEAL_URL, options="-c timezone=UTC")


class ChainCut(Exception):
    """The chain in the database ends before its last anchor, or differs from it: nothing is sealed on top of that."""


def last_anchor() -> tuple[int, str] | None:
    """Position and hash of the last anchor."""
    path = anchor_file()
    if not path.exists():
        return None
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - 1000))
        words = handle.read().decode(errors="replace").strip().rsplit("\n", 1)[-1].split()
    return (int(words[0]), words[1]) if len(words) == 3 else None


def check_anchor(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Refuse to go on where the database no longer holds what was anchored last."""
    anchor = last_anchor()
    if anchor is None:
        return
    row = connection.execute("select hash from audit.audit_link where position = %s", [anchor[0]]).fetchone()
    if row is None or bytes(row[0]).hex() != anchor[1]:
        raise ChainCut(anchor[0])


def seal_batch(connection: psycopg.Connection[tuple[Any, ...]], *, whole: bool = True) -> int:
    """Chain the lines that can no longer be preceded by another, looking at all of them or at the recent ones; returns how many."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(hashtext('izote.seal'))")
        check_anchor(connection)
        last = connection.execute("select position, hash from audit.audit_link order by position desc limit 1").fetchone()
        position, digest = (last[0], bytes(last[1])) if last else (0, START)
        newest = connection.execute("select coalesce(max(event_id), 0) from audit.audit_link").fetchone()
        floor = 0 if whole or newest is None else newest[0] - RECENT
        rows = connection.execute(
            f"select {FIELDS} from audit.audit_event e"  # noqa: S608
            " where e.id > %s and e.xid < pg_snapshot_xmin(pg_current_snapshot())"
            " and not exists (select 1 from audit.audit_link l where l.event_id = e.id)"
            " order by e.xid, e.id limit %s",
            [floor, BATCH],
        ).fetchall()
        if not rows:
            return 0
        links = []
        for row in rows:
            position += 1
            digest = link_hash(digest, row)
            links.append((position, row[0], digest))
        connection.execute(
            "insert into audit.audit_link (position, event_id, hash) select * from unnest(%s::int8[], %s::int8[], %s::bytea[])",
            [list(column) for column in zip(*links, strict=True)],
        )
        mac = signature(position, digest)
        connection.execute("insert into audit.audit_head (position, sealed_at, mac) values (%s, now(), %s)", [position, mac])
    with anchor_file().open("a") as handle:
        handle.write(f"{position} {digest.hex()} {mac.hex()}\n")
        handle.flush()
        os.fsync(handle.fileno())
    return len(rows)


def seal_all(*, whole: bool = True) -> int:
    """Seal everything that can be sealed now."""
    total = 0
    with connect() as connection:
        while count := seal_batch(connection, whole=whole):
            total += count
            connection.commit()
    return total


def seal_forever(ending: threading.Event) -> None:
    """Seal every two seconds until told to end."""
    rounds = 0
    while not ending.wait(2):
        try:
            seal_all(whole=rounds % WHOLE_EVERY == 0)
            rounds += 1
        except (psycopg.Error, ChainCut) as error:
            logger.warning("the audit could not be sealed: %s", type(error).__name__)


def _chain(connection: psycopg.Connection[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(name="chain") as cursor:
        cursor.itersize = 20000
        cursor.execute(
            f"select l.position, l.hash, l.event_id, {FIELDS} from audit.audit_link l"  # noqa: S608
            " left join audit.audit_event e on e.id = l.event_id order by l.position"
        )
        yield from cursor


def verify() -> dict[str, Any]:
    """Walk the whole chain; names the first broken link, a missing tail, and how many lines wait to be sealed."""
    anchors: dict[int, tuple[str, str]] = {}
    for line in anchor_file().read_text().split("\n") if anchor_file().exists() else []:
        words = line.split()
        if len(words) == 3 and anchors.setdefault(int(words[0]), (words[1], words[2])) != (words[1], words[2]):
            return _broken(int(words[0]), None, _("two anchors outside the database contradict each other"))
    with connect() as connection:
        heads = dict(connection.execute("select position, mac from audit.audit_head").fetchall())
        digest, expected = START, 0
        for position, stored, event_id, *row in _chain(connection):
            expected += 1
            if position != expected:
                return _broken(expected, event_id, _("a link is missing"))
            if row[0] is None:
                return _broken(position, event_id, _("its line was removed"))
            digest = link_hash(digest, tuple(row))
            if digest != bytes(stored):
                return _broken(position, event_id, _("its line was changed"))
            if position in heads and not hmac.compare_digest(bytes(heads[position]), signature(position, digest)):
                return _broken(position, event_id, _("the signature of the batch is false"))
            if position in anchors and anchors[position] != (digest.hex(), signature(position, digest).hex()):
                return _broken(position, event_id, _("it differs from the anchor outside the database"))
        if anchors and max(anchors) > expected:
            return _broken(max(anchors), None, _("the end of the chain is missing"))
        waiting = connection.execute(
            "select count(*) from audit.audit_event e where not exists (select 1 from audit.audit_link l where l.event_id = e.id)"
        ).fetchone()
    return {"ok": True, "sealed": expected, "unsealed": waiting[0] if waiting else 0, "anchors": len(anchors)}


def _broken(position: int, event_id: int | None, why: str) -> dict[str, Any]:
    return {"ok": False, "broken_at": position, "event": event_id, "why": why}
