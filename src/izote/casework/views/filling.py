"""One sending of an instrument's form: what was typed, what is wrong with it, and the page that shows it again."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from izote.casework.actions.assessments import Head
from izote.casework.forms.assessments import HeadForm
from izote.casework.forms.questions import Drawn, draw
from izote.casework.instruments import Instrument
from izote.casework.models import Assessment, Case
from izote.casework.queries import assessments as queries
from izote.casework.queries.cases import open_case
from izote.casework.queries.children import child_of, second_adults
from izote.people.rules import protocol, words


def protocols_of(codes: str) -> list[tuple[Any, list[str]]]:
    """The protocols of these codes with their steps, in the language of the page."""
    found = (protocol(words("protocols")[code].row["slug"]) for code in codes.split() if code in words("protocols"))
    return [shown for shown in found if shown]


class Filling:
    """What came with a request, beside what is stored."""

    def __init__(self, request: HttpRequest, case: Case, row: Assessment, instrument: Instrument, *, correcting: bool = False) -> None:
        self.request, self.case, self.row, self.instrument, self.correcting = request, case, row, instrument, correcting
        self.posted = request.method == "POST"
        self.wants = request.POST.get("form-do", "")[:60]
        seen = request.POST.get("form-seen", "")
        self.seen = int(seen) if seen.isdigit() and len(seen) < 10 else -1

    @cached_property
    def opened(self) -> Mapping[str, Any]:
        """What is stored; reading it leaves a line."""
        return queries.opened_answers(open_case(self.case, "answers"), self.row)

    @cached_property
    def stored(self) -> dict[str, Any]:
        """The answers that are stored."""
        return dict(self.opened["answers"])

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The answers as they were typed, or as they are stored."""
        return dict(self.instrument.read(self.request.POST)) if self.posted else self.stored

    @cached_property
    def head(self) -> HeadForm:
        """How and when it was applied."""
        row = self.row
        initial = {"mode": row.mode, "held_on": row.held_on, "second_adult": row.second_adult_id}
        return HeadForm(
            self.request.POST if self.posted else None,
            instrument=self.instrument,
            case=self.case,
            staff=list(second_adults(self.case, self.request.user)) if self.case.is_child else [],
            complete=self.finishing,
            initial=initial,
        )

    @property
    def said(self) -> Head:
        """The same, as the actions take it."""
        return Head(**self.head.head())

    @cached_property
    def drawn(self) -> Drawn:
        """The form with the answers; a colleague's answers beside those that differ when both changed it."""
        clash = self.posted and self.seen != self.row.edit
        finishing = self.finishing or self.correcting or "terminar" in self.request.GET
        return draw(self.instrument, self.answers, complete=finishing, theirs=self.stored if clash else None, today=self._day)

    @property
    def _day(self) -> dt.date:
        """The day on which the form was held, as far as it is known."""
        typed = self.head.cleaned_data.get("held_on") if self.posted and not self.correcting and self.head.is_valid() else None
        return typed or self.row.held_on or timezone.localdate()

    @property
    def finishing(self) -> bool:
        """Whether this is the sending that finishes the form."""
        return self.wants in ("complete", "complete-so")

    @property
    def ready(self) -> bool:
        """Whether it can be completed: nothing is wrong, and what is missing or worded badly was accepted as it is."""
        kept = not self.drawn.warned or "form-keep" in self.request.POST
        return not self.drawn.errors and kept and (self.correcting or not self.drawn.missing or self.wants == "complete-so")

    def page(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """The form's page."""
        marked = {item.protocol for item in self.instrument.items if item.protocol}
        context = context | {
            "drawn": self.drawn,
            "head": self.head,
            "clash": status == 409,
            "finishing": "terminar" in self.request.GET or self.finishing,
            "paper": self.row.mode == Assessment.Mode.PAPER,
            "child": child_of(self.case) if self.case.is_child else None,
            "protocols": protocols_of(self.opened["critical"]) if self.row.critical and self.row.critical_seen_at is None else [],
            "steps": [(code, *protocols_of(code)[0]) for code in sorted(marked) if protocols_of(code)],
        }
        name = "assessment_correct" if self.correcting else "assessment_fill"
        return render(self.request, f"casework/{name}.html", context, status=status)
