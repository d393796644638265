"""Days and hours as the device offers them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.kit import fields
from izote.kit.fields import HourField

YEARS = range(1900, 2101)


class DayField(fields.DayField):
    """A day of somebody's life or work."""

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


__all__ = ["YEARS", "DayField", "HourField", "not_in_future"]
