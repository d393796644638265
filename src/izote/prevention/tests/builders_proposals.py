"""Proposals in any state, walked there by the real actions of those who may."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from izote.access.context import acting_as
from izote.prevention.actions import proposals as actions
from izote.prevention.actions import tools
from izote.prevention.models import Proposal
from izote.prevention.queries.proposals import credits_of

WAYS = {
    "captured": (),
    "refined": ("refined",),
    "merged": ("merged",),
    "screened": ("refined", "screened"),
    "deliberated": ("refined", "screened", "deliberated"),
    "adopted": ("refined", "screened", "deliberated", "adopted"),
    "adopted_changed": ("refined", "screened", "deliberated", "adopted_changed"),
    "postponed": ("refined", "screened", "deliberated", "postponed"),
    "not_adopted": ("refined", "screened", "deliberated", "not_adopted"),
    "assisted": ("refined", "screened", "deliberated", "adopted", "assisted"),
    "designed": ("refined", "screened", "deliberated", "adopted", "assisted", "designed"),
    "pilot": ("refined", "screened", "deliberated", "adopted", "assisted", "designed", "pilot"),
    "evaluated": ("refined", "screened", "deliberated", "adopted", "assisted", "designed", "pilot", "evaluated"),
    "institutional": ("refined", "screened", "deliberated", "adopted", "assisted", "designed", "pilot", "evaluated", "institutional"),
    "withdrawn": ("refined", "screened", "deliberated", "adopted", "withdrawn"),
    "taken_back": ("taken_back",),
}
DECIDERS = ("deliberated", "adopted", "adopted_changed", "postponed", "not_adopted", "institutional", "withdrawn")


def whole(**more):
    """Everything that a proposal needs before it is screened."""
    day = timezone.localdate() + dt.timedelta(days=20)
    said = {"owner": "Alcaldía Municipal", "first_step": "Convocar la mesa", "measure": "Veinte familias atendidas en el primer mes"}
    return {"factors": ["6", "9"], "stream": "upstream", "groups": ["returned"], "first_step_on": day} | said | more


def captured(cast, title="Ventanilla de información sobre derechos", tables=("Mesa 1", "Mesa 2"), **fields):
    """A proposal as a workshop leaves it."""
    with acting_as(cast.tere.pk):
        return actions.capture(org=cast.PDD, by=cast.tere, title=title, groups_credited=tables, **(whole() | fields))


def told_all(row, text="Su propuesta fue conocida."):
    """The same words to each group behind it."""
    return dict.fromkeys(credits_of(row).values_list("pk", flat=True), text)


def screened_fields(answer="for"):
    """All four questions answered alike."""
    return {question: (answer, "Revisado con la delegación") for question in ("rights", "harm", "law", "cost")}


def one_step(row, to, cast):
    """One more step of a proposal, by somebody who may, with all that it takes."""
    by = cast.paula if to in DECIDERS else cast.tere
    with acting_as(by.pk):
        if to == "screened":
            actions.screen(row, by=by, answers=screened_fields())
        if to == "assisted":
            made = tools.assist(row, by=by, request="Guion", plan="Tres visitas", partner="Socio técnico")
            tools.visit(made, by=by, on=timezone.localdate(), hours=Decimal("2.5"), what="Primera visita")
        if to == "pilot":
            tools.begin_pilot(row, by=by, site="Casa comunal", since=timezone.localdate())
        if to == "evaluated":
            tools.evaluate(row.pilots.get(), by=by, verdict="works", result="Se cumplió la medida", on=timezone.localdate())
        if to == "institutional":
            tools.institutionalise(row, by=by, name="Guía de derechos", number="1.0", answers=told_all(row))
            return Proposal.objects.get(pk=row.pk)
        if to == "taken_back":
            return actions.step(row, to, by=by, reason="Se escribió dos veces", known={"in_the_room": True})
        return actions.step(row, to, by=by, reason="Por acuerdo", answers=told_all(row))


def proposal(cast, state="captured", **fields):
    """A proposal in a state."""
    row = captured(cast, **fields)
    if state == "merged":
        other = captured(cast, title="Ferias de información", tables=("Mesa 3",))
        with acting_as(cast.tere.pk):
            actions.merge([row], other, by=cast.tere)
            return Proposal.objects.get(pk=row.pk)
    for to in WAYS[state]:
        row = one_step(row, to, cast)
    return row
