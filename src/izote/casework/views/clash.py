"""Two colleagues change the same thing: the second one sees both texts, and nothing is written over."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format


def changed_meanwhile(request: HttpRequest, form: forms.Form, now: int) -> Callable[..., HttpResponse] | None:
    """When the form was filled in from an older version: how to answer with both texts; saving again is then knowing."""
    if request.method != "POST" or not form.is_valid() or form.cleaned_data["version"] == now:
        return None
    data = request.POST.copy()
    data["version"] = str(now)
    again = type(form)(data, initial=form.initial)
    for name, field in again.fields.items():
        field.disabled = form.fields[name].disabled

    def answer(name: str, back: str, **context: Any) -> HttpResponse:
        found = {"form": again, "theirs": differences(again), "back": back, **context}
        return render(request, f"casework/{name}.html", found, status=409)

    return answer


def differences(form: forms.Form) -> list[tuple[Any, str]]:
    """What is kept now, field by field, where it differs from what was typed."""
    form.is_valid()
    kept = form.initial.keys() - {"version"}
    return [(form[name].label, as_said(form.fields[name], form.initial.get(name))) for name in form.changed_data if name in kept]


def as_said(field: forms.Field, value: Any) -> str:
    """A stored value as a form shows it."""
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, value) or "—"  # type: ignore[arg-type]
    if isinstance(field, forms.DateField):
        return date_format(value, "SHORT_DATE_FORMAT") if value else "—"
    return str(value or "—")
