"""Pictures drawn by the server, without a script and without colour as the only sign."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from izote.kit.charts import number, two_lines

BAR, LINE, WIDEST, ROOM = 14, 16, 280, 60


def bars(rows: Sequence[tuple[object, float | None]], label: object) -> SafeString:
    """Horizontal bars under their words (two lines where they are long); None (withheld, not known) is drawn as a dash, never as zero."""
    most = max((value for _word, value in rows if value), default=0) or 1
    parts: list[SafeString] = []
    top = 0
    for word, value in rows:
        for line in two_lines(word):
            parts.append(format_html('<text x="0" y="{}" font-size="14">{}</text>', top + 14, line))
            top += LINE
        width = 0 if not value else max(round(value / most * WIDEST), 2)
        said = value if isinstance(value, int) else number(value, 1)
        bar = '<rect class="mark" x="0" y="{}" width="{}" height="{}" rx="3"/><text x="{}" y="{}" font-size="14">{}</text>'
        parts.append(format_html(bar, top + 6, width, BAR, width + 7, top + 18, said))
        top += 28
    drawn = format_html_join("", "{}", ((part,) for part in parts))
    size = (WIDEST + ROOM, max(top, LINE))
    return format_html('<svg class="chart bars" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', *size, label, drawn)
