"""Files that may be one person: the list, two side by side, and separating what was united."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.errors import Conflict
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.people import actions, permissions, queries
from izote.people import queries_duplicates as duplicates
from izote.people.codes import code_ok
from izote.people.models import Person
from izote.people.rules import label, write_birth
from izote.people.views.answers import page_of_person


@login_required
@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """The pairs that wait for a decision, the likeliest first, and a way to any two files."""
    permissions.require_somewhere(request.user, "person.merge")
    codes = [request.GET.get(name, "").strip().upper() for name in ("uno", "otro")]
    if all(code_ok(code) for code in codes):
        return redirect("duplicate_pair", *codes)
    page = page_of(duplicates.open_pairs(request.user), ["-probability", "-pk"], request.GET.get("cursor", ""))
    actions.note_listed(2 * len(page.rows), by=request.user)
    rows = [(pair, duplicates.said(pair.evidence)) for pair in page.rows]
    return render(request, "people/duplicate_list.html", {"page": page, "rows": rows, "codes": codes, "unread": any(codes)})


@login_required
@once
def duplicate_pair(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Two files side by side: what speaks for one person and against, and the decision."""
    left, right = sorted((person_to_decide(request, one), person_to_decide(request, other)), key=lambda person: person.pk)
    if left.pk == right.pk:
        return redirect(page_of_person(left))
    if left.org_id != right.org_id:
        raise Http404
    if request.method == "POST":
        return decided(request, left, right)
    for person in (left, right):
        actions.note_seen(person, by=request.user)
    return render(request, "people/duplicate_pair.html", shown(left, right))


def person_to_decide(request: HttpRequest, code: str) -> Person:
    """A file that the user sees, in an office where she or he decides duplicates: else 404 or 403."""
    person = queries.person_for(request.user, code)
    permissions.require(request.user, "person.merge", person.org_id)
    return person


@dataclass(frozen=True)
class Row:
    """One field of both files, and which side is proposed."""

    name: str
    label: str
    left: str
    right: str
    chosen: str

    @property
    def same(self) -> bool:
        """Whether there is nothing to choose."""
        return self.left == self.right


def shown(left: Person, right: Person) -> dict[str, Any]:
    """What the page of a pair shows."""
    numbers = [duplicates.numbers_of(person) for person in (left, right)]
    return {
        "left": left,
        "right": right,
        "rows": [row_of(name, left, right) for name in actions.CHOICES],
        "documents": [documents for documents, _phones in numbers],
        "phones": [phones for _documents, phones in numbers],
        "said": duplicates.said(duplicates.evidence_between(left, right).codes),
        "candidate": duplicates.candidate_of(left, right),
    }


def row_of(name: str, left: Person, right: Person) -> Row:
    """One field of both files; proposed is what is fuller, else what the older file says."""
    one, other = said(left, name), said(right, name)
    fuller = other and (not one or (name == "birth" and right.birth_date and not left.birth_date))
    shown_as = Person._meta.get_field("birth_date" if name == "birth" else name).verbose_name  # type: ignore[union-attr]
    return Row(name, capfirst(str(shown_as)), one, other, "right" if fuller else "left")


def said(person: Person, name: str) -> str:
    """A field as it is read."""
    if name == "birth":
        return write_birth(person.birth_date, person.birth_year, person.birth_precision)
    if name == "place":
        return str(person.place or "")
    if name == "language":
        return label("languages", person.language) if person.language else ""
    if name in ("sex", "served_as"):
        return str(getattr(person, f"get_{name}_display")()) if getattr(person, name) else ""
    return str(getattr(person, name))


def decided(request: HttpRequest, left: Person, right: Person) -> HttpResponse:
    """Do what was decided: the same person, two persons, or nothing yet."""
    answer = request.POST.get("answer", "")
    if answer == "different":
        actions.decide_different(left, right, by=request.user)
        messages.success(request, _("They stay two persons. This pair will not be offered again."))
    elif answer == "merge":
        kept, merged = (right, left) if request.POST.get("keep") == "right" else (left, right)
        if request.POST.get("versions") != f"{left.version}.{right.version}":
            raise Conflict(_("Somebody changed one of these files while you were deciding. Look at both again."))
        side = {kept.pk: "kept", merged.pk: "merged"}
        sides = {"left": side[left.pk], "right": side[right.pk]}
        choices = {name: sides[request.POST[name]] for name in actions.CHOICES if request.POST.get(name) in sides}
        actions.merge_persons(kept, merged, choices=choices, by=request.user)
        messages.success(request, _("The two files are one now. Nothing was lost; they can be separated again."))
        return redirect(page_of_person(kept))
    return redirect("duplicate_list")


@login_required
@once
def duplicate_separate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then undo a merge."""
    done = duplicates.merge_for(request.user, pk)
    permissions.require(request.user, "person.merge", done.org_id)
    if request.method == "POST":
        merged = actions.separate_persons(done, by=request.user)
        messages.success(request, _("The files are separate again, and the pair will not be offered as a duplicate."))
        return redirect(page_of_person(merged))
    return render(request, "people/duplicate_separate.html", {"done": done, "back": reverse("person_detail", args=[done.kept.code])})
