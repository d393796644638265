"""What a tree of an expression amounts to, given some answers: XPath 1.0 §3.4–3.5, functions of the ODK XForms specification."""

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Value = str | float | bool | dt.date | tuple[str, ...]
LONGEST = 2000
NOWHERE = math.nan
NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)


@dataclass(frozen=True)
class Node:
    """One node of the tree: what it is, its word or value, and its parts."""

    kind: str
    value: str | float = ""
    parts: "tuple[Node, ...]" = ()

    def walk(self) -> "Iterator[Node]":
        """This node and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Scope:
    """What an expression may see: the answers, the answer at hand (`.`), the row of a choice, and the day."""

    values: Mapping[str, Value] = field(default_factory=dict)
    dot: Value = ""
    row: Mapping[str, str] = field(default_factory=dict)
    today: dt.date = dt.date(1970, 1, 1)


def as_number(value: Value) -> float:
    """A value as a number; what is none is not-a-number, which compares as false."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, float):
        return value
    if isinstance(value, dt.date):
        return float(value.toordinal() - dt.date(1970, 1, 1).toordinal())
    text = as_text(value)
    return float(text) if NUMBER.fullmatch(text) else NOWHERE


def as_text(value: Value) -> str:
    """A value as text; several choices are joined by spaces, whole numbers lose their point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if math.isfinite(value) and value == int(value) else str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, str) else " ".join(value)


def as_bool(value: Value) -> bool:
    """A value as true or false."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of a tree."""
    match node.kind:
        case "number" | "string":
            return node.value
        case "ref":
            return scope.values.get(str(node.value), "")
        case "dot":
            return scope.dot
        case "name":
            return scope.row.get(str(node.value), "")
        case "negative":
            return -as_number(evaluate(node.parts[0], scope))
        case "call":
            return _call(str(node.value), node.parts, scope)
    return _binary(str(node.value), node.parts[0], node.parts[1], scope)


def _binary(operator: str, left: Node, right: Node, scope: Scope) -> Value:
    one = evaluate(left, scope)
    if operator == "and":
        return as_bool(one) and as_bool(evaluate(right, scope))
    if operator == "or":
        return as_bool(one) or as_bool(evaluate(right, scope))
    two = evaluate(right, scope)
    if operator in ("=", "!="):
        return _equal(one, two, wanted=operator == "=")
    a, b = as_number(one), as_number(two)
    match operator:
        case "<":
            return a < b
        case ">":
            return a > b
        case "<=":
            return a <= b
        case ">=":
            return a >= b
    return _arithmetic(operator, a, b)


def _equal(one: Value, two: Value, *, wanted: bool) -> bool:
    """XPath 1.0 §3.4: booleans before numbers before text."""
    if isinstance(one, bool) or isinstance(two, bool):
        return (as_bool(one) == as_bool(two)) is wanted
    if isinstance(one, float) or isinstance(two, float):
        a, b = as_number(one), as_number(two)
        return a == b if wanted else a != b
    return (as_text(one) == as_text(two)) is wanted


def _arithmetic(operator: str, a: float, b: float) -> float:
    try:
        match operator:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
            case "div":
                return a / b
        return math.fmod(a, b)
    except (ZeroDivisionError, ValueError, OverflowError):
        return NOWHERE


def _call(name: str, parts: tuple[Node, ...], scope: Scope) -> Value:
    if name == "if":
        return evaluate(parts[1 if as_bool(evaluate(parts[0], scope)) else 2], scope)
    values = [evaluate(part, scope) for part in parts]
    match name:
        case "not":
            return not as_bool(values[0])
        case "true" | "false":
            return name == "true"
        case "selected":
            return as_text(values[1]) in as_text(values[0]).split()
        case "count-selected":
            return float(len(as_text(values[0]).split()))
        case "today":
            return scope.today
        case "regex":
            return re.fullmatch(as_text(values[1]), as_text(values[0])[:LONGEST]) is not None
        case "coalesce":
            return values[0] if as_text(values[0]) else values[1]
        case "number":
            return as_number(values[0])
        case "string-length":
            return float(len(as_text(values[0])))
    whole = as_number(values[0])
    return float(math.trunc(whole)) if math.isfinite(whole) else NOWHERE
