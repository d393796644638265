"""Ways to reach a person, and documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.people.forms.fields import Text
from izote.people.models import Contact, Identifier
from izote.people.names import phone_key


class ContactForm(forms.Form):
    """A telephone, an address or a visit, with what is safe on it."""

    kind = forms.ChoiceField(label=_("Way"), choices=Contact.Kind.choices, initial=Contact.Kind.PHONE)
    value = Text(label=_("Number or address"), max_length=120, required=True)
    whose = forms.ChoiceField(label=_("Whose is it?"), choices=Contact.Whose.choices, initial=Contact.Whose.OWN)
    may_call = forms.BooleanField(label=_("It is safe to call"), required=False, initial=True)
    may_message = forms.BooleanField(label=_("It is safe to leave a message"), required=False)
    may_whatsapp = forms.BooleanField(label=_("It is safe to write on WhatsApp"), required=False)
    hours = Text(label=_("Safe hours"), max_length=60, help_text=_("For example: after 5 in the afternoon."))

    def clean(self) -> dict[str, Any]:
        """A telephone number has at least seven digits."""
        data = super().clean() or {}
        if data.get("kind") == Contact.Kind.PHONE and data.get("value") and len(phone_key(data["value"]) or "") < 7:
            self.add_error("value", _("A telephone number has at least seven digits."))
        return data


ContactForms = forms.formset_factory(ContactForm, extra=2, max_num=4, absolute_max=6)


class IdentifierForm(forms.Form):
    """A document's number."""

    kind = forms.ChoiceField(label=_("Document"), choices=Identifier.Kind.choices)
    value = Text(label=_("Number"), max_length=40, required=True)
