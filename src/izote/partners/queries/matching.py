"""Why a service was found, and what one should know before sending somebody there."""

import datetime as dt
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from izote.partners import rules
from izote.partners.models import Service
from izote.partners.queries.finding import Question, serving


class Match(NamedTuple):
    """A service with what speaks for it and what is missing, in words."""

    service: Service
    why: list[str]
    missing: list[str]


def matched(service: Service, question: Question = Question(), today: dt.date | None = None) -> Match:
    """The same for a service that `find_services` returned."""
    return Match(service, why(service, question), [*unknown(service, question), *missing(service, today or timezone.localdate())])


def why(service: Service, question: Question) -> list[str]:
    """What of the question the service answers."""
    found = []
    if question.need:
        found.append(_("answers: %(need)s") % {"need": rules.label("needs", question.need)})
    if question.place:
        found.append(_serves(service, question))
    if question.age is not None and (service.minimum_age is not None or service.maximum_age is not None):
        found.append(_("for persons of %(age)s years") % {"age": question.age})
    if question.sex and service.gender:
        found.append(str(service.get_gender_display()))
    if question.on and service.schedules.all():
        found.append(_("open that day"))
    if question.text:
        found.append(_("says “%(text)s”") % {"text": question.text})
    return [words for words in found if words]


def _serves(service: Service, question: Question) -> str:
    place: Any = question.place
    areas = [area.place for area in service.areas.all()]
    if not areas:
        return _("for the whole country") if service.nationwide else ""
    near = serving(place)
    return _("attends %(place)s") % {"place": next((area.name for area in areas if area.pk in near), place.name)}


def unknown(service: Service, question: Question) -> list[str]:
    """What was asked and nobody has written down: it shut nothing out."""
    found = []
    if question.place and not service.nationwide and not service.areas.all():
        found.append(_("which districts it attends is not known"))
    if question.on and not service.schedules.all():
        found.append(_("its hours are not known: call first"))
    return found


def missing(service: Service, today: dt.date) -> list[str]:
    """What one should know before sending somebody: documents, no free place, agreement run out, nobody verified it."""
    found = []
    if service.status == Service.Status.PAUSED:
        found.append(_("closed for a time"))
    if service.documents:
        found.append(_("asks for: %(documents)s") % {"documents": rules.labels("documents", service.documents)})
    if service.capacity_available == 0:
        found.append(_("no free place at the last count"))
    if getattr(service, "had_agreement", False) and not getattr(service, "has_agreement", False):
        found.append(_("the agreement with the institution has run out"))
    if service.verified_on is None:
        found.append(_("nobody has verified this entry"))
    elif rules.is_stale(service.verified_on, today):
        found.append(_("not verified since %(day)s") % {"day": date_format(service.verified_on, "SHORT_DATE_FORMAT")})
    if not service.phones and not service.email and not any(one.address for one in service.locations.all()):
        found.append(_("neither telephone nor address is known"))
    return found
