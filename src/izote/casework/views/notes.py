"""Notes about a case: written, corrected by their author, and what they said before."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from izote.access.models import User
from izote.casework.actions import notes as actions
from izote.casework.forms.care import CorrectNoteForm, NoteForm
from izote.casework.models import Case
from izote.casework.permissions import may, require
from izote.casework.queries.care import earlier_words
from izote.casework.queries.cases import Words, open_case
from izote.casework.views.answers import form_page, sent
from izote.casework.views.care import care_case, working_case
from izote.casework.views.clash import changed_meanwhile
from izote.kit.once import once


def page_of_notes(case: Case) -> str:
    """The address of a case's notes."""
    return reverse("note_list", args=[case.pk])


@login_required
@once
def note_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was noted, newest first, and room for a new note."""
    case, context = care_case(request, pk)
    form = NoteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        require(request.user, "case.own", case.org_id)
        data = form.cleaned_data
        actions.write_note(case, data["said"], private=data["private"], spoken=data["spoken"], by=request.user)
        return redirect(page_of_notes(case))
    notes = open_case(case, "texts").about("note")[::-1]
    authors = {user.pk: user for user in User.objects.filter(pk__in={note.author_id for note in notes})}
    shown = [(note, parse_datetime(note.created_at), authors.get(note.author_id or 0)) for note in notes]
    may_note = may(request.user, "case.own", case.org_id)
    return render(request, "casework/note_list.html", {**context, "form": form, "notes": shown, "may_note": may_note})


@login_required
@once
def note_edit(request: HttpRequest, pk: UUID, note: UUID) -> HttpResponse:
    """Correct one's own note."""
    case, context = working_case(request, pk)
    words = note_of(case, note)
    if words.author_id != request.user.pk:
        raise PermissionDenied("note")
    form = CorrectNoteForm(sent(request), initial={"said": words.body, "version": words.version})
    context |= {"note": words, "draft_key": words.id}
    if clash := changed_meanwhile(request, form, words.version):
        return clash("note_edit", page_of_notes(case), **context)
    act = lambda data: actions.correct_note(case, note, data["said"], seen=data["version"], by=request.user)  # noqa: E731
    return form_page(request, "note_edit", form, act, to=page_of_notes(case), **context)


@login_required
def note_history(request: HttpRequest, pk: UUID, note: UUID) -> HttpResponse:
    """What a note said before it was corrected."""
    case, context = care_case(request, pk)
    words = note_of(case, note)
    return render(request, "casework/note_history.html", {**context, "note": words, "earlier": earlier_words(note)})


def note_of(case: Case, note: UUID) -> Words:
    """A note that the user may read, or 404."""
    found = next((words for words in open_case(case, "texts").about("note") if words.id == str(note)), None)
    if found is None:
        raise Http404
    return found
