"""Invented content for the page that shows the components."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RETURNS: list[tuple[Promise, int]] = [(_("August"), 118), (_("September"), 164), (_("October"), 97), (_("November"), 141)]
WRONG = {"full_name": "", "birth_year": "1875", "needs": ["food"]}


class SampleForm(forms.Form):
    """One field of each kind."""

    full_name = forms.CharField(
        label=_("Name and surnames"), max_length=120, help_text=_("As the person says them; both surnames if there are two.")
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"), min_value=1900, max_value=2100, required=False, help_text=_("An estimate is enough.")
    )
    arrived = forms.DateField(label=_("Date of return"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    contact = forms.ChoiceField(
        label=_("How may we reach the person?"),
        choices=[("call", _("By telephone")), ("message", _("By message")), ("visit", _("By a visit")), ("no", _("Wishes no contact"))],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=_("What is needed today?"),
        choices=[("food", _("Food")), ("bed", _("A place to sleep")), ("health", _("Medical care")), ("papers", _("Documents"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.ChoiceField(
        label=_("District of return"),
        choices=[("", "—"), ("zac", "Zacatecoluca"), ("smi", "San Miguel"), ("son", "Sonsonate")],
        required=False,
    )
    paper = forms.FileField(label=_("Document"), required=False, help_text=_("At most 20 MB."))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agrees = forms.BooleanField(label=_("The person was read the privacy notice and agrees."))


def content() -> dict[str, object]:
    """Rows, events and figures for the sheet."""
    now = timezone.make_aware(datetime(2026, 11, 12, 9, 40))
    return {
        "columns": [_("Name"), _("Code"), _("District"), _("Returned on")],
        "rows": [
            ["María Guadalupe Rivas Alfaro", "ZAC-7K3Q-2", "Zacatecoluca", "12/11/2026"],
            ["José Antonio Umaña Peña", "ZAC-2M8F-5", "San Juan Nonualco", "12/11/2026"],
            ["Rosa Elvira Núñez de Campos", "ZAC-9T4B-1", "Santiago Nonualco", "11/11/2026"],
        ],
        "facts": [(_("Name"), "María Guadalupe Rivas Alfaro"), (_("Year of birth"), _("about 1994")), (_("Document"), None)],
        "steps": [_("The file"), _("Its columns"), _("The check"), _("Ready")],
        "events": [
            {"at": now, "title": _("Registered at the counter"), "by": "Ana"},
            {"at": now - timedelta(minutes=22), "title": _("Called"), "text": _("Number A 27, window 2.")},
            {"at": now - timedelta(hours=2), "title": _("On the list of the morning bus")},
        ],
        "figure_columns": [_("Month"), _("Returns")],
        "figure_rows": RETURNS,
        "bars": bars(RETURNS),
    }


def bars(rows: list[tuple[Promise, int]]) -> list[dict[str, object]]:
    """Where each bar of the chart stands."""
    return [
        {
            "label": label,
            "value": value,
            "x": 20 + n * 90,
            "middle": 50 + n * 90,
            "y": 150 - value * 0.75,
            "above": 142 - value * 0.75,
            "height": value * 0.75,
        }
        for n, (label, value) in enumerate(rows)
    ]
