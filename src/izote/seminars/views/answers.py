"""Before and after: which questions, what was answered, what changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.charts import Dot, dots
from izote.kit.once import once
from izote.seminars import actions
from izote.seminars.forms.answers import AnswersForm, ChooseForm, CodedForm, in_language
from izote.seminars.models import Effect, Moment
from izote.seminars.queries import answers as queries
from izote.seminars.queries.participants import answers_of, participant_of, participants_of
from izote.seminars.rules.change import answered, change
from izote.seminars.views.common import form_page, managed, seen, sent


def _page(code: str) -> str:
    return reverse("before_after", args=[code])


@login_required
@require_safe
def before_after(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked, who answered (for the manager), and what changed with its interval."""
    row, head = seen(request, code)
    asked = queries.asked_at(row)
    context = {**head, "questions": [(at, in_language(one)) for at, one in enumerate(asked, 1)], "moments": Moment.choices}
    if head["manages"]:
        given = answers_of(row)
        doors = queries.doors_of(row)
        context |= {
            "answered": answered(given),
            "people": [(one, (one.number, "before") in given, (one.number, "after") in given) for one in participants_of(row)],
            "doors": [(moment, words, doors.get(moment)) for moment, words in Moment.choices],
            "fixed": bool(given),
        }
        facts = change(given, {one.pk: one.correct for one in asked})
    else:
        held = Effect.objects.filter(seminar=row).first()
        facts = held.facts if held and held.pairs else None
    return render(request, "seminars/before_after.html", {**context, "change": told(facts, asked), "asked": bool(asked)})


def told(facts: dict[str, Any] | None, asked: list[Any]) -> dict[str, Any] | None:
    """What changed in words, with its picture and its table."""
    if not facts:
        return None
    value, low, high = (100 * part for part in facts["difference"])
    by_pk = {one["question"]: one for one in facts["questions"]}
    drawn, rows = [], []
    for at, one in enumerate(asked, 1):
        if (found := by_pk.get(one.pk)) is None or not found["before"]:
            continue
        before, after = (_per_cent(found[side]) for side in ("before", "after"))
        drawn += [Dot(_("%(n)s. before") % {"n": at}, *before), Dot(_("%(n)s. after") % {"n": at}, *after, True)]
        chance = _("less than 0.001") if found["p"] < 0.001 else f"{found['p']:.3f}"
        rows.append([f"{at}. {in_language(one)}", found["pairs"], f"{before[0]:.0f} %", f"{after[0]:.0f} %", chance])
    head = [_("Question"), _("Answered both times"), _("Right before"), _("Right after"), _("Chance (McNemar)")]
    return {
        "pairs": facts["pairs"],
        "before": f"{100 * facts['before']:.0f}",
        "after": f"{100 * facts['after']:.0f}",
        "value": f"{value:+.1f}",
        "low": f"{low:+.1f}",
        "high": f"{high:+.1f}",
        "unclear": low <= 0 <= high,
        "smallest": f"{100 * facts['smallest']:.1f}",
        "picture": dots(drawn, label=_("Share of right answers before and after, per cent")) if drawn else "",
        "head": head,
        "rows": rows,
    }


def _per_cent(values: list[float]) -> tuple[float, float, float]:
    value, low, high = (100 * part for part in values)
    return value, low, high


@login_required
@once
def questions_choose(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the questions from those of the modules that are taught."""
    row, _head = managed(request, code)
    form = ChooseForm(
        sent(request), may_be_asked=queries.may_be_asked(row), initial={"questions": [one.pk for one in queries.asked_at(row)]}
    )

    def act(data: dict[str, Any]) -> None:
        actions.choose_questions(row, list(data["questions"]), by=request.user)

    lead = _("The same questions are asked before and after. Once somebody has answered they stay as they are.")
    return form_page(request, form, act, to=_page(code), title=_("Questions"), lead=lead)


@login_required
@once
def answers_type(request: HttpRequest, code: str, moment: str, number: int) -> HttpResponse:
    """Write down what a participant answered on paper."""
    row, _head = managed(request, code)
    if moment not in Moment.values:
        raise Http404
    one = participant_of(row, number)
    given = answers_of(row).get((number, moment), {})
    form = AnswersForm(sent(request), questions=queries.asked_at(row), initial={f"q{pk}": at for pk, at in given.items()})

    def act(data: dict[str, Any]) -> None:
        actions.type_answers(one, moment, form.choices(), by=request.user)

    following = participants_of(row).filter(number__gt=number).first()
    on = "otra" in request.POST and following is not None
    to = reverse("answers_type", args=[code, moment, following.number]) if on and following else _page(code)
    title = f"{one.code}: {Moment(moment).label}"
    return form_page(request, form, act, to=to, title=title, template="answers_type", following=following, leave=_page(code))


@login_required
@require_POST
def door_open(request: HttpRequest, code: str, moment: str) -> HttpResponse:
    """Open the address for answering by code; it is shown once."""
    row, head = managed(request, code)
    if moment not in Moment.values:
        raise Http404
    token = actions.open_door(row, moment, by=request.user)
    address = request.build_absolute_uri(reverse("answer_by_code", args=[token]))
    return render(request, "seminars/door_told.html", {**head, "address": address, "moment": Moment(moment).label, "hours": 12})


@login_required
@require_POST
@once
def door_shut(request: HttpRequest, code: str, moment: str) -> HttpResponse:
    """Close that address."""
    row, _head = managed(request, code)
    if moment not in Moment.values:
        raise Http404
    actions.shut_door(row, moment, by=request.user)
    messages.success(request, _("Closed: nobody answers there any more."))
    return redirect("before_after", code)


def answer_by_code(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever sits in the room with a code: answer, once, without a name."""
    behind = actions.behind_door(token)
    if behind is None:
        return render(request, "seminars/answer_shut.html", status=404)
    form = CodedForm(sent(request), questions=behind["questions"])
    answer = ""
    if request.method == "POST" and form.is_valid():
        answer = actions.answer_by_code(token, form.cleaned_data["code"], form.choices())
        words = {
            "answered": _("Answers under this code were given already. If the code is yours, tell whoever leads the seminar."),
            "unknown": _("Nobody has this code here. Look at your sheet."),
            "empty": _("Answer one question at least."),
            "shut": _("The questions were closed meanwhile. Tell whoever leads the seminar."),
        }
        if answer in words:
            form.add_error(None, words[answer])
    status = 400 if form.is_bound and answer != "kept" else 200
    context = {"behind": behind, "form": form, "kept": answer == "kept", "moment": Moment(behind["moment"]).label}
    return render(request, "seminars/answer_by_code.html", context, status=status)
