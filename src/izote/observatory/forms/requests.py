"""A request for information; a table to be typed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.kit.fields import DayField
from izote.observatory.models import InformationRequest, Load, Source
from izote.observatory.rules.words import choices, words

ANSWERS = (InformationRequest.State.ANSWERED, InformationRequest.State.PARTLY, InformationRequest.State.REFUSED)


class RequestForm(forms.Form):
    """What was asked of whom, and what became of it."""

    source = forms.TypedChoiceField(label=gettext_lazy("Source"), coerce=int, required=False, empty_value=None)
    authority = forms.CharField(label=gettext_lazy("Authority"), max_length=160)
    what = forms.CharField(label=gettext_lazy("What was asked"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Offences or events"), required=False, choices=choices("categories"), widget=forms.CheckboxSelectMultiple
    )
    covers_from = DayField(label=gettext_lazy("Months asked for: from"))
    covers_to = DayField(label=gettext_lazy("until"))
    asked_on = DayField(label=gettext_lazy("Asked on"), required=True)
    due_on = DayField(label=gettext_lazy("The answer is due on"))
    state = forms.ChoiceField(
        label=gettext_lazy("What became of it"), choices=InformationRequest.State.choices, widget=forms.RadioSelect, initial="asked"
    )
    answered_on = DayField(label=gettext_lazy("Answered on"))
    legal = forms.CharField(
        label=gettext_lazy("Legal reference"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The article on which the request or the refusal rests, and the number of the resolution."),
    )
    notes = forms.MultipleChoiceField(
        label=gettext_lazy("Notes"), required=False, choices=choices("request_notes"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sources: list[Source], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].choices = [("", _("none of our sources")), *((one.pk, one.name) for one in sources)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Days in their order; an answer has its day."""
        data = super().clean() or {}
        asked, answered, state = data.get("asked_on"), data.get("answered_on"), data.get("state")
        if asked and asked > timezone.localdate():
            self.add_error("asked_on", _("This day has not come yet."))
        if state in ANSWERS and not answered and "answered_on" not in self.errors:
            self.add_error("answered_on", _("Write the day of the answer."))
        if asked and answered and answered < asked:
            self.add_error("answered_on", _("The answer cannot come before the request."))
        first, last = data.get("covers_from"), data.get("covers_to")
        if first and last and last < first:
            self.add_error("covers_to", _("It ends before it begins."))
        return data


class TableForm(forms.Form):
    """Which table is going to be typed."""

    source = forms.TypedChoiceField(label=gettext_lazy("Source"), coerce=int)
    category = forms.ChoiceField(label=gettext_lazy("What the table counts"), choices=choices("categories"))
    level = forms.ChoiceField(label=gettext_lazy("One row for each"))
    within = forms.ChoiceField(label=gettext_lazy("of"), required=False)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1930, max_value=2100)
    months = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=[("yes", gettext_lazy("the twelve months")), ("no", gettext_lazy("the whole year"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    status = forms.ChoiceField(
        label=gettext_lazy("The figures are"), choices=Load.Status.choices, widget=forms.RadioSelect, initial=Load.Status.PROVISIONAL
    )

    def __init__(
        self, *args: Any, sources: list[Source], levels: list[tuple[str, str]], within: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.domains = {one.pk: one.domain for one in sources}
        self.fields["source"].choices = [(one.pk, one.name) for one in sources]  # type: ignore[attr-defined]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        self.fields["within"].choices = [("", _("the whole country")), *within]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A source speaks of its own domain."""
        data = super().clean() or {}
        word = words("categories").get(data.get("category", ""))
        if word and data.get("source") and word.row["domain"] != self.domains.get(data["source"]):
            self.add_error("category", _("This source does not speak of that."))
        return data
