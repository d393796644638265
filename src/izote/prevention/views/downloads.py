"""Tables of a page as files."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from izote.kit.tables import MIME, Table, written


def answer(request: HttpRequest, tables: Sequence[Table], stem: str) -> HttpResponse | None:
    """The file that the address asks for; nothing when it asks for the page."""
    form = request.GET.get("descarga", "")
    if not form:
        return None
    wanted = next((one for one in tables if one.key == request.GET.get("tabla", "")), None)
    if wanted is None or form not in MIME:
        raise Http404
    content, ending = written(wanted, form)
    name = f"{stem}-{wanted.key}.{ending}".replace("_", "-")
    return HttpResponse(content, content_type=MIME[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def with_downloads(request: HttpRequest, tables: Iterable[Table]) -> list[dict[str, Any]]:
    """Each table with the addresses of its files."""
    kept = {name: value for name, value in request.GET.items() if name not in ("descarga", "tabla")}
    return [
        {"table": one, "files": [(form.upper(), "?" + urlencode({**kept, "tabla": one.key, "descarga": form})) for form in MIME]}
        for one in tables
    ]
