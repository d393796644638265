"""What is asked at the vault."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.vault.rules.sealing import SHORTEST
from izote.vault.rules.words import choices

SECRET = forms.PasswordInput(attrs={"autocomplete": "off"})


class NewHalfForm(forms.Form):
    """How a half is held."""

    held = forms.ChoiceField(
        label=gettext_lazy("How this half is held"),
        choices=[
            ("passphrase", gettext_lazy("Here, sealed by my passphrase")),
            ("paper", gettext_lazy("On paper, by an outside body: it is shown once and kept nowhere")),
        ],
        initial="passphrase",
        widget=forms.RadioSelect,
    )
    passphrase = forms.CharField(
        label=gettext_lazy("Passphrase"),
        required=False,
        strip=False,
        max_length=200,
        widget=SECRET,
        help_text=gettext_lazy("Four or five words that nobody would guess. Nobody can give it back to you."),
    )
    again = forms.CharField(label=gettext_lazy("The same again"), required=False, strip=False, max_length=200, widget=SECRET)

    def clean(self) -> dict[str, Any]:
        """Twice the same, and long enough."""
        data = super().clean() or {}
        if data.get("held") == "passphrase":
            if len(data.get("passphrase", "")) < SHORTEST:
                self.add_error(
                    "passphrase", _("The passphrase needs at least %(count)s characters: four or five words.") % {"count": SHORTEST}
                )
            elif data["passphrase"] != data.get("again"):
                self.add_error("again", _("The two are not the same."))
        return data


class HalfForm(forms.Form):
    """One's half, from the passphrase or from paper."""

    secret = forms.CharField(label=gettext_lazy("Passphrase"), strip=False, max_length=400, widget=SECRET)

    def __init__(self, *args: Any, outside: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if outside:
            self.fields["secret"].label = _("What stands on the paper")

    def said(self, outside: bool) -> dict[str, str]:
        """As the action takes it."""
        return {"paper" if outside else "passphrase": self.cleaned_data["secret"]}


class IdentityForm(forms.Form):
    """Who a source is; what is written here can be read with two halves alone."""

    name = forms.CharField(label=gettext_lazy("Who it is"), max_length=200)
    contact = forms.CharField(label=gettext_lazy("How to reach it safely"), required=False, max_length=400)
    danger = forms.CharField(
        label=gettext_lazy("What could put it in danger"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskForm(forms.Form):
    """Why an identity is to be opened."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=choices("opening_reasons"), widget=forms.RadioSelect)
    words = forms.CharField(label=gettext_lazy("In words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
