"""How two persons belong together."""

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.people.rules import choices


class RelationForm(forms.Form):
    """What the other is to the person, and whether they live together."""

    kind = forms.ChoiceField(label=_("The other person is her or his"), choices=choices("relations"))
    together = forms.BooleanField(label=_("They live or came together: one household"), required=False)
    role = forms.ChoiceField(
        label=_("Place of this person in the household"), choices=choices("household_roles", blank="—"), required=False
    )
    is_caregiver = forms.BooleanField(label=_("This person takes care of the children"), required=False)
