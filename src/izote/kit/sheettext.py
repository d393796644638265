"""Text files as lists: which encoding, which separator, and rows out of them however the quotes stand."""

import csv
import io
import re
import unicodedata

SEPARATORS = (",", ";", "\t", "|")
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SPANISH = frozenset("áéíóúñÁÉÍÓÚÑüÜ¿¡ºª°")
LETTERS = re.compile("[^\x00-\x7f]")
MIXED = re.compile(rb"(?:[\xc3\xc2][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2})")


def decode(data: bytes) -> tuple[str | None, str, list[str]]:
    """The text, the encoding it was in, and notices; no text when it is not text at all."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            text = data[len(mark) if encoding == "utf-8" else 0 :].decode(encoding, errors="replace")
            return text.lstrip("\ufeff"), encoding, []
    if wide := _wide(data):
        return data.decode(wide, errors="replace"), wide, []
    sample = data[:200_000]
    controls = sum(sample.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if controls > 20 and controls > len(sample) // 200:
        return None, "", []
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError:
        pass
    high = sum(1 for byte in sample if byte >= 0x80)
    if high and sum(len(found) for found in MIXED.findall(sample)) > high * 0.6:
        return _mixed(data), "utf-8", ["mixed_encoding"]
    best = max(("cp1252", "mac_roman", "cp850"), key=lambda name: _likeness(sample, name))
    return data.decode(best, errors="replace") if best != "cp1252" else _cp1252(data), best, []


def _wide(data: bytes) -> str:
    sample = data[:4000]
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else ""


def _cp1252(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _likeness(sample: bytes, encoding: str) -> float:
    """How much the letters beyond ASCII look like Spanish standing inside words."""
    text = sample.decode(encoding, errors="replace")
    score = 0.0
    for found in LETTERS.finditer(text):
        letter, at = found.group(), found.start()
        if letter in SPANISH:
            score += 1
            around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
            same_case = [c.isupper() == letter.isupper() for c in around if c.isalpha() and c.isascii()]
            score += 0.5 if same_case and all(same_case) else 0
        elif not unicodedata.category(letter).startswith("L"):
            score -= 1
        else:
            score -= 0.3
    return score + (0.01 if encoding == "cp1252" else 0)


def _mixed(data: bytes) -> str:
    out = []
    for line in data.split(b"\n"):
        try:
            out.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            out.append(_cp1252(line))
    return "\n".join(out)


def split_rows(text: str, *, rows: int, columns: int) -> tuple[str, list[list[str]], list[int], str, bool]:
    """Refusal code or '', non-empty rows, each row's first line in the file, the separator, and whether quotes were broken."""
    text = text.replace("\x00", "\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    separator = ""
    if said := re.match(r'"?sep=(.)"?[^\S\n]*\n', text, re.IGNORECASE):
        separator, skipped = said.group(1), 1
        text = text[said.end() :]
    lines = text.split("\n")
    separator = separator if separator in SEPARATORS else find_separator(lines)
    if any(len(line) > 2000 and line.count(separator) > 20 * columns for line in lines):
        return "too_many_columns", [], [], separator, False
    quoted = _quoted_rows(text, separator, rows)
    broken = quoted is None
    parsed = _line_rows(lines, separator, rows) if quoted is None else quoted
    kept: list[list[str]] = []
    places: list[int] = []
    for line, row in parsed:
        last = len(row)
        while last and not row[last - 1].strip(" \t\n\ufeff"):
            last -= 1
        if not last:
            continue
        if last > columns:
            return "too_many_columns", [], [], separator, broken
        if len(kept) >= rows:
            return "too_many_rows", [], [], separator, broken
        kept.append(row[:last])
        places.append(line + skipped)
    return "", kept, places, separator, broken


def find_separator(lines: list[str]) -> str:
    """The separator that cuts most lines into the same number of pieces."""
    sample = [line for line in lines[:400] if line.strip()][:150]
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        counts: dict[int, int] = {}
        for line in sample:
            pieces = _pieces(line, separator)
            if pieces > 1:
                counts[pieces] = counts.get(pieces, 0) + 1
        if not counts:
            continue
        pieces, times = max(counts.items(), key=lambda item: (item[1], item[0]))
        near = sum(n for size, n in counts.items() if abs(size - pieces) <= 1)
        score = (times + near) / (2 * max(len(sample), 1)) * (1 + min(pieces, 12) / 12)
        if score > best_score:
            best, best_score = separator, score
    return best


def _pieces(line: str, separator: str) -> int:
    if '"' in line and line.count('"') % 2 == 0:
        line = re.sub(r'"[^"]*"', "", line)
    return line.count(separator) + 1


def _quoted_rows(text: str, separator: str, rows: int) -> list[tuple[int, list[str]]] | None:
    """Rows by the rules of CSV, or None when a stray quotation mark has swallowed lines."""
    if '"' not in text:
        return [(number, line.split(separator)) for number, line in enumerate(text.split("\n"), 1) if line.strip()][: rows + 1]
    out: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator)
    start = 1
    try:
        for row in reader:
            if reader.line_num - start > 12 or any("\n" in cell and separator in cell and cell.count(separator) > 2 for cell in row):
                return None
            out.append((start, row))
            start = reader.line_num + 1
            if len(out) > rows * 2:
                break
    except csv.Error:
        return None
    return out


def _line_rows(lines: list[str], separator: str, rows: int) -> list[tuple[int, list[str]]]:
    out: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if line.count('"') % 2 == 0 and len(line) < 100_000:
            try:
                row = next(csv.reader([line], delimiter=separator), [])
            except csv.Error:
                row = line.split(separator)
        else:
            row = [cell.strip().strip('"') for cell in line.split(separator)]
        out.append((number, row))
        if len(out) > rows * 2:
            break
    return out
