"""Days and hours as the device offers them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

YEARS = range(1900, 2101)


class DayField(forms.DateField):
    """A day, chosen with the device's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"], widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options
        )

    def to_python(self, value: Any) -> dt.date | None:
        """The day, of a year that a person can mean."""
        day: dt.date | None = super().to_python(value)
        if day and day.year not in YEARS:
            raise forms.ValidationError(_("Write a year between %(first)s and %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]})
        return day


def not_in_future(day: dt.date | None) -> dt.date | None:
    """The day, which must have come."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("This lies in the future."))
    return day


class HourField(forms.TimeField):
    """An hour of the day, chosen with the device's own clock."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options)
