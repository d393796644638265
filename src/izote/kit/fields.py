"""Days and hours as the device offers them."""

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A day, chosen with the device's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], widget=widget, **options)


class HourField(forms.TimeField):
    """An hour of the day, chosen with the device's own clock."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options)
