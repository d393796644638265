"""Values of surveys, and the weights of the index."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from izote.observatory.forms.fields import PlaceField
from izote.observatory.queries.values import parts_of_index, typed_indicators
from izote.observatory.rules.indicators import indicators

LIMITS = {"survey": (0.0, 100.0), "index": (1.0, 10.0)}


class SurveyValueForm(forms.Form):
    """One value with its interval, its number of interviews and the survey it comes from."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    place = PlaceField(country=settings.IZOTE_COUNTRY, label=_("Of which place"), help_text=_("Nothing: of the whole country."))
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2200)
    survey = forms.CharField(label=_("Survey: who made it, its name"), max_length=160)
    value = forms.FloatField(label=_("Value"), help_text=_("A percentage from 0 to 100; a sub-index from 1 to 10."))
    low = forms.FloatField(label=_("lower limit"), required=False)
    high = forms.FloatField(label=_("upper limit"), required=False)
    interviews = forms.IntegerField(label=_("Interviews"), min_value=1, max_value=10_000_000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["indicator"].choices = [(one.code, str(one)) for one in typed_indicators()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The value lies on its scale and inside its interval."""
        data = super().clean() or self.cleaned_data
        card = indicators().get(data.get("indicator", ""))
        least, most = LIMITS[card.kind] if card else (0.0, 100.0)
        for name in ("value", "low", "high"):
            if data.get(name) is not None and not least <= data[name] <= most:
                self.add_error(name, _("It lies between %(a)g and %(b)g.") % {"a": least, "b": most})
        low, high, value = data.get("low"), data.get("high"), data.get("value")
        if (low is None) != (high is None):
            self.add_error("low" if low is None else "high", _("An interval has two limits."))
        elif low is not None and high is not None and value is not None and not low <= value <= high:
            self.add_error("value", _("The value lies outside its interval."))
        return data


class WeightsForm(forms.Form):
    """How much each sub-index weighs."""

    def __init__(self, *args: Any, weights: dict[str, float], **options: Any) -> None:
        super().__init__(*args, **options)
        for one in parts_of_index():
            self.fields[one.code] = forms.FloatField(label=str(one), min_value=0, max_value=100, initial=weights.get(one.code, 1.0))

    def clean(self) -> dict[str, Any]:
        """Something weighs something."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not sum(data.values()):
            raise forms.ValidationError(_("At least one weight is greater than zero."))
        return data
