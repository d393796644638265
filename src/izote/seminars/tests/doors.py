"""Who gets what at every address of seminars."""

DOORS: list[tuple[str, dict[str, object], dict[str, int]]] = []
