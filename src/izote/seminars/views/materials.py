"""What is handed out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.attachments import accept, headers
from izote.kit.once import once
from izote.seminars import actions
from izote.seminars.forms.seminars import FileForm, LinkForm
from izote.seminars.queries import seminars as queries
from izote.seminars.rules.words import label
from izote.seminars.views.common import confirm_page, form_page, managed, seen, sent
from izote.vault.door import require_open


def _list(code: str) -> str:
    return reverse("material_list", args=[code])


@login_required
@require_safe
def material_list(request: HttpRequest, code: str) -> HttpResponse:
    """Files and links, with their language and how to cite them."""
    row, head = seen(request, code)
    rows = [(one, label("languages", one.language)) for one in queries.materials_of(row)]
    return render(request, "seminars/material_list.html", {**head, "rows": rows})


@login_required
@once
def material_file_add(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a file in its harmless form."""
    row, _head = managed(request, code)
    form = FileForm(sent(request), request.FILES or None, seminar=row)

    def act(data: dict[str, Any]) -> None:
        file = data.pop("file")
        kept = accept(file.name, file.read())
        actions.add_material(row, file=kept, by=request.user, **data)
        if kept.removed_words:
            messages.success(request, _("Kept. Taken out of the file: %(what)s.") % {"what": ", ".join(kept.removed_words)})
        if kept.warning:
            messages.warning(request, kept.warning)

    return form_page(request, form, act, to=_list(code), title=_("Add a file"), files=True)


@login_required
@once
def material_link_add(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a link."""
    row, _head = managed(request, code)
    form = LinkForm(sent(request), seminar=row)

    def act(data: dict[str, Any]) -> None:
        actions.add_material(row, by=request.user, **data)

    return form_page(request, form, act, to=_list(code), title=_("Add a link"))


@login_required
@require_safe
def material_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The file itself, as a download."""
    row, _head = seen(request, code)
    require_open(row.org_id)
    material = queries.material_of(row, pk)
    name, data = queries.file_of(material)
    return HttpResponse(data, headers=headers(material.mime, name))


@login_required
@once
def material_drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a material away."""
    row, _head = managed(request, code)
    material = queries.material_of(row, pk)
    title, yes = _("Take this material away for good?"), _("Yes, take it away")
    return confirm_page(
        request, lambda: actions.drop_material(material, by=request.user), to=_list(code), title=title, text=material.title, yes=yes
    )
