"""The queue of the counter: a number to call, who stands behind it, and the day's counts."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.people.models.arrivals import ArrivalList, ListRow
from izote.people.models.person import Person


def slip_code() -> str:
    """The word in a slip's address: it says nothing and opens nothing without sign-in."""
    return secrets.token_urlsafe(9)


class QueueDay(models.Model):
    """The last number given out in an office on a day."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.IntegerField(default=0)

    CLASSES = dict.fromkeys(("id", "org", "day", "last"), "internal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "day"], name="one_queue_a_day")]

    def __str__(self) -> str:
        return f"{self.day}"


class Ticket(models.Model):
    """A number in the queue of one office and day; `first` says before whom, never why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CALLED = "called", _("called")
        SERVED = "served", _("attended")
        ABSENT = "absent", _("did not come")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.IntegerField()
    code = models.CharField(max_length=16, default=slip_code, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    first = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    CLASSES = {
        **dict.fromkeys(("id", "org", "day", "number", "code", "state", "created_at"), "internal"),
        **dict.fromkeys(("called_at", "called_by", "ended_at"), "internal"),
        "first": "sensitive",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "day", "number"], name="number_once_a_day"),
            models.UniqueConstraint(fields=["code"], name="slip_code_once"),
        ]
        indexes = [models.Index(fields=["org", "day", "state"], name="ticket_by_state")]

    def __str__(self) -> str:
        return f"{self.number}"


class TicketMember(models.Model):
    """One of those who wait with a number: a row of a list, or somebody who came without one."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="members")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(ListRow, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    registered_at = models.DateTimeField(null=True)

    CLASSES = dict.fromkeys(("id", "ticket", "org", "row", "person", "registered_at"), "internal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row"], condition=models.Q(row__isnull=False), name="row_once_in_the_queue")]

    def __str__(self) -> str:
        return f"{self.pk}"


class ArrivalCount(models.Model):
    """How many came, or stand on a list, of one sex, age band, country and means on a day: what stays when the rows are gone."""

    class Basis(models.TextChoices):
        CAME = "came", _("received")
        LISTED = "listed", _("on lists")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    basis = models.CharField(max_length=6, choices=Basis)
    list = models.ForeignKey(ArrivalList, null=True, on_delete=models.CASCADE, related_name="+")
    sex = models.CharField(max_length=1, blank=True)
    age_band = models.CharField(max_length=5, blank=True)
    country = models.CharField(max_length=2, blank=True)
    means = models.CharField(max_length=10, blank=True)
    count = models.IntegerField(default=0)

    CLASSES = {
        **dict.fromkeys(("id", "org", "day", "basis", "list", "count"), "internal"),
        **dict.fromkeys(("sex", "age_band", "country", "means"), "personal"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "day", "basis", "list", "sex", "age_band", "country", "means"],
                name="one_cell_of_the_day",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.count}"
