"""The pages of docs/states of the five machines: a diagram, the states, and every move with who, what must be true and how long."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from izote.prevention.rules.guards import GUARDS
from izote.prevention.rules.machines import NAMES, SPAN, Machine, Move, machine
from izote.prevention.rules.words import label

LANGUAGES = ("es", "en")


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    return {f"{name}.md": _page(machine(name)) for name in NAMES}


def _page(one: Machine) -> str:
    parts = []
    for language in LANGUAGES:
        with override(language):
            parts.append("\n".join([f"# {one.name}", "", *_diagram(one), "", *_states(one), "", *_moves(one)]) + "\n")
    return "\n".join(parts)


def _diagram(one: Machine) -> list[str]:
    """The diagram in Mermaid's words."""
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {one.start}"]
    lines += [f'  state "{word}" as {state}' for state, word in one.states.items()]
    lines += [f"  {source} --> {to}: {move.words}" for source, to, move in one.pairs()]
    return [*lines, *(f"  {state} --> [*]" for state in one.ends), "```"]


def _states(one: Machine) -> list[str]:
    lines = [f"| {_('State')} | {_('Note')} |", "|---|---|"]
    for state, word in one.states.items():
        note = _("where it begins") if state == one.start else _("nothing follows") if state in one.ends else ""
        lines.append(f"| {word} `{state}` | {note} |")
    return lines


def _moves(one: Machine) -> list[str]:
    heads = [_("Move"), _("From"), _("Next state"), _("Who"), _("What must be true"), _("Time allowed")]
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|---|---|---|"]
    for move in one.moves:
        sources = ", ".join(f"{one.states[source]} `{source}`" for source in move.sources)
        who = ", ".join(label("machine_roles", role) for role in move.roles)
        true = " ".join(f"{GUARDS[guard].sentence} `{guard}`" for guard in move.guards) or "–"
        lines.append(f"| {move.words} | {sources} | {one.states[move.to]} `{move.to}` | {who} | {true} | {clock_words(move) or '–'} |")
    return lines


def clock_words(move: Move) -> str:
    """How long a move may take, by pace."""
    paces = {"imminent": _("imminent"), "structural": _("structural"), "normal": _("normal")}
    return "; ".join(f"{paces[pace]}: {', '.join(span_words(one) for one in spans.split(' '))}" for pace, spans in move.clock.items())


def span_words(span: str) -> str:
    """A length of time in words."""
    found = SPAN.fullmatch(span)
    if found is None:
        raise ValueError(f"no length of time: {span}")
    n = int(found[1])
    if n == 0:
        return _("at once")
    said = {
        "h": ngettext("%(n)s hour", "%(n)s hours", n),
        "d": ngettext("%(n)s day", "%(n)s days", n),
        "wd": ngettext("%(n)s working day", "%(n)s working days", n),
    }
    return said[found[2]] % {"n": n}
