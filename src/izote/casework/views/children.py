"""The child's part of a case."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from izote.casework.actions import children as actions
from izote.casework.actions.trace import require_work
from izote.casework.forms.children import BirthForm, CareForm, KnownForm, NoticeForm, SchoolForm, StepForm
from izote.casework.models import Case, ChildFile
from izote.casework.permissions import may_lead, may_work
from izote.casework.queries import children as queries
from izote.casework.queries.cases import open_case
from izote.casework.rules import children as rules
from izote.casework.rules.words import words
from izote.casework.views.answers import form_page, seen_case, sent
from izote.casework.views.clash import differences
from izote.kit.once import once
from izote.partners.queries import printed_lines
from izote.people.rules import label


def child_case(request: HttpRequest, pk: UUID, right: str = "") -> tuple[Case, dict[str, Any]]:
    """A child's case that the user may see, else 404."""
    case, head = seen_case(request, pk, right)
    if not case.is_child or head["person"] is None:
        raise Http404
    return case, head


@login_required
def child_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Care and agreement, the board's clock, best interests in their order, school, birth abroad."""
    case, head = child_case(request, pk)
    child = queries.child_of(case)
    steps = list(queries.steps_of(case))
    opened = open_case(case, "texts") if steps else None
    told = [(s, opened.said("child_views", s.pk), opened.said("best_interest", s.pk)) for s in steps] if opened else []
    context = {
        **head,
        "child": child,
        "harmful": queries.harmful_contacts(case),
        "feared": queries.feared_by(head["person"]),
        "steps": told,
        "possible": rules.possible_steps(s.step for s in steps),
        "labels": [str(word) for word in words("bip_steps").values()],
        "current": len(rules.possible_steps(s.step for s in steps)),
        "country": label("countries", child.birth_country),
        "lines": [line for line in printed_lines(case.org_id) if line.number == "119"],
        "may_work": may_work(request.user, case),
        "may_lead": may_lead(request.user, case),
    }
    return render(request, "casework/child_detail.html", context)


@login_required
@once
def child_fear_end(request: HttpRequest, pk: UUID, row_pk: UUID) -> HttpResponse:
    """That the child fears somebody ends; asked of whoever leads the case."""
    case, head = child_case(request, pk, "case.assign")
    row, back = queries.feared_for(case, head["person"], row_pk), reverse("child_detail", args=[case.pk])
    if request.method == "POST":
        actions.end_fear(row, by=request.user)
        return redirect(back)
    return render(request, "casework/child_fear_end.html", {**head, "row": row, "back": back})


def _edit(
    request: HttpRequest,
    pk: UUID,
    name: str,
    make: Callable[[Any, ChildFile, dict[str, Any]], forms.Form],
    act: Callable[[Case, Any, int], Any],
) -> HttpResponse:
    """A form on the child's part; when a colleague was quicker, both are shown and nothing is written over."""
    case, head = child_case(request, pk, "case.own")
    require_work(request.user, case)
    child = queries.child_of(case)
    form, back = make(sent(request), child, head), reverse("child_detail", args=[case.pk])
    context: dict[str, Any] = {**head, "child": child, "back": back}
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] == child.version:
            act(case, form, child.version)
            return redirect(back)
        data = request.POST.copy()
        data["version"] = str(child.version)
        again = make(data, child, head)
        return render(request, f"casework/{name}.html", {**context, "form": again, "theirs": differences(again)}, status=409)
    return render(request, f"casework/{name}.html", {**context, "form": form})


def _kept(form: forms.Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _shown(child: ChildFile, *names: str) -> dict[str, Any]:
    return {"version": child.version, **{name: getattr(child, name) for name in names if getattr(child, name) not in ("", None)}}


@login_required
@once
def child_care(request: HttpRequest, pk: UUID) -> HttpResponse:
    """With whom the child lives, who takes care, and who agrees."""
    names = ("care", "relation", "caregiver_harms", "caregiver_consents", "exception", "assent")

    def make(data: Any, child: ChildFile, head: dict[str, Any]) -> CareForm:
        initial = {**_shown(child, *names), "caregiver": str(child.caregiver_id or "")}
        return CareForm(data, initial=initial, near=queries.adults_near(head["person"]))

    act = lambda case, form, seen: actions.save_care(case, seen=seen, by=request.user, **_kept(form))  # noqa: E731
    return _edit(request, pk, "child_care", make, act)


@login_required
@once
def child_school(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where school stands."""
    make = lambda data, child, head: SchoolForm(data, initial=_shown(child, "school", "school_papers"))  # noqa: E731
    return _edit(
        request, pk, "child_school", make, lambda case, form, seen: actions.save_school(case, seen=seen, by=request.user, **_kept(form))
    )


@login_required
@once
def child_birth(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Birth abroad: nationality, and the entry of the birth."""

    def make(data: Any, child: ChildFile, head: dict[str, Any]) -> BirthForm:
        born = {None: "", True: "yes", False: "no"}[child.born_abroad]
        return BirthForm(data, initial={**_shown(child, "birth_country", "nationality_step", "birth_entry_step"), "born_abroad": born})

    return _edit(
        request, pk, "child_birth", make, lambda case, form, seen: actions.save_birth(case, seen=seen, by=request.user, **_kept(form))
    )


@login_required
@once
def child_danger(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A threat or a violation of rights is known: the board's clock begins."""

    def make(data: Any, child: ChildFile, head: dict[str, Any]) -> KnownForm:
        now = timezone.localtime()
        return KnownForm(data, initial={"version": child.version, "day": now.date(), "hour": now.time().replace(second=0, microsecond=0)})

    act = lambda case, form, seen: actions.start_notice(case, form.at, seen=seen, by=request.user)  # noqa: E731
    return _edit(request, pk, "child_danger", make, act)


@login_required
@once
def child_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The board was told, or why not."""

    def make(data: Any, child: ChildFile, head: dict[str, Any]) -> NoticeForm:
        initial: dict[str, Any] = {**_shown(child, "junta_child_told"), "reason_not": child.junta_reason_not}
        if child.junta_told_at:
            at = timezone.localtime(child.junta_told_at)
            initial |= {"day": at.date(), "hour": at.time().replace(second=0, microsecond=0)}
        return NoticeForm(data, initial=initial)

    def act(case: Case, form: NoticeForm, seen: int) -> None:
        told, why = form.cleaned_data["junta_child_told"], form.cleaned_data["reason_not"]
        actions.note_notice(case, seen=seen, by=request.user, told_at=form.told_at, child_told=told, reason_not=why)

    return _edit(request, pk, "child_notice", make, act)


@login_required
@once
def child_step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """A step of the best-interests procedure."""
    case, head = child_case(request, pk, "case.own")
    require_work(request.user, case)
    if step not in rules.possible_steps(queries.steps_of(case).values_list("step", flat=True)):
        raise Http404
    staff = list(queries.second_adults(case, request.user))
    form = StepForm(sent(request), step=step, staff=staff, initial={"done_on": timezone.localdate()})
    return form_page(
        request,
        "child_step",
        form,
        lambda data: actions.add_step(case, step, by=request.user, **{k: v for k, v in data.items() if k != "keep_words"}),
        to=reverse("child_detail", args=[case.pk]),
        step=words("bip_steps")[step],
        two=rules.asks(step, "two"),
        **head,
    )
