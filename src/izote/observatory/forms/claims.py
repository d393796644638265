"""What somebody else says of the figures."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from izote.kit.fields import DayField
from izote.observatory.forms.fields import PlaceField
from izote.observatory.rules.indicators import indicators, of_domain


class ClaimForm(forms.Form):
    """Who said what, when and where it can be read, and of which years."""

    claimed_by = forms.CharField(label=_("Who says it"), max_length=160)
    claimed_on = DayField(label=_("When"), required=False)
    text = forms.CharField(label=_("In their words"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    address = forms.URLField(label=_("Where it can be read"), required=False, assume_scheme="https")
    indicator = forms.ChoiceField(label=_("Which indicator"))
    place = PlaceField(country=settings.IZOTE_COUNTRY, label=_("Of which place"), help_text=_("Nothing: of the whole country."))
    year_from = forms.IntegerField(label=_("From year"), required=False, min_value=1900, max_value=2200)
    year_to = forms.IntegerField(label=_("Up to year"), required=False, min_value=1900, max_value=2200)
    said = forms.FloatField(
        label=_("Change that they give, in %"), required=False, min_value=-100, max_value=100_000, help_text=_("A fall has a minus: −60.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["indicator"].choices = [(one.code, str(one)) for one in of_domain("violence") if one.categories]  # type: ignore[attr-defined]

    def clean_said(self) -> float | None:
        """Percent becomes a fraction."""
        said = self.cleaned_data["said"]
        return None if said is None else said / 100

    def clean(self) -> dict[str, Any]:
        """The years stand in order."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("year_from"), data.get("year_to")
        if first and last and first >= last:
            self.add_error("year_to", _("The second year comes after the first."))
        assert not data.get("indicator") or data["indicator"] in indicators()
        return data
