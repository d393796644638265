"""Pictures drawn by the server, without a script and without colour as the only sign."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BAR, ROW, WIDEST, ROOM = 14, 44, 280, 70


def bars(rows: Sequence[tuple[object, float | None]], label: object) -> SafeString:
    """Horizontal bars under their words; None (withheld, not known) is drawn as a dash, never as zero."""
    most = max((value for _word, value in rows if value), default=0) or 1
    parts = []
    for at, (word, value) in enumerate(rows):
        top = at * ROW
        width = 0 if not value else max(round(value / most * WIDEST), 2)
        parts.append((top + 15, word, top + 22, width, BAR, width + 7, top + 34, "—" if value is None else value))
    drawn = format_html_join(
        "",
        '<text x="0" y="{}" font-size="14">{}</text><rect class="mark" x="0" y="{}" width="{}" height="{}" rx="3"/>'
        '<text x="{}" y="{}" font-size="14">{}</text>',
        parts,
    )
    height = max(len(rows), 1) * ROW
    return format_html(
        '<svg class="chart bars" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', WIDEST + ROOM, height, label, drawn
    )
