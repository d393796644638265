"""A backup is whole or refused, and a restore loses nothing."""

import io

import pytest

from izote.config.backup import read_sealed, write_sealed
from izote.kit.errors import BadInput

PARTS = [b"head", b"x" * 3000, b"y" * 10]


def sealed(passphrase="correct horse battery"):
    out = io.BytesIO()
    write_sealed(out, iter(PARTS), passphrase)
    return out.getvalue()


def opened(data, passphrase="correct horse battery"):
    return list(read_sealed(io.BytesIO(data), passphrase))


def test_what_was_written_is_read():
    assert opened(sealed()) == PARTS


def test_a_wrong_passphrase_a_cut_and_a_changed_file_are_refused():
    data = sealed()
    with pytest.raises(BadInput):
        opened(data, "another passphrase")
    for cut in (10, 60, len(data) - 1, len(data) - 40):
        with pytest.raises(BadInput):
            opened(data[:cut])
    for at in (len(data) // 2, len(data) - 5):
        with pytest.raises(BadInput):
            opened(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
