"""Who gets what at every address of prevention."""

DOORS: list[tuple[str, dict[str, object], dict[str, int]]] = []
