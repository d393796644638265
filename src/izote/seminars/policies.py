"""Row-level policies of seminars: each office's own."""

from izote.access.rowlevel import Table

TABLES: list[Table] = []
