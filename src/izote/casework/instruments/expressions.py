"""A safe subset of the expressions of XLSForm: read into a tree, checked, then evaluated; nothing is ever executed as code.

Meaning of the operators: XPath 1.0 §3.4–3.5; of the functions: the ODK XForms specification.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from izote.casework.instruments.evaluating import NUMBER, Node, Scope, Value, as_bool, as_number, as_text, evaluate

__all__ = ["NUMBER", "Expression", "ExpressionError", "Node", "Scope", "Value", "as_bool", "as_number", "as_text", "parse"]

DEEPEST, LONGEST, MOST = 40, 2000, 300
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<string>'[^']*'|\"[^\"]*\")|\$\{\s*(?P<ref>[A-Za-z_][\w-]*)\s*\}"
    r"|(?P<word>[A-Za-z_][\w-]*)|(?P<mark><=|>=|!=|[=<>+*(),.-]))",
    re.ASCII,
)
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
class Expression:
    """An expression that has been read: its text, its tree, and what it asks for."""

    text: str
    node: Node
    refs: frozenset[str]
    names: frozenset[str]
    dotted: bool

    def value(self, scope: Scope) -> Value:
        """What the expression amounts to."""
        return evaluate(self.node, scope)

    def holds(self, scope: Scope) -> bool:
        """Whether the expression is true."""
        return as_bool(evaluate(self.node, scope))


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
