"""Whether anything in a large file has the outline of what says who a person is: most have nothing of it, and need no closer look.

Each sign here is wider than the pattern of `rules/persons.py` behind it; whatever shows one is looked through by the reader, cell by cell.
"""

from pathlib import Path

import numpy as np

# a block and what is made of it stay in the processor's own memory
BLOCK, AHEAD = 60_000, 64
BEFORE, WORD = 32, 16
# "what" and no more: the patterns take other letters for an s
WORDS = (b"dui", b"tel", b"cel", b"what")
EDGES = np.isin(np.arange(256), np.frombuffer(b',;\t|"\r\n', np.uint8))
INSIDE = np.array([(chr(n).isalnum() and n < 128) or chr(n) in "_-" for n in range(256)])


def signs(path: Path) -> bool:
    """Whether some bytes of a file in UTF-8 have the outline of a document, a telephone or an e-mail address."""
    with path.open("rb") as handle:
        before, bare, ends = b"\n" * AHEAD, 0, False
        while not ends:
            piece = handle.read(BLOCK)
            ends = len(piece) < BLOCK
            block = before + piece + (b"\n" * AHEAD if ends else b"")
            if b"@" in block or b"+503" in block:
                return True
            seen, whole = _digits(block)
            bare += whole
            # half of a column is made of documents: two of three cells at least
            if seen or bare > 1:
                return True
            before = block[-2 * AHEAD :]
    return False


def _digits(text: bytes) -> tuple[bool, int]:
    """Whether digits stand as in a document or telephone; and how many cells are nine digits. The ends are seen again in the next block."""
    block = np.frombuffer(text, np.uint8)
    digit = (block - np.uint8(48)) < 10
    two = digit[:-1] & digit[1:]
    four = two[:-2] & two[2:]
    dash = block == 45
    pairs = np.flatnonzero(four[:-5] & (dash | (block == 32))[4:-4] & four[5:])
    pairs = pairs[(pairs > 0) & (pairs < len(block) - AHEAD)]
    if len(pairs) and _in_pairs(block, digit, pairs):
        return True, 0
    eight = np.flatnonzero(four[1:-4] & four[5:] & ~digit[: len(four) - 5]) + 1
    eight = eight[(eight >= BEFORE) & (eight < len(block) - BEFORE)]
    if not len(eight):
        return False, 0
    last = eight + 8
    if (dash[last] & digit[last + 1]).any():
        return True, 0
    mine = eight[(eight >= AHEAD) & (eight < len(block) - AHEAD)]
    nine = EDGES[block[mine - 1]] & digit[mine + 8] & EDGES[block[mine + 9]]
    return _called(block, eight), int(nine.sum())


def _in_pairs(block: np.ndarray, digit: np.ndarray, at: np.ndarray) -> bool:
    """Four digits, a dash or a space, and four more: a telephone, or the beginning of a tax number."""
    first, second = block[at], block[at + 1]
    line = (first == 54) | (first == 55) | (first == 50) & (second != 48)
    phone = line & ~INSIDE[block[at - 1]] & ~INSIDE[block[at + 9]]
    tax = digit[at + 9] & digit[at + 10] & (block[at + 11] == 45)
    return bool((phone | tax).any())


def _called(block: np.ndarray, at: np.ndarray) -> bool:
    """Whether eight digits stand behind a word such as telephone, or behind one too long to see where it begins."""
    behind = np.lib.stride_tricks.sliding_window_view(block, BEFORE)[at - BEFORE]
    said = behind.tobytes().lower()
    far = behind[:, :WORD]
    letters = ((far | 32) - np.uint8(97) < 26) | (far > 127)
    return any(word in said for word in WORDS) or bool(letters.all(axis=1).any())
