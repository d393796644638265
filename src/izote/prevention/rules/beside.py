"""The internal and the public version beside each other, line by line, each difference with its rule."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from izote.kit.wording import sentences
from izote.prevention.rules.public import Told


class Line(NamedTuple):
    """One line of both versions: the same, or otherwise with the rules that made it so."""

    internal: str
    public: str
    rules: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether both say it alike."""
        return self.internal == self.public


def beside(internal: Sequence[str], public: Sequence[str], told: Sequence[Told]) -> list[Line]:
    """Lines of one section, in order; what only one side says stands alone."""
    lines: list[Line] = []
    matcher = SequenceMatcher(a=list(internal), b=list(public), autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        left, right = list(internal[a:b]), list(public[c:d])
        if tag == "equal":
            lines += [Line(one, one, ()) for one in left]
            continue
        for n in range(max(len(left), len(right))):
            before, after = left[n] if n < len(left) else "", right[n] if n < len(right) else ""
            lines.append(Line(before, after, rules_of(before, after, told)))
    return lines


def rules_of(before: str, after: str, told: Sequence[Told]) -> tuple[str, ...]:
    """The rules whose words stand on this line; when no words tell, all the rules of the section."""
    found = [one.rule for one in told if (one.before and one.before in before) or (one.after and one.after in after)]
    return tuple(dict.fromkeys(found or [one.rule for one in told] or ["reviewed"]))


def lines_of(facts: Sequence[tuple[str, str]], listing: Sequence[Sequence[str]], prose: str) -> list[str]:
    """A section as lines: its facts, the rows of its table, its sentences."""
    said = [f"{label}: {value}" for label, value in facts if value]
    return said + [" · ".join(cell for cell in row if cell) for row in listing] + sentences(prose)


def by_section(told: Sequence[Told]) -> Mapping[str, list[Told]]:
    """What is otherwise, by section."""
    out: dict[str, list[Told]] = {}
    for one in told:
        out.setdefault(one.section, []).append(one)
    return out
