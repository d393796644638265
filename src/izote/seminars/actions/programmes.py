"""Programmes, their modules, whom they should reach, and questions."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.partners.models import Institution
from izote.seminars.models import Programme, ProgrammeModule, Question, Target
from izote.seminars.permissions import require
from izote.seminars.rules.words import words


@transaction.atomic
def write_programme(*, org: Organization, by: Any, programme: Programme | None = None, **fields: Any) -> Programme:
    """Begin a programme, or correct it."""
    require(by, "seminars.manage", programme.org_id if programme else org)
    row = programme or Programme(org=org)
    for name, value in fields.items():
        setattr(row, name, value)
    if Programme.objects.filter(org=row.org_id, title=row.title).exclude(pk=row.pk).exists():
        raise Conflict(_("A programme of that title exists already."))
    row.save()
    record(by, "seminar.programme", org=row.org_id, kind="programme", key=row.pk)
    return row


@transaction.atomic
def write_module(programme: Programme, module: str, *, by: Any, position: int, aim: str, factors: Sequence[str]) -> ProgrammeModule:
    """Put a module into a programme, or say anew what it is for; it lowers one risk factor at least."""
    require(by, "seminars.manage", programme.org_id)
    if module not in words("modules"):
        raise BadInput(_("There is no such module."))
    if not factors:
        raise BadInput(_("Say which risk factor the module should lower."))
    said = {"org_id": programme.org_id, "position": position, "aim": aim, "factors": list(factors)}
    row, _new = ProgrammeModule.objects.update_or_create(programme=programme, module=module, defaults=said)
    record(by, "seminar.module", org=programme.org_id, kind="programme", key=programme.pk, module=module)
    return row


@transaction.atomic
def drop_module(row: ProgrammeModule, *, by: Any) -> None:
    """Take a module out of a programme; sessions that were held stay as they were."""
    require(by, "seminars.manage", row.org_id)
    row.delete()
    record(by, "seminar.module", org=row.org_id, kind="programme", key=row.programme_id, module=row.module, dropped=True)


@transaction.atomic
def set_target(programme: Programme, institution: Institution, *, wanted: int, by: Any) -> Target:
    """Say that a programme should reach an institution, and how many of its people."""
    require(by, "seminars.manage", programme.org_id)
    if institution.org_id != programme.org_id:
        raise BadInput(_("This institution stands in another office's directory."))
    defaults = {"org_id": programme.org_id, "wanted": wanted}
    row, _new = Target.objects.update_or_create(programme=programme, institution=institution, defaults=defaults)
    record(by, "seminar.target", org=programme.org_id, kind="programme", key=programme.pk, wanted=wanted)
    return row


@transaction.atomic
def drop_target(row: Target, *, by: Any) -> None:
    """Say that a programme need not reach an institution."""
    require(by, "seminars.manage", row.org_id)
    row.delete()
    record(by, "seminar.target", org=row.org_id, kind="programme", key=row.programme_id, dropped=True)


@transaction.atomic
def write_question(
    *, org: Organization, module: str, es: str, en: str, options: Sequence[dict[str, str]], correct: int, starter: str = "", by: Any
) -> Question:
    """Add a question to a module: two answers at least, each in both languages, one of them right."""
    require(by, "seminars.manage", org)
    if module not in words("modules"):
        raise BadInput(_("There is no such module."))
    if len(options) < 2 or not all(one.get("es") and one.get("en") for one in options):
        raise BadInput(_("A question needs two answers at least, each in both languages."))
    if not 0 <= correct < len(options):
        raise BadInput(_("Say which answer is the right one."))
    kept = [{"es": one["es"], "en": one["en"]} for one in options]
    row = Question.objects.create(org=org, module=module, es=es, en=en, options=kept, correct=correct, starter=starter)
    record(by, "seminar.question", org=org, kind="question", key=row.pk, module=module)
    return row


@transaction.atomic
def retire_question(row: Question, *, by: Any) -> None:
    """Ask a question no more; what was answered to it stays."""
    require(by, "seminars.manage", row.org_id)
    if row.retired_on is None:
        row.retired_on = timezone.localdate()
        row.save(update_fields=["retired_on"])
        record(by, "seminar.question", org=row.org_id, kind="question", key=row.pk, retired=True)


@transaction.atomic
def take_starters(*, org: Organization, module: str, by: Any) -> int:
    """Take over the questions that come with the program; those taken before are left alone."""
    require(by, "seminars.manage", org)
    held = set(Question.objects.filter(org=org).exclude(starter="").values_list("starter", flat=True))
    fresh = [word for code, word in words("questions").items() if word.row["module"] == module and code not in held]
    for word in fresh:
        options = [{"es": word.row[f"{letter}_es"], "en": word.row[f"{letter}_en"]} for letter in "abc" if word.row[f"{letter}_es"]]
        correct = int(word.row["correct"])
        write_question(org=org, module=module, es=word.es, en=word.en, options=options, correct=correct, starter=word.code, by=by)
    return len(fresh)
