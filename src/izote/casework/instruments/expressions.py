"""A safe subset of the expressions of XLSForm: read into a tree, checked, then evaluated; nothing is ever executed as code.

Meaning of the operators: XPath 1.0 §3.4–3.5; of the functions: the ODK XForms specification.
"""

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

Value = str | float | bool | dt.date | tuple[str, ...]
DEEPEST, LONGEST, MOST = 40, 2000, 300
NOWHERE = math.nan
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<string>'[^']*'|\"[^\"]*\")|\$\{\s*(?P<ref>[A-Za-z_][\w-]*)\s*\}"
    r"|(?P<word>[A-Za-z_][\w-]*)|(?P<mark><=|>=|!=|[=<>+*(),.-]))",
    re.ASCII,
)
NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)
LEVELS: tuple[tuple[str, ...], ...] = (("or",), ("and",), ("=", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "div", "mod"))
OPERATORS = {"or", "and", "div", "mod"}
ARGUMENTS = {
    "not": (1, 1),
    "true": (0, 0),
    "false": (0, 0),
    "selected": (2, 2),
    "count-selected": (1, 1),
    "today": (0, 0),
    "regex": (2, 2),
    "if": (3, 3),
    "coalesce": (2, 2),
    "number": (1, 1),
    "string-length": (1, 1),
    "int": (1, 1),
}


class ExpressionError(ValueError):
    """The text is no expression of this subset."""


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


@dataclass(frozen=True)
class Expression:
    """An expression that has been read: its text, its tree, and what it asks for."""

    text: str
    node: Node
    refs: frozenset[str]
    names: frozenset[str]
    dotted: bool

    def value(self, scope: Scope) -> Value:
        """What the expression amounts to."""
        return _evaluate(self.node, scope)

    def holds(self, scope: Scope) -> bool:
        """Whether the expression is true."""
        return as_bool(_evaluate(self.node, scope))


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Read an expression; raises ExpressionError."""
    if len(text) > LONGEST:
        raise ExpressionError("too long")
    reader = _Reader(_tokens(text))
    node = reader.level(0, 0)
    if reader.at < len(reader.tokens):
        raise ExpressionError(f"unexpected {reader.tokens[reader.at][1]!r}")
    found = list(node.walk())
    return Expression(
        text,
        node,
        frozenset(str(n.value) for n in found if n.kind == "ref"),
        frozenset(str(n.value) for n in found if n.kind == "name"),
        any(n.kind == "dot" for n in found),
    )


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise ExpressionError(f"cannot read from {text[at : at + 20]!r}")
        kind = match.lastgroup or ""
        tokens.append((kind, match[kind]))
        at = match.end()
    if len(tokens) > MOST:
        raise ExpressionError("too long")
    return tokens


class _Reader:
    """A reader by descent: one level of precedence after the other."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.at = tokens, 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, mark: str) -> None:
        if self.peek() != ("mark", mark):
            raise ExpressionError(f"expected {mark!r}, found {self.peek()[1]!r}")
        self.at += 1

    def level(self, level: int, depth: int) -> Node:
        if depth > DEEPEST:
            raise ExpressionError("nested too deeply")
        if level == len(LEVELS):
            return self.unary(depth)
        left = self.level(level + 1, depth)
        while self.peek()[1] in LEVELS[level] and self.peek()[0] in ("mark", "word"):
            operator = self.peek()[1]
            self.at += 1
            left = Node("binary", operator, (left, self.level(level + 1, depth)))
        return left

    def unary(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise ExpressionError("nested too deeply")
        if self.peek() == ("mark", "-"):
            self.at += 1
            return Node("negative", "-", (self.unary(depth + 1),))
        return self.primary(depth)

    def primary(self, depth: int) -> Node:
        kind, word = self.peek()
        self.at += 1
        if kind == "number":
            return Node("number", float(word))
        if kind == "string":
            return Node("string", word[1:-1])
        if kind == "ref":
            return Node("ref", word)
        if (kind, word) == ("mark", "."):
            return Node("dot")
        if (kind, word) == ("mark", "("):
            inner = self.level(0, depth + 1)
            self.take(")")
            return inner
        if kind == "word" and self.peek() == ("mark", "("):
            return self.call(word, depth)
        if kind == "word" and word not in OPERATORS:
            return Node("name", word)
        raise ExpressionError(f"unexpected {word!r}")

    def call(self, name: str, depth: int) -> Node:
        if name not in ARGUMENTS:
            raise ExpressionError(f"unknown function {name}()")
        self.take("(")
        parts: list[Node] = []
        while self.peek() != ("mark", ")"):
            if parts:
                self.take(",")
            parts.append(self.level(0, depth + 1))
        self.take(")")
        least, most = ARGUMENTS[name]
        if not least <= len(parts) <= most:
            raise ExpressionError(f"{name}() takes {least} arguments")
        if name == "regex":
            _check_pattern(parts[1])
        return Node("call", name, tuple(parts))


def _check_pattern(node: Node) -> None:
    if node.kind != "string":
        raise ExpressionError("the pattern of regex() must be written out")
    try:
        re.compile(str(node.value))
    except (re.error, OverflowError, RecursionError) as error:
        raise ExpressionError(f"the pattern of regex() cannot be read: {error}") from error


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


def _evaluate(node: Node, scope: Scope) -> Value:
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
            return -as_number(_evaluate(node.parts[0], scope))
        case "call":
            return _call(str(node.value), node.parts, scope)
    return _binary(str(node.value), node.parts[0], node.parts[1], scope)


def _binary(operator: str, left: Node, right: Node, scope: Scope) -> Value:
    one = _evaluate(left, scope)
    if operator == "and":
        return as_bool(one) and as_bool(_evaluate(right, scope))
    if operator == "or":
        return as_bool(one) or as_bool(_evaluate(right, scope))
    two = _evaluate(right, scope)
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
        return _evaluate(parts[1 if as_bool(_evaluate(parts[0], scope)) else 2], scope)
    values = [_evaluate(part, scope) for part in parts]
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
