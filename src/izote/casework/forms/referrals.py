"""Forms of referrals: what for and how soon, what is agreed, what came back."""

import base64
import binascii
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from izote.access.models import User
from izote.casework.forms.days import DayField, HourField, not_in_future
from izote.casework.forms.watched import WatchedForm, WatchedText
from izote.casework.models import Referral, ReferralConsent
from izote.casework.rules import referrals as rules
from izote.casework.rules import sheet as sheets
from izote.casework.rules.clocks import LOCAL
from izote.casework.rules.words import choices, label
from izote.partners import rules as partners
from izote.people.models import Consent
from izote.people.rules import choices as person_choices

PICTURE = "data:image/png;base64,"
MOST_PICTURE = 200_000
MOST_SIDE = 1600


class SearchForm(forms.Form):
    """What the service should answer."""

    need = forms.ChoiceField(label=_("What for"), choices=partners.choices("needs", blank="—"), required=False)
    text = forms.CharField(label=_("Words"), max_length=60, required=False)
    everywhere = forms.BooleanField(label=_("Also far from where the person lives"), required=False)


class ReferralForm(WatchedForm):
    """What for, how soon, what is needed to get there, by which way."""

    need = forms.ChoiceField(label=_("What for"), choices=partners.choices("needs"))
    urgency = forms.ChoiceField(label=_("How soon an answer is needed"), choices=choices("urgencies"), initial="days")
    accompanied = forms.MultipleChoiceField(
        label=_("What the person needs to get there"),
        choices=choices("referral_supports"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    channel = forms.ChoiceField(label=_("How it is sent"), widget=forms.RadioSelect)
    message = WatchedText(
        label=_("What the service should know beforehand"),
        max_length=600,
        rows=3,
        required=False,
        help_text=_("Only what is needed to serve the person. She or he reads it before agreeing, and the service reads it too."),
    )

    def __init__(self, *args: Any, accounts: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = [way for way in Referral.Channel.choices if accounts or way[0] != Referral.Channel.ACCOUNT]
        self.fields["channel"].choices = ways  # type: ignore[attr-defined]
        self.fields["channel"].initial = ways[0][0]


class ElsewhereForm(ReferralForm):
    """The same for an organisation that does not stand in the directory."""

    to_label = forms.CharField(label=_("Organisation and service"), max_length=160)
    to_phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, help_text=_("The number you trust, not one from a message.")
    )
    to_email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Only for a reminder without content: that there is a task, nothing else.")
    )
    field_order = ("to_label", "to_phone", "to_email", "need", "urgency", "accompanied", "channel", "message")


class AgreeForm(forms.Form):
    """Which fields, until when, explained how, agreed to by whom and signed in which way."""

    fields_agreed = forms.MultipleChoiceField(label=_("What is shared"), widget=forms.CheckboxSelectMultiple)
    until = DayField(label=_("Until when"), required=True, help_text=_("The permission ends by itself on that day."))
    language = forms.ChoiceField(label=_("Language in which it was explained"), choices=person_choices("languages"), initial="es")
    told = forms.BooleanField(label=_("I read all this to the person, what we must report included, before asking."))
    given_by = forms.ChoiceField(label=_("Who agrees"), widget=forms.RadioSelect)
    assent = forms.BooleanField(
        label=_("The child or adolescent was asked and agrees too."),
        error_messages={"required": _("The child or adolescent must be asked too; without her or his agreement nothing is shared.")},
    )
    mode = forms.ChoiceField(label=_("How"), choices=ReferralConsent.Mode.choices, widget=forms.RadioSelect, initial="screen")
    signature = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MOST_PICTURE * 2)
    in_hand = forms.BooleanField(label=_("The signed paper is in my hand and goes into the file."), required=False)
    witness = forms.ModelChoiceField(label=_("Witness"), queryset=User.objects.none(), required=False, empty_label="—")

    def __init__(
        self, *args: Any, offers: Sequence[sheets.Offer], givers: Sequence[str], witnesses: Any, child: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if not child:
            del self.fields["assent"]
        today = timezone.localdate()
        said: Any = self.fields
        said["fields_agreed"].choices = [(offer.field, offer.asked) for offer in offers]
        said["fields_agreed"].initial = [offer.field for offer in offers if offer.preset]
        said["given_by"].choices = [(code, label) for code, label in Consent.GivenBy.choices if code in givers]
        said["given_by"].initial = givers[0] if givers else None
        said["until"].initial = today + dt.timedelta(days=sheets.USUAL_DAYS)
        said["until"].widget.attrs |= {"min": f"{today:%Y-%m-%d}", "max": f"{today + dt.timedelta(days=sheets.LONGEST_DAYS):%Y-%m-%d}"}
        said["witness"].queryset = witnesses

    def clean_until(self) -> dt.date:
        """A day from today on, within a year."""
        day: dt.date = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today <= day <= today + dt.timedelta(days=sheets.LONGEST_DAYS):
            raise forms.ValidationError(_("From today on, and at most one year."))
        return day

    def clean_signature(self) -> bytes | None:
        """The drawing, as a picture of two colours made anew from what was sent."""
        sent = self.cleaned_data["signature"]
        return read_drawing(sent) if sent else None

    def clean(self) -> dict[str, Any]:
        """What each way of agreeing needs."""
        data = super().clean() or {}
        mode = data.get("mode")
        if mode == "screen" and not data.get("signature") and "signature" not in self.errors:
            self.add_error("mode", _("There is no signature in the box. Sign there, or choose another way."))
        if mode in ("paper", "thumb") and not data.get("in_hand"):
            self.add_error("in_hand", _("Print the sheet and have it signed first; then confirm here."))
        if mode in ("voice", "thumb") and not data.get("witness"):
            self.add_error("witness", _("A spoken consent and a thumbprint need a witness: a colleague other than you."))
        return data


def read_drawing(sent: str) -> bytes:
    """A PNG drawn on the screen: small, really a picture, not empty; drawn again in two colours, so that nothing else is kept."""
    wrong = forms.ValidationError(_("The drawing could not be read. Please sign again."))
    if not sent.startswith(PICTURE):
        raise wrong
    try:
        raw = base64.b64decode(sent.removeprefix(PICTURE), validate=True)
        if len(raw) > MOST_PICTURE:
            raise wrong
        picture = Image.open(io.BytesIO(raw), formats=["PNG"])
        if max(picture.size) > MOST_SIDE:
            raise wrong
        drawn = picture.convert("RGBA")
    except (binascii.Error, ValueError, OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise wrong from error
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    ink = paper.convert("L").point(lambda shade: 0 if shade < 160 else 255).convert("1")
    if ink.histogram()[0] < 40:
        raise forms.ValidationError(_("There is no signature in the box. Sign there, or choose another way."))
    kept = io.BytesIO()
    ink.save(kept, "PNG", optimize=True)
    return kept.getvalue()


class OverrideForm(forms.Form):
    """Why the minimum is shared without consent."""

    reason = forms.ChoiceField(label=_("Why"), choices=choices("referral_overrides"), widget=forms.RadioSelect)
    until = DayField(label=_("Until when"), required=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["until"].initial = timezone.localdate() + dt.timedelta(days=14)


class ChannelForm(forms.Form):
    """By which way it goes."""

    channel = forms.ChoiceField(label=_("How it is sent"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, accounts: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = [way for way in Referral.Channel.choices if accounts or way[0] != Referral.Channel.ACCOUNT]
        self.fields["channel"].choices = ways  # type: ignore[attr-defined]


class AnswerField(forms.ChoiceField):
    """Offers what may be answered now; the same answer sent twice is understood too, and left to the action."""

    def valid_value(self, value: Any) -> bool:
        return value in rules.ANSWERS


class AnswerForm(WatchedForm):
    """What the other side says: one answer, with what goes with it."""

    event = AnswerField(label=_("Answer"), widget=forms.RadioSelect)
    day = DayField(label=_("Day of the appointment"))
    hour = HourField(label=_("Hour"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    message = WatchedText(label=_("Message to the office"), max_length=600, rows=3, required=False)

    def __init__(self, *args: Any, state: str, **options: Any) -> None:
        super().__init__(*args, **options)
        said: Any = self.fields
        possible = rules.answers(state)
        said["event"].choices = [(event, label("referral_answers", event)) for event in possible]
        said["reason"].choices = [("", "—"), *self._reasons(possible)]

    @staticmethod
    def _reasons(possible: list[str]) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for event in possible:
            found |= rules.reasons(event)
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        """An appointment has a day and an hour; a refusal has a reason that goes with it."""
        data = super().clean() or {}
        event = data.get("event")
        if event == "schedule":
            for name in ("day", "hour"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("An appointment has a day and an hour."))
        if event in ("reject", "unavailable") and not data.get("reason"):
            self.add_error("reason", _("Say why, so that another service can be looked for."))
        if data.get("reason") and event and data["reason"] not in rules.reasons(event):
            if event in ("reject", "unavailable", "decline"):
                self.add_error("reason", _("This reason does not go with this answer."))
            else:
                data["reason"] = ""
        return data

    def said(self) -> dict[str, Any]:
        """The answer as the action takes it."""
        data = self.cleaned_data
        at = dt.datetime.combine(data["day"], data["hour"], LOCAL) if data["event"] == "schedule" else None
        return {"appointment_at": at, "reason": data["reason"], "message": data["message"]}


class ReplyForm(AnswerForm):
    """The same when the office writes it down, from a slip or from the telephone."""

    via = forms.ChoiceField(label=_("Told by"), widget=forms.RadioSelect, initial="office")
    happened = DayField(label=_("Day on which the person came"), help_text=_("Only when the person attended on an earlier day."))
    field_order = ("via", "event", "day", "hour", "happened", "reason", "message")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        said: Any = self.fields
        said["via"].choices = [("office", gettext("Telephone or in person")), ("paper", gettext("Reply slip"))]
        said["message"].label = _("What else they said")

    def clean_happened(self) -> dt.date | None:
        """A day that has come."""
        return not_in_future(self.cleaned_data.get("happened"))

    def said(self) -> dict[str, Any]:
        """The answer, with the day on which it happened."""
        day = self.cleaned_data.get("happened")
        happened = dt.datetime.combine(day, dt.time(12), LOCAL) if day and self.cleaned_data["event"] == "attend" else None
        return {**super().said(), "via": self.cleaned_data["via"], "happened_at": happened}


class PinForm(forms.Form):
    """The number told by telephone."""

    pin = forms.CharField(
        label=_("Number of six digits"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short", "size": 8}),
    )


class BoardForm(forms.Form):
    """Which referrals are shown."""

    channel = forms.ChoiceField(label=_("How it was sent"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].choices = [("", gettext("any way")), *Referral.Channel.choices]  # type: ignore[attr-defined]
