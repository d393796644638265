"""The trail: sealed, never changed, and every tampering named."""

import os

import pytest

from izote.access import sealer
from izote.access.audit import record
from izote.access.context import acting_as


@pytest.fixture
def sealed(committed_cast, superuser, tmp_path, monkeypatch):
    """Five committed lines about Ana, sealed, in an audit that holds nothing else."""
    monkeypatch.setenv("IZOTE_ANCHORS", str(tmp_path / "anchors.txt"))
    forget(superuser)
    for number in range(5):
        write(committed_cast, number)
        if number in (1, 4):
            sealer.seal_all()
    yield superuser
    forget(superuser)


def write(cast, number):
    with acting_as(cast.ana.pk):
        record(cast.ana, "person.opened", org=cast.ZAC, kind="person", key=number, label=f"ZAC-AAAA-{number}")


def forget(superuser):
    tamper(superuser, "truncate audit.audit_event, audit.audit_link, audit.audit_head restart identity")


def tamper(superuser, sql):
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        superuser.execute(sql)


def test_a_whole_chain_verifies_and_says_what_waits(sealed, committed_cast):
    assert sealer.verify() == {"ok": True, "sealed": 5, "unsealed": 0, "anchors": 2}
    write(committed_cast, 6)
    assert sealer.verify()["unsealed"] == 1


@pytest.mark.parametrize(
    ("sql", "position", "why"),
    [
        ("update audit.audit_event set label = 'ZAC-AAAA-X' where id = 3", 3, "changed"),
        ("update audit.audit_event set at = at + interval '1 microsecond' where id = 1", 1, "changed"),
        ("update audit.audit_event set details = '{\"level\": 1}' where id = 5", 5, "changed"),
        ("delete from audit.audit_event where id = 2", 2, "removed"),
        ("delete from audit.audit_link where position = 4", 4, "missing"),
        ("update audit.audit_head set mac = 'x' where position = 2", 2, "signature"),
        ("delete from audit.audit_event where id > 2; delete from audit.audit_link where position > 2;"
         " delete from audit.audit_head where position > 2", 5, "end of the chain"),
    ],
)  # fmt: skip
def test_tampering_by_a_superuser_is_named(sealed, sql, position, why):
    tamper(sealed, sql)
    found = sealer.verify()
    assert (found["ok"], found["broken_at"]) == (False, position) and why in found["why"]


def test_a_cut_tail_is_not_sealed_over(sealed, committed_cast):
    tamper(sealed, "delete from audit.audit_event where id > 2; delete from audit.audit_link where position > 2;"
                   " delete from audit.audit_head where position > 2")  # fmt: skip
    write(committed_cast, 7)
    with pytest.raises(sealer.ChainCut):
        sealer.seal_all()
    assert sealer.verify()["ok"] is False


def test_whoever_forges_line_and_hash_still_lacks_the_key(sealed):
    """The whole chain recomputed with plain hashes, as somebody with the database alone could."""
    tamper(sealed, "update audit.audit_event set label = 'ZAC-AAAA-9' where id = 2")
    digest = sealer.START
    for row in sealed.execute(f"select {sealer.FIELDS} from audit.audit_event e order by id").fetchall():
        digest = sealer.link_hash(digest, row)
        sealed.execute("update audit.audit_link set hash = %s where event_id = %s", [digest, row[0]])
    assert "signature" in sealer.verify()["why"]


def test_lines_of_a_transaction_still_running_are_not_overtaken(sealed, committed_cast):
    """A line that is committed late is not squeezed in before one that was sealed already."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_SUPER_URL"]) as late:
        late.execute(
            "insert into audit.audit_event (at, actor_id, actor_label, verb, kind, key, label, details)"
            " values (now(), 1, 'x', 'user.signed_in', '', '', '', '{}')"
        )
        write(committed_cast, 8)
        assert sealer.seal_all() == 0
        late.commit()
    assert sealer.seal_all() == 2 and sealer.verify()["ok"]


def test_details_are_codes_and_numbers_never_words(cast):
    with acting_as(cast.ana.pk), pytest.raises(ValueError, match="free text"):
        record(cast.ana, "person.opened", org=cast.ZAC, why="Marta Hernández")
