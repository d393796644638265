"""Forms of recommendations: what is asked of whom, and what the office says of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from izote.framework import words as framework
from izote.kit.fields import DayField
from izote.partners.models import Institution
from izote.prevention.models import Addressee, Evidence
from izote.prevention.rules.sharing import guarded_kinds
from izote.prevention.rules.words import choices, words


def area(rows: int = 3, **options: Any) -> forms.CharField:
    """Words over several lines."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **{"required": False, "max_length": 1000} | options)


class AddresseeForm(forms.Form):
    """What is known of an institution that is addressed."""

    level = forms.ChoiceField(label=_("Level"), choices=Addressee.Level.choices)
    guarded = forms.ChoiceField(
        label=_("It gets nothing by default"),
        choices=lambda: [("", _("no")), *((code, str(words("recipient_kinds")[code])) for code in guarded_kinds())],
        required=False,
        help_text=_("Police, armed forces, migration enforcement, consulates: the delegate approves each copy. Once marked it stays."),
    )
    superior = forms.ModelChoiceField(label=_("The institution above it"), queryset=Addressee.objects.none(), required=False)
    powers = area(label=_("What the law lets it do"))
    capacity = forms.ChoiceField(
        label=_("What it can do with its own staff and money"), choices=choices("capacities", blank=_("not judged yet")), required=False
    )
    capacity_words = area(2, label=_("Why, in words"), max_length=600)
    focal = forms.CharField(
        label=_("The post that answers"),
        max_length=120,
        required=False,
        help_text=_("The post, such as “Municipal secretary”; never a name."),
    )

    def __init__(self, *args: Any, others: QuerySet[Addressee], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["superior"].queryset = others  # type: ignore[attr-defined]
        if self.initial.get("guarded"):
            self.fields["guarded"].choices = [one for one in self.fields["guarded"].choices if one[0]]  # type: ignore[attr-defined]


class NewAddresseeForm(AddresseeForm):
    """The same for an institution of the directory that was not addressed before."""

    institution = forms.ModelChoiceField(label=_("Institution of the directory"), queryset=Institution.objects.none())
    field_order = ("institution",)

    def __init__(self, *args: Any, institutions: QuerySet[Institution], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institution"].queryset = institutions  # type: ignore[attr-defined]


class RecommendationForm(forms.Form):
    """What one institution is asked; it may be saved unfinished."""

    addressee = forms.ModelChoiceField(
        label=_("The one institution responsible"),
        queryset=Addressee.objects.none(),
        help_text=_("One, by its name. “Competent authorities” is nobody."),
    )
    heading = forms.ChoiceField(label=_("Heading"), choices=choices("headings", blank="—"), required=False)
    stream = forms.ChoiceField(
        label=_("Upstream, midstream or downstream"), choices=framework.choices("streams", blank="—"), required=False
    )
    verb = forms.ChoiceField(label=_("Verb of the action"), choices=choices("action_verbs", blank="—"), required=False)
    action = area(4, label=_("What has to be done"), max_length=2000)
    due_on = DayField(label=_("Deadline: a day of the calendar"))
    means = area(label=_("Means: staff, money, things"))
    indicator = area(label=_("How it will be verified"))
    evidence_required = area(label=_("Evidence that the institution has to send"))
    legal_basis = area(label=_("Legal basis"), help_text=_("Another person who knows the law checks it before the warning goes out."))
    supports = forms.ModelMultipleChoiceField(
        label=_("Institutions that support"), queryset=Addressee.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    above_capacity = forms.BooleanField(label=_("It is above the institution's capacity"), required=False)
    co_responsible = forms.ModelChoiceField(
        label=_("National institution that is responsible with it"), queryset=Addressee.objects.none(), required=False
    )
    assistance = area(label=_("Technical assistance asked for"))

    def __init__(self, *args: Any, addressees: QuerySet[Addressee], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("addressee", "supports"):
            self.fields[name].queryset = addressees  # type: ignore[attr-defined]
        self.fields["co_responsible"].queryset = addressees.filter(level=Addressee.Level.NATIONAL)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The one responsible is not responsible with itself."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("addressee") and data.get("addressee") == data.get("co_responsible"):
            self.add_error("co_responsible", _("Choose another institution than the one responsible."))
        return data


class VerdictForm(forms.Form):
    """Whether it was complied with, and why."""

    verdict = forms.ChoiceField(label=_("Verdict"), widget=forms.RadioSelect)
    looked_at = forms.ModelMultipleChoiceField(
        label=_("Evidence that I looked at"), queryset=Evidence.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = area(4, label=_("Reason"), required=True, max_length=2000)
    field_visit = forms.BooleanField(label=_("It was verified on the spot"), required=False)
    visited_on = DayField(label=_("Day of the visit"))

    def __init__(self, *args: Any, verdicts: list[tuple[str, str]], evidence: QuerySet[Evidence], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["verdict"].choices = verdicts  # type: ignore[attr-defined]
        self.fields["looked_at"].queryset = evidence  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = area(3, label=_("Reason"), required=True, max_length=1000)


class ClimbForm(forms.Form):
    """Which rung, and why some are left out."""

    rung = forms.ChoiceField(label=_("Rung"), widget=forms.RadioSelect)
    why = area(2, label=_("Why rungs are left out"), max_length=1000, help_text=_("Only needed where one is left out."))

    def __init__(self, *args: Any, above: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rung"].choices = [(code, str(words("rungs")[code])) for code in above]  # type: ignore[attr-defined]
        self.fields["rung"].initial = above[0] if above else None


class PlainSelect(forms.Select):
    """A list to choose from, written at once: Django renders a template for each line, half of the time of a page with eighty."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The element."""
        chosen = "" if value is None else str(value)
        lines = ((key, mark_safe(" selected") if str(key) == chosen else "", label) for key, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', lines)
        return format_html("<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})), options)


class TableForm(forms.Form):
    """What of the follow-up table is looked at."""

    ver = forms.ChoiceField(label=_("Show"), required=False)
    institucion = forms.TypedChoiceField(label=_("Institution"), coerce=int, empty_value=None, required=False, widget=PlainSelect)
    anio = forms.ChoiceField(label=_("Year"), required=False, widget=PlainSelect)
    alerta = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, views: Any, addressees: QuerySet[Addressee], years: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ver"].choices = list(views.items())  # type: ignore[attr-defined]
        named = addressees.values_list("pk", "institution__name")
        self.fields["institucion"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        self.fields["anio"].choices = [("", "—"), *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]
