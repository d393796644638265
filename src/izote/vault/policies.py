"""Row-level policies of vault: each office's own."""

from izote.access.rowlevel import Table

TABLES: list[Table] = []
