"""Who gets what at every address of vault."""

DOORS: list[tuple[str, dict[str, object], dict[str, int]]] = []
