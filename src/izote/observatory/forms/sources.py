"""A source."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.observatory.models.sources import Domain, Source


class SourceForm(forms.Form):
    """Who gives figures, of what, how often."""

    authority = forms.CharField(label=_("Authority"), max_length=160)
    name = forms.CharField(label=_("Name of the series"), max_length=160)
    code = forms.SlugField(
        label=_("Short name"), max_length=32, help_text=_("Small letters and digits, for example pnc. It stands in files and commands.")
    )
    domain = forms.ChoiceField(
        label=_("What it speaks of"),
        choices=Domain.choices,
        help_text=_("Returns and violence are kept apart: no page sets them side by side."),
    )
    every = forms.ChoiceField(label=_("How often it comes"), choices=list(Source._meta.get_field("every").choices or ()))
    country = forms.CharField(label=_("Country (two letters)"), min_length=2, max_length=2, initial="sv")
    address = forms.URLField(label=_("Where it is published"), required=False, assume_scheme="https")
    note = forms.CharField(label=_("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_country(self) -> Any:
        """A country whose places are known here."""
        from izote.territory.countries import PackError
        from izote.territory.queries import pack

        code = self.cleaned_data["country"].lower()
        try:
            pack(code)
        except PackError as error:
            raise forms.ValidationError(_("The places of this country are not known here.")) from error
        return code
