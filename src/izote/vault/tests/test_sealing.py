"""An identity opens with both halves and with nothing less."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.vault.rules import sealing

ABOUT = "1:F-ABCDE:1"


def sealed(identity=None):
    halves = [sealing.new_half(), sealing.new_half()]
    once, box = sealing.seal_identity(identity or {"name": "palabra inventada"}, [sealing.public_of(one) for one in halves], ABOUT)
    return halves, once, box


def test_both_halves_open_it_and_one_alone_does_not():
    (one, two), once, box = sealed()
    shares = [sealing.give(one, once), sealing.give(two, once)]
    assert sealing.open_identity(box, once, shares, ABOUT) == {"name": "palabra inventada"}
    for wrong in ([shares[0]], [shares[1]], [shares[0]] * 2, shares[::-1], [shares[0], bytes(32)]):
        with pytest.raises(sealing.WrongHalf):
            sealing.open_identity(box, once, wrong, ABOUT)


def test_what_both_gave_for_one_identity_opens_no_other():
    halves = [sealing.new_half(), sealing.new_half()]
    publics = [sealing.public_of(one) for one in halves]
    once, _box = sealing.seal_identity({"name": "uno"}, publics, ABOUT)
    other_once, other_box = sealing.seal_identity({"name": "otro"}, publics, ABOUT)
    shares = [sealing.give(one, once) for one in halves]
    with pytest.raises(sealing.WrongHalf):
        sealing.open_identity(other_box, other_once, shares, ABOUT)


def test_a_box_moved_to_another_source_does_not_open():
    halves, once, box = sealed()
    with pytest.raises(sealing.WrongHalf):
        sealing.open_identity(box, once, [sealing.give(one, once) for one in halves], "1:F-OTHER:1")


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["name", "contact", "where"]), st.text(max_size=200), min_size=1))
def test_the_length_of_a_box_says_nothing(identity):
    assert len(sealed(identity)[2]) % sealing.BLOCK == 16


def test_a_half_opens_with_its_passphrase_alone():
    secret = sealing.new_half()
    kept = sealing.seal_half(secret, "maíz piedra río nube")
    assert secret not in kept and sealing.open_half(kept, "maíz piedra río nube") == secret
    with pytest.raises(sealing.WrongHalf):
        sealing.open_half(kept, "maíz piedra río nubes")


def test_a_slip_of_the_pen_on_paper_is_noticed():
    secret = sealing.new_half()
    paper = sealing.on_paper(secret)
    assert sealing.from_paper(paper.lower().replace(" ", "-")) == secret
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for place in (0, 7, 31, len(paper) - 1):
        for other in letters[:6]:
            wrong = paper[:place] + other + paper[place + 1 :]
            if wrong != paper:
                with pytest.raises(sealing.WrongHalf):
                    sealing.from_paper(wrong)
    for nonsense in ("", "ABCD", "ñ" * 56, paper + " AAAA", paper[:-1]):
        with pytest.raises(sealing.WrongHalf):
            sealing.from_paper(nonsense)
