"""The yearly report: its words, and which one is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MandateForm(forms.Form):
    """Mandate and mechanism in both languages."""

    words_es = forms.CharField(label=_("Mandate and mechanism, in Spanish"), widget=forms.Textarea, max_length=4000)
    words_en = forms.CharField(label=_("Mandate and mechanism, in English"), widget=forms.Textarea, max_length=4000)


class AskForm(forms.Form):
    """A year and a language."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    language = forms.ChoiceField(label=_("Language"), choices=[("es", "español"), ("en", "English")])
