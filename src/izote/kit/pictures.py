"""Pictures drawn by the server, without a script and without colour as the only sign."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BAR, GAP, LEFT, WIDEST = 24, 8, 190, 170


def bars(rows: Sequence[tuple[object, float | None]], label: object) -> SafeString:
    """Horizontal bars with their words and numbers; None (withheld, not known) is drawn as a dash, never as zero."""
    most = max((value for _word, value in rows if value), default=0) or 1
    parts = []
    for at, (word, value) in enumerate(rows):
        top = at * (BAR + GAP)
        width = 0 if not value else max(round(value / most * WIDEST), 2)
        parts.append((LEFT - 8, top + 17, word, LEFT, top, width, BAR, LEFT + width + 7, top + 17, "—" if value is None else value))
    drawn = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end" font-size="14">{}</text><rect class="mark" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '<text x="{}" y="{}" font-size="14">{}</text>',
        parts,
    )
    height = max(len(rows), 1) * (BAR + GAP)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', LEFT + WIDEST + 70, height, label, drawn
    )
