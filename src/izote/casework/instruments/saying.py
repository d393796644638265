"""Conditions said in words, for paper: “if you marked «School» in question 3”."""

from django.utils.translation import gettext as _

from izote.casework.instruments.definitions import Choice, Instrument, Item
from izote.casework.instruments.expressions import Expression, Node

OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<", "and": "or", "or": "and"}


def condition(instrument: Instrument, expression: Expression) -> str:
    """A condition in words; one that has no words names the questions on which it depends."""
    try:
        return _said(instrument, expression.node, negated=False)
    except LookupError:
        numbers = ", ".join(str(instrument.by_name[ref].number) for ref in sorted(expression.refs))
        return _("it applies according to question %(numbers)s") % {"numbers": numbers}


def _said(instrument: Instrument, node: Node, *, negated: bool) -> str:
    if node.kind == "call" and node.value == "not":
        return _said(instrument, node.parts[0], negated=not negated)
    if node.kind == "call" and node.value == "selected":
        return _answered(instrument, node.parts[0], node.parts[1], given=not negated)
    if node.kind != "binary":
        raise LookupError
    operator, left, right = str(node.value), node.parts[0], node.parts[1]
    if operator in ("and", "or"):
        return _joined(instrument, node, negated=negated)
    if left.kind == "call" and left.value == "count-selected" and right.kind == "number":
        return _counted(instrument, left.parts[0], operator, float(right.value), negated=negated)
    if operator in ("=", "!=") and right.kind == "string":
        return _answered(instrument, left, right, given=(operator == "=") is not negated)
    return _compared(instrument, left, operator, right, negated=negated)


def _joined(instrument: Instrument, node: Node, *, negated: bool) -> str:
    """A chain of conditions; those about the same question become one."""
    both = (node.value == "and") is not negated
    said: dict[str, list[str]] = {}
    for part in _chain(node, str(node.value)):
        asked = _choice_of(instrument, part)
        if asked and (asked[2] != negated) != both:
            said.setdefault(f"{'=' if not both else '!'}{asked[0].number}", []).append(str(asked[1].label))
        else:
            said[_said(instrument, part, negated=negated)] = []
    words = [_one_of(key, labels) if labels else key for key, labels in said.items()]
    whole = words[0]
    for more in words[1:]:
        whole = (_("%(one)s and %(two)s") if both else _("%(one)s or %(two)s")) % {"one": whole, "two": more}
    return whole


def _chain(node: Node, operator: str) -> list[Node]:
    if node.kind == "binary" and node.value == operator:
        return _chain(node.parts[0], operator) + _chain(node.parts[1], operator)
    return [node]


def _choice_of(instrument: Instrument, node: Node) -> tuple[Item, Choice, bool] | None:
    """The question, the answer and whether it is wanted, of a condition that asks for one answer."""
    chosen = node.kind == "call" and node.value == "selected"
    if not chosen and not (node.kind == "binary" and node.value in ("=", "!=")):
        return None
    left, right = node.parts
    item = instrument.by_name.get(str(left.value)) if left.kind == "ref" else None
    choice = item.choice(str(right.value)) if item and item.number and right.kind == "string" else None
    return (item, choice, chosen or node.value == "=") if item and choice else None


def _one_of(key: str, labels: list[str]) -> str:
    said = {"number": key[1:], "answer": labels[0], "answers": either(labels)}
    if key[0] == "=":
        one = len(labels) == 1
        return (
            _("the answer to question %(number)s is “%(answer)s”") if one else _("the answer to question %(number)s is %(answers)s")
        ) % said
    if len(labels) == 1:
        return _("the answer to question %(number)s is not “%(answer)s”") % said
    return _("the answer to question %(number)s is none of these: %(answers)s") % said


def either(labels: list[str]) -> str:
    """Answers in quotation marks: “A”, “B” or “C”."""
    quoted = [_("“%(answer)s”") % {"answer": label} for label in labels]
    return quoted[0] if len(quoted) == 1 else _("%(some)s or %(last)s") % {"some": ", ".join(quoted[:-1]), "last": quoted[-1]}


def _question(instrument: Instrument, node: Node) -> Item:
    if node.kind != "ref" or instrument.by_name[str(node.value)].number is None:
        raise LookupError
    return instrument.by_name[str(node.value)]


def _answered(instrument: Instrument, left: Node, right: Node, *, given: bool) -> str:
    item = _question(instrument, left)
    if right.value == "":
        return (_("question %(number)s has no answer") if given else _("question %(number)s has an answer")) % {"number": item.number}
    choice = item.choice(str(right.value))
    if choice is None:
        raise LookupError
    said = {"number": item.number, "answer": choice.label}
    return (
        _("the answer to question %(number)s is “%(answer)s”") if given else _("the answer to question %(number)s is not “%(answer)s”")
    ) % said


def _counted(instrument: Instrument, left: Node, operator: str, number: float, *, negated: bool) -> str:
    item = _question(instrument, left)
    if operator != ">" or negated:
        raise LookupError
    if number == 1:
        return _("more than one answer is marked in question %(number)s") % {"number": item.number}
    if number == 0:
        return _("something is marked in question %(number)s") % {"number": item.number}
    return _("more than %(count)s answers are marked in question %(number)s") % {"number": item.number, "count": f"{number:g}"}


def _compared(instrument: Instrument, left: Node, operator: str, right: Node, *, negated: bool) -> str:
    item = _question(instrument, left)
    if right.kind != "number":
        raise LookupError
    said = {"number": item.number, "value": f"{float(right.value):g}"}
    words = {
        "=": _("the answer to question %(number)s is %(value)s"),
        "!=": _("the answer to question %(number)s is not %(value)s"),
        "<": _("the answer to question %(number)s is less than %(value)s"),
        ">": _("the answer to question %(number)s is more than %(value)s"),
        "<=": _("the answer to question %(number)s is at most %(value)s"),
        ">=": _("the answer to question %(number)s is at least %(value)s"),
    }
    return words[OPPOSITE[operator] if negated else operator] % said
