"""The matrix of a scenario: threat and vulnerability against capacity (after Front Line Defenders' threats × vulnerabilities ÷ capacities).

It is words, not sums, and it proposes: persons state the level with their reason. Little capacity raises the level a step unless threat and
vulnerability are both low; much capacity lowers it a step, except under a high threat: who is in danger now is not protected by slow means.
"""

STEPS = ("low", "medium", "high")
LEVELS = ("low", "medium", "high", "critical")
CELLS = {
    ("low", "low"): "low",
    ("low", "medium"): "low",
    ("low", "high"): "medium",
    ("medium", "low"): "medium",
    ("medium", "medium"): "medium",
    ("medium", "high"): "high",
    ("high", "low"): "medium",
    ("high", "medium"): "high",
    ("high", "high"): "critical",
}


def level(threat: str, vulnerability: str, capacity: str) -> str:
    """The level that the matrix proposes; nothing while one of the three is open."""
    cell = CELLS.get((threat, vulnerability))
    if cell is None or capacity not in STEPS:
        return ""
    at = LEVELS.index(cell)
    if capacity == "low" and (threat, vulnerability) != ("low", "low"):
        at = min(at + 1, len(LEVELS) - 1)
    if capacity == "high" and threat != "high":
        at = max(at - 1, 0)
    return LEVELS[at]


def grid(capacity: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The matrix for one capacity, threat by threat from the highest: (threat, [(vulnerability, level), …])."""
    return [(threat, [(vulnerability, level(threat, vulnerability, capacity)) for vulnerability in STEPS]) for threat in reversed(STEPS)]
