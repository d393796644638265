"""Forms of the institutions' door: what they answer, and what the office says to them."""

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from izote.prevention.actions.answers import LONGEST, File
from izote.prevention.rules import answers as rules
from izote.prevention.rules.evidence import SHOWS

WAYS = {
    "acknowledge": _("Acknowledge: we received it"),
    "accept": _("Accept"),
    "accept_partly": _("Accept in part, with reasons"),
    "reject": _("Reject, with reasons"),
    "begin": _("We began"),
    "progress": _("Tell of progress"),
    "report": _("Report as done, with evidence"),
    "question": _("Ask the ombuds office"),
    "reply": _("Reply to the ombuds office"),
}


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, none needed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=Files(attrs={"accept": ".jpg,.jpeg,.png,.webp,.pdf,.txt"}), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each of them a file."""
        every = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in every if one]


class AnswerForm(forms.Form):
    """An answer; which ones fit depends on where the recommendation stands."""

    kind = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In words"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Without names, numbers or addresses of persons."),
    )  # fmt: skip
    evidence = FilesField(
        label=_("Evidence"),
        help_text=_("Photographs, PDF or plain text; at most five files, together at most 20 MB. Author, dates and places are taken out."),
    )
    shows = forms.ChoiceField(
        label=_("Can a person be recognised in a file, or is one named?"),
        choices=list(SHOWS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, state: str, **options: Any) -> None:
        super().__init__(*args, **options)
        fitting = rules.fitting(state)
        self.fields["kind"].choices = [(kind, WAYS[kind]) for kind in fitting]  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid.uuid4
        if not set(fitting) & set(rules.WITH_FILES):
            del self.fields["evidence"], self.fields["shows"]

    def said(self) -> dict[str, Any]:
        """What the action wants."""
        data = self.cleaned_data
        files = [File(one.name or "", one.read()) for one in data.get("evidence", [])]
        return {"text": data["text"], "files": files, "shows": data.get("shows", ""), "key": data.get("key")}


class SayForm(forms.Form):
    """What the office asks or replies."""

    kind = forms.ChoiceField(label=_("To the institution"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("In words"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("question", _("Ask")), ("reply", _("Reply"))]  # type: ignore[attr-defined]
        self.fields["kind"].initial, self.fields["key"].initial = "reply", uuid.uuid4


class PinForm(forms.Form):
    """The number that was told by another way."""

    pin = forms.CharField(
        label=_("Number"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8})
    )
