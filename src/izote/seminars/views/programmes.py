"""Programmes, their modules and questions, and what they cover."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.once import once
from izote.seminars import actions
from izote.seminars.forms.answers import in_language
from izote.seminars.forms.programmes import AddModuleForm, ModuleForm, ProgrammeForm, QuestionForm, TargetForm
from izote.seminars.models import Programme
from izote.seminars.permissions import has_somewhere, may, require
from izote.seminars.queries import programmes as queries
from izote.seminars.rules.words import factor_label, label, usual_factors, words
from izote.seminars.views.common import confirm_page, form_page, managing, reading, sent


@login_required
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """The programmes, and the modules of which they are made."""
    reading(request)
    rows = [(one, [label("modules", m.module) for m in one.modules.all()]) for one in queries.programmes_for(request.user)]
    modules = [(code, word, word.row["about_en" if str(word) == word.en else "about_es"]) for code, word in words("modules").items()]
    return render(request, "seminars/programme_list.html", {"rows": rows, "modules": modules, "manages": _manages(request)})


def _manages(request: HttpRequest) -> bool:
    return has_somewhere(request.user, "seminars.manage")


@login_required
@once
def programme_create(request: HttpRequest) -> HttpResponse:
    """Begin a programme."""
    org = managing(request)
    form = ProgrammeForm(sent(request))

    def act(data: dict[str, Any]) -> None:
        actions.write_programme(org=org, by=request.user, **data)

    return form_page(request, form, act, to=reverse("programme_list"), title=_("New programme"))


def _mine(request: HttpRequest, pk: int) -> Programme:
    """A programme for its manager: 404 for whoever does not see it, 403 for whoever only reads."""
    reading(request)
    row = queries.programme_for(request.user, pk)
    require(request.user, "seminars.manage", row.org_id)
    return row


@login_required
@require_safe
def programme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: its modules with the risk factors that each should lower, and whom it should reach."""
    reading(request)
    row = queries.programme_for(request.user, pk)
    modules = [(one, label("modules", one.module), [factor_label(f) for f in one.factors]) for one in queries.modules_of(row)]
    manages = may(request.user, "seminars.manage", row.org_id)
    context = {"programme": row, "modules": modules, "targets": queries.targets_of(row), "manages": manages}
    if manages:
        context |= {"add": AddModuleForm(), "target_form": TargetForm(org_id=row.org_id)}
    return render(request, "seminars/programme_detail.html", context)


@login_required
@once
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a programme."""
    row = _mine(request, pk)
    form = ProgrammeForm(sent(request), instance=row)

    def act(data: dict[str, Any]) -> None:
        actions.write_programme(org=row.org, by=request.user, programme=row, **data)

    return form_page(request, form, act, to=reverse("programme_detail", args=[pk]), title=_("Correct the programme"))


@login_required
@once
def programme_module(request: HttpRequest, pk: int, module: str) -> HttpResponse:
    """Put a module into a programme, or say anew what it is for."""
    row = _mine(request, pk)
    if module not in words("modules"):
        raise Http404
    held = row.modules.filter(module=module).first()
    initial = {"position": row.modules.count() + 1, "factors": usual_factors(module)}
    if held:
        initial = {"position": held.position, "aim": held.aim, "factors": held.factors}
    form = ModuleForm(sent(request), initial=initial)

    def act(data: dict[str, Any]) -> None:
        actions.write_module(row, module, by=request.user, **data)

    return form_page(request, form, act, to=reverse("programme_detail", args=[pk]), title=label("modules", module))


@login_required
@require_POST
@once
def programme_module_drop(request: HttpRequest, pk: int, module: str) -> HttpResponse:
    """Take a module out of a programme."""
    row = _mine(request, pk)
    held = row.modules.filter(module=module).first()
    if held is None:
        raise Http404
    actions.drop_module(held, by=request.user)
    return redirect("programme_detail", pk)


@login_required
@require_safe
def programme_module_add(request: HttpRequest, pk: int) -> HttpResponse:
    """From the list of modules to the page of one."""
    row = _mine(request, pk)
    form = AddModuleForm(request.GET)
    if not form.is_valid():
        raise Http404
    return redirect("programme_module", row.pk, form.cleaned_data["module"])


@login_required
@once
def programme_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whom a programme should reach."""
    row = _mine(request, pk)
    form = TargetForm(sent(request), org_id=row.org_id)

    def act(data: dict[str, Any]) -> None:
        actions.set_target(row, data["institution"], wanted=data["wanted"], by=request.user)

    return form_page(request, form, act, to=reverse("programme_detail", args=[pk]), title=_("Whom it should reach"))


@login_required
@require_POST
@once
def programme_target_drop(request: HttpRequest, pk: int, target: int) -> HttpResponse:
    """Say that a programme need not reach an institution."""
    row = _mine(request, pk)
    held = row.targets.filter(pk=target).first()
    if held is None:
        raise Http404
    actions.drop_target(held, by=request.user)
    return redirect("programme_detail", pk)


@login_required
@require_safe
def module_detail(request: HttpRequest, module: str) -> HttpResponse:
    """One module: what it is about, what it should lower, the questions about it."""
    reading(request)
    if (word := words("modules").get(module)) is None:
        raise Http404
    rows = [
        {"row": one, "words": in_language(one), "options": [(in_language(o), at == one.correct) for at, o in enumerate(one.options)]}
        for one in queries.questions_for(request.user, module)
    ]
    context = {
        "module": module, "word": word, "about": word.row["about_en" if str(word) == word.en else "about_es"], "rows": rows,
        "factors": [factor_label(f) for f in usual_factors(module)], "manages": _manages(request),
    }  # fmt: skip
    return render(request, "seminars/module_detail.html", context)


@login_required
@once
def question_create(request: HttpRequest, module: str) -> HttpResponse:
    """Add a question to a module."""
    org = managing(request)
    if module not in words("modules"):
        raise Http404
    form = QuestionForm(sent(request))

    def act(data: dict[str, Any]) -> None:
        actions.write_question(org=org, module=module, by=request.user, **form.question())

    lead = _("A question is not rewritten once it has been written, so that before and after stay comparable: retire it and write another.")
    return form_page(request, form, act, to=reverse("module_detail", args=[module]), title=_("New question"), lead=lead)


@login_required
@require_POST
@once
def question_starters(request: HttpRequest, module: str) -> HttpResponse:
    """Take over the questions that come with the program."""
    org = managing(request)
    if module not in words("modules"):
        raise Http404
    n = actions.take_starters(org=org, module=module, by=request.user)
    messages.success(request, _("Questions taken over: %(n)s.") % {"n": n})
    return redirect("module_detail", module)


@login_required
@once
def question_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a question no more."""
    reading(request)
    row = queries.question_for(request.user, pk)
    require(request.user, "seminars.manage", row.org_id)
    title, text = _("Ask this question no more?"), in_language(row)
    to = reverse("module_detail", args=[row.module])
    return confirm_page(
        request, lambda: actions.retire_question(row, by=request.user), to=to, title=title, text=text, yes=_("Yes, retire it"), danger=False
    )
