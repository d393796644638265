"""Keys and files of signed figures."""

from django import forms
from django.utils.translation import gettext_lazy as _


class KeyForm(forms.Form):
    """The key that an office sent."""

    office_code = forms.RegexField(r"^[A-Za-z]{3}$", label=_("Code of the office (three letters)"), max_length=3)
    office_name = forms.CharField(label=_("Name of the office"), max_length=160)
    public_key = forms.CharField(label=_("Its key (64 digits and letters)"), max_length=90)


class FileForm(forms.Form):
    """A file as it came."""

    file = forms.FileField(label=_("Signed file (.json)"))
