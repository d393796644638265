"""The pages of docs/states, written from the tables of states: a diagram and a table for each noun, in both languages."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from izote.casework.rules.moves import TRANSITIONS, States, event_label, state_label
from izote.casework.rules.words import label, words

LANGUAGES = ("es", "en")


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    return {f"{table.name}.md": _page(table) for table in TRANSITIONS.values()}


def _page(table: States) -> str:
    parts = []
    for language in LANGUAGES:
        with override(language):
            parts.append("\n".join([f"# {label('state_nouns', table.name)}", "", *_diagram(table), "", *_table(table, language)]) + "\n")
    return "\n".join(parts)


def _table(table: States, language: str) -> list[str]:
    heads = [_("State"), _("Event"), _("Next state"), _("Note")]
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|---|"]
    for state, event, after in [*_moves(table), *(("", event, after) for event, after in table.exits.items())]:
        name = f"{state_label(table, state)} `{state}`" if state else _("any open state")
        note = words(f"{table.name}_events")[event].row[f"note_{language}"]
        lines.append(f"| {name} | {event_label(table, event)} `{event}` | {state_label(table, after)} `{after}` | {note} |")
    nothing = _("nothing follows")
    return lines + [f"| {state_label(table, state)} `{state}` | – | – | {nothing} |" for state in table.ends]


def _diagram(table: States) -> list[str]:
    """The diagram in Mermaid's words, which readers of Markdown draw; what leads out of every open state is drawn once."""
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {table.start}"]
    within = table.open if table.exits else []
    if within:
        called = _("any open state")
        lines += [f'  state "{called}" as any_open {{', *(f"    {_named(table, state)}" for state in within), "  }"]
    lines += [f"  {_named(table, state)}" for state in table.moves if state not in within]
    lines += [f"  {state} --> {after}: {event_label(table, event)}" for state, event, after in _moves(table)]
    lines += [f"  any_open --> {after}: {event_label(table, event)}" for event, after in table.exits.items()]
    return [*lines, *(f"  {state} --> [*]" for state in table.ends), "```"]


def _named(table: States, state: str) -> str:
    return f'state "{state_label(table, state)}" as {state}'


def _moves(table: States) -> Iterator[tuple[str, str, str]]:
    """State, event and next state, without what leads out of every open state alike."""
    for state, out in table.moves.items():
        yield from ((state, event, after) for event, after in out.items() if event not in table.exits or state not in table.open)
