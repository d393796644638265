"""A file with what is known of it; what its columns hold; what its words mean."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.kit.fields import DayField
from izote.observatory.forms.fields import PlaceField
from izote.observatory.models import Load, Source
from izote.observatory.rules.layout import KEPT, Layout, Spread
from izote.observatory.rules.meanings import NOT_COUNTED
from izote.observatory.rules.words import FIELDS, VOCAB, label, words
from izote.territory.models import Place

UNREAD = ("latitude", "longitude", "population")
FIGURES, TOTAL = "figures", "total"
ORDERS = [
    ("", gettext_lazy("as the file itself shows")),
    ("dmy", gettext_lazy("the day first (31/12/2024)")),
    ("mdy", gettext_lazy("the month first (12/31/2024)")),
]
BLANKS = [("", gettext_lazy("not known: they stay a gap")), ("zero", gettext_lazy("zero: there was none"))]


class UploadForm(forms.Form):
    """The source before the file."""

    source = forms.TypedChoiceField(label=gettext_lazy("Source"), coerce=int)
    file = forms.FileField(
        label=gettext_lazy("The file"),
        error_messages={"empty": gettext_lazy("The file is empty: it has no rows.")},
        help_text=gettext_lazy(
            "CSV up to 1.5 GB; XLSX, ODS or XLS up to 60 MB and a million cells; GeoJSON up to 20 MB. As the source gave it, not tidied up."
        ),
    )
    sheet = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=gettext_lazy("The figures are"), choices=Load.Status.choices, widget=forms.RadioSelect, initial=Load.Status.PROVISIONAL
    )
    cut_off = DayField(label=gettext_lazy("Cut-off date"), help_text=gettext_lazy("Until when the source had counted."))
    control_total = forms.IntegerField(
        label=gettext_lazy("Control total"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("The total that the source itself states, on paper or in its letter. The rows must add up to it."),
    )
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)
    without = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    fingerprint = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sources: list[Source], sheets: list[str] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].choices = [(one.pk, f"{one.name} ({one.authority})") for one in sources]  # type: ignore[attr-defined]
        if sheets:
            self.fields["sheet"] = forms.ChoiceField(
                label=gettext_lazy("Sheet"), choices=[(name, name) for name in sheets], widget=forms.RadioSelect
            )
            self.order_fields(["source", "sheet", "file"])

    def left_out(self, sha256: str) -> list[int]:
        """The columns without which this very file is to be kept."""
        said = self.cleaned_data["without"] if self.cleaned_data["fingerprint"] == sha256 else ""
        return [int(part) for part in said.split(",") if part.isdigit()]


class ColumnsForm(forms.Form):
    """What each column holds, what the file leaves unsaid, and what it covers."""

    head = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=40)

    def __init__(self, *args: Any, layout: Layout, load: Load, **options: Any) -> None:
        super().__init__(*args, **options)
        self.layout_was, country = layout, load.source.country
        self.fields["head"].initial = layout.head
        self.gone = load.plan["kept"].get("blank", [])
        meant = [("", _("not read, and not kept")), (KEPT, _("not read, but kept"))]
        meant += [(name, label("columns", name)) for name in FIELDS if name not in UNREAD]
        if layout.wide:
            meant += [(FIGURES, _("figures of a year, month or sex")), (TOTAL, _("total of other columns"))]
        for at, heading in enumerate(layout.headings):
            self._column(at, heading or _("(no heading)"), meant)
        domain = load.source.domain
        of = [(code, str(word)) for code, word in words("categories").items() if word.row["domain"] == domain]
        self.fields["category"] = forms.ChoiceField(
            label=_("What the whole file counts"),
            choices=[("", _("a column says it")), *of],
            required=False,
            initial=layout.fixed.get("category", ""),
        )
        self.fields["year"] = forms.IntegerField(
            label=_("Year of the whole file"), required=False, min_value=1930, max_value=2100, initial=layout.fixed.get("year") or None
        )
        self.fields["place"] = PlaceField(
            country=country,
            label=_("Place of the whole file"),
            initial=layout.fixed.get("place", ""),
            help_text=_("Where no column says it."),
        )
        self.fields["order"] = forms.ChoiceField(label=_("Dates begin with"), choices=ORDERS, required=False, initial=layout.order)
        self.fields["blank"] = forms.ChoiceField(
            label=_("Empty cells, dashes and places left out are"), choices=BLANKS, required=False, initial=layout.blank
        )
        covers = load.plan.get("covers", {})
        self.fields["since"] = DayField(label=_("The file speaks from"), initial=covers.get("since"))
        self.fields["until"] = DayField(
            label=_("until"),
            initial=covers.get("until"),
            help_text=_("Within these months, what the file does not name did not happen. Left empty: from its first month to its last."),
        )
        self.fields["scope"] = PlaceField(
            country=country,
            label=_("It speaks of"),
            initial=load.scope.code if load.scope else "",
            help_text=_("A department, municipality or district; left empty: the whole country."),
        )
        self.fields["cut_off"] = DayField(label=_("Cut-off date"), initial=load.cut_off)
        self.fields["control_total"] = forms.IntegerField(label=_("Control total"), required=False, min_value=0, initial=load.control_total)

    def _column(self, at: int, heading: str, meant: list[tuple[str, str]]) -> None:
        layout, one = self.layout_was, self.layout_was.spread.get(at)
        said = (TOTAL if one.total else FIGURES) if one else layout.fields[at]
        self.fields[f"c{at}"] = forms.ChoiceField(
            label=heading,
            choices=[("", _("not kept"))] if at in self.gone else meant,
            required=False,
            initial=said if dict(meant).get(said) else "",
        )
        if layout.wide:
            one = one or Spread()
            months = [("", "—"), *((str(n), f"{n:02d}") for n in range(1, 13))]
            sexes = [("", "—"), ("F", _("women")), ("M", _("men")), ("U", _("sex not known"))]
            sex = "" if one.sex is None else one.sex or "U"
            self.fields[f"y{at}"] = forms.IntegerField(label=_("year"), required=False, min_value=1930, max_value=2100, initial=one.year)
            self.fields[f"m{at}"] = forms.ChoiceField(label=_("month"), choices=months, required=False, initial=str(one.month or ""))
            self.fields[f"s{at}"] = forms.ChoiceField(label=_("sex"), choices=sexes, required=False, initial=sex)

    def clean(self) -> dict[str, Any]:
        """A field is read from one column."""
        data = super().clean() or {}
        seen: dict[str, int] = {}
        for at in range(len(self.layout_was.headings)):
            name = data.get(f"c{at}", "")
            if name and name not in (FIGURES, TOTAL, KEPT) and name in seen:
                names = {"field": label("columns", name), "one": self.fields[f"c{seen[name]}"].label, "two": self.fields[f"c{at}"].label}
                self.add_error(f"c{at}", _("“%(field)s” is chosen for two columns: “%(one)s” and “%(two)s”.") % names)
            seen.setdefault(name, at)
        return data

    def layout(self) -> Layout:
        """The layout as it was corrected."""
        data, was = self.cleaned_data, self.layout_was
        names = [data[f"c{at}"] for at in range(len(was.headings))]
        spread = {at: self._spread(at, name == TOTAL) for at, name in enumerate(names) if name in (FIGURES, TOTAL)}
        fixed = {name: str(data[name]) for name in ("category", "year") if data[name]}
        place: Place | None = data["place"]
        fixed |= {"place": place.code} if place else {}
        fields = ["" if name in (FIGURES, TOTAL) else name for name in names]
        return Layout(was.head, list(was.headings), fields, spread, fixed, data["order"], data["blank"])

    def _spread(self, at: int, total: bool) -> Spread:
        data = self.cleaned_data
        sex = {"": None, "U": ""}.get(data[f"s{at}"], data[f"s{at}"])
        return Spread(data[f"y{at}"], int(data[f"m{at}"]) if data[f"m{at}"] else None, sex, total)

    def covers(self) -> dict[str, Any]:
        """What the file covers, and what its rows must add up to."""
        return {name: self.cleaned_data[name] for name in ("cut_off", "control_total", "scope", "since", "until")}


class WordsForm(forms.Form):
    """What each word of the source means."""

    def __init__(self, *args: Any, unknown: list[tuple[str, str, int]], source: Source, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unknown = unknown
        for n, (kind, text, _rows) in enumerate(unknown):
            shown = " · ".join(part for part in text.split("|") if part.strip())
            if kind == "place":
                self.fields[f"w{n}"] = PlaceField(country=source.country, label=shown)
                self.fields[f"x{n}"] = forms.BooleanField(label=_("Not one of our places: does not count"), required=False)
            else:
                self.fields[f"w{n}"] = forms.ChoiceField(label=shown, choices=_choices(kind, source.domain), required=False)

    def meanings(self) -> dict[tuple[str, str], str]:
        """Kind and word with what they mean, where something was chosen."""
        found = {}
        for n, (kind, text, _rows) in enumerate(self.unknown):
            said = self.cleaned_data.get(f"w{n}")
            code = said.code if isinstance(said, Place) else said
            if self.cleaned_data.get(f"x{n}"):
                code = NOT_COUNTED
            if code:
                found[kind, text] = code
        return found


def _choices(kind: str, domain: str) -> list[tuple[str, str]]:
    blank = [("", _("not decided yet"))]
    if kind == "category":
        of = [(code, str(word)) for code, word in words("categories").items() if word.row["domain"] == domain]
        return [*blank, *of, (NOT_COUNTED, _("does not count"))]
    if kind == "sex":
        return [*blank, ("F", _("women")), ("M", _("men")), (NOT_COUNTED, _("not known"))]
    name = {"means": "means", "site": "sites", "country": "countries"}[kind]
    assert (VOCAB / f"{name}.csv").exists()
    return [*blank, *((code, str(word)) for code, word in words(name).items()), (NOT_COUNTED, _("not known"))]


class CorrectedForm(forms.Form):
    """The rows set aside, corrected in a spreadsheet program."""

    file = forms.FileField(label=gettext_lazy("The corrected file"), help_text=gettext_lazy("XLSX or CSV, as it was downloaded here."))
