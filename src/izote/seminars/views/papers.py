"""On paper: the attendance sheet, the questions, the certificates. Nothing of it is kept here."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_safe

from izote.kit.errors import Conflict
from izote.kit.print import pdf, qr
from izote.seminars import actions
from izote.seminars.forms.answers import in_language
from izote.seminars.models import Certificate, Moment, Seminar
from izote.seminars.queries.answers import asked_at
from izote.seminars.queries.participants import certificates_of, participants_of
from izote.seminars.queries.seminars import sessions_of
from izote.seminars.rules.hours import as_hours
from izote.seminars.rules.words import kind_label, label
from izote.seminars.views.common import leaving

LANGUAGES = ("es", "en")


def download(content: bytes, name: str) -> HttpResponse:
    """A file to print."""
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def days_of(seminar: Seminar) -> str:
    """The days of a seminar, as one says them."""
    first, last = (date_format(day, "DATE_FORMAT") for day in (seminar.starts_on, seminar.ends_on))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


@login_required
@require_safe
def attendance_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet that goes round: names (as long as there are any) with a line to sign for each day; `?nombres=no` with codes alone."""
    row = leaving(request, code)
    people = list(participants_of(row))
    names = {} if request.GET.get("nombres") == "no" else actions.read_names(row, people, by=request.user, verb="printed")
    days = sorted({one.day for one in sessions_of(row)}) or [row.starts_on]
    data = {
        "about": [(_("Title"), row.title), (_("Place"), f"{row.place.name} {row.venue}".strip()), (_("Days"), days_of(row))],
        "head": [_("Code"), *([_("Name")] if names else []), _("Institution"), *(date_format(day, "j/n") for day in days)],
        "widths": ["code", *(["wide"] if names else []), "wide", *["narrow" for _day in days]],
        "rows": [[one.code, *([names.get(one.pk, "")] if names else []), _office(one), *["" for _day in days]] for one in people],
        "said": _("Your name is used for this sheet and your certificate alone, and is erased afterwards."),
    }
    title = _("Attendance sheet %(code)s") % {"code": row.code}
    content = pdf(
        "seminars/typst/attendance.typ", data, language=request.LANGUAGE_CODE or "es", title=title, office=row.org.name, mark=row.code
    )
    return download(content, f"{row.code}-asistencia.pdf")


def _office(one: Any) -> str:
    return one.institution.short_name or one.institution.name if one.institution else kind_label(one.kind)


@login_required
@require_safe
def questions_pdf(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The questions on paper, with boxes for the code and none for a name; `?momento=after` for afterwards."""
    row = leaving(request, code)
    asked, moment = asked_at(row), request.GET.get("momento", "before")
    if language not in LANGUAGES or moment not in Moment.values:
        raise Http404
    if not asked:
        raise Conflict(_("Choose the questions first."))
    with override(language):
        data = {
            "moment": str(Moment(moment).label),
            "code": _("Your code: P-"),
            "said": _("Do not write your name. Tick one answer; if you do not know, leave it blank."),
            "questions": [{"words": in_language(one), "options": [in_language(option) for option in one.options]} for one in asked],
        }
        title = f"{row.title}: {Moment(moment).label}"
        content = pdf("seminars/typst/questions.typ", data, language=language, title=title, office=row.org.name, mark=row.code)
    return download(content, f"{row.code}-{moment}-{language}.pdf")


@login_required
@require_safe
def certificates_pdf(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Every certificate with its name, a page each (`?numero=7` for one); only as long as names stand."""
    row = leaving(request, code)
    if language not in LANGUAGES:
        raise Http404
    found = certificates_of(row).filter(annulled_on__isnull=True)
    if (number := request.GET.get("numero", "")).isdigit():
        found = found.filter(participant__number=int(number[:3]))
    names = actions.read_names(row, [one.participant for one in found], by=request.user, verb="printed")
    rows = [one for one in found if one.participant_id in names]
    if not rows:
        raise Conflict(_("There is no certificate to print: none was given, or the names were erased."))
    with override(language):
        pages = [_certificate(request, row, one, names[one.participant_id]) for one in rows]
        title = _("Certificates %(code)s") % {"code": row.code}
        content = pdf("seminars/typst/certificates.typ", {"pages": pages}, language=language, title=title, office=row.org.name)
    return download(content, f"{row.code}-constancias-{language}.pdf")


def _certificate(request: HttpRequest, seminar: Seminar, one: Certificate, name: str) -> dict[str, Any]:
    """What stands on one certificate, in the language of the moment."""
    address = request.build_absolute_uri(reverse("certificate_check", args=[one.code]))
    hours = as_hours(one.minutes)
    kinds = {"seminar": _("the seminar"), "workshop": _("the workshop")}
    said = {"kind": kinds[seminar.kind], "title": seminar.title, "place": seminar.place.name, "days": days_of(seminar)}
    return {
        "heading": _("Certificate of participation"),
        "gives": _("certifies that"),
        "name": name,
        "took": _("took part in %(kind)s “%(title)s”, held in %(place)s (%(days)s),") % said,
        "hours": ngettext("for %(hours)s hour.", "for %(hours)s hours.", 1 if hours == "1" else 2) % {"hours": hours},
        "as": f"{label('roles', one.role)} · {kind_label(one.kind)}",
        "issued": _("Given on %(day)s.") % {"day": date_format(one.issued_on, "DATE_FORMAT")},
        "programme": seminar.programme.title,
        "office": seminar.org.name,
        "signer": _("Who gives it"),
        "code": qr(address, alt=_("Address that tells whether this certificate is valid"), caption=one.code),
        "check": _("Whether it is valid can be seen at %(address)s; that page does not say the name.") % {"address": address},
        "mark": seminar.code,
    }
