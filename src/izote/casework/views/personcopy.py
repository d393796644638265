"""The person's own copy of the file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from izote.access.reauthentication import recently
from izote.casework.actions import personcopy as actions
from izote.casework.forms.personcopy import CopyForm
from izote.casework.models import ChildFile
from izote.casework.queries.children import fear_in
from izote.casework.queries.personcopy import texts_of
from izote.casework.rules.words import label, words
from izote.casework.views.answers import seen_case, sent

TYPES = {"pdf": "application/pdf", "json": "application/json"}


@recently
def person_copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the copy holds; texts that speak of somebody else can be left out; then the copy itself, which is not kept."""
    case, head = seen_case(request, pk, "case.own")
    source = actions.open_whole(case, head["person"], by=request.user)
    texts = texts_of(source)
    feared = fear_in(case).anybody or ChildFile.objects.filter(pk=case.pk, caregiver_harms=True).exists()
    form = CopyForm(sent(request), texts=[text.id for _case, text in texts], feared=feared)
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("kind", "language", "without")}
        made = actions.make_copy(case, source, by=request.user, **asked)
        answer = HttpResponse(made, content_type=TYPES[asked["kind"]])
        answer["Content-Disposition"] = f'attachment; filename="izote-{source.person.code}.{asked["kind"]}"'
        answer["Cache-Control"] = "no-store"
        return answer
    shown = [(text, label("text_kinds", text.about if text.about in words("text_kinds") else "other")) for _case, text in texts]
    context = {**head, "form": form, "texts": shown, "elsewhere": source.elsewhere, "chosen": request.POST.getlist("without")}
    return render(request, "casework/person_copy.html", context)
