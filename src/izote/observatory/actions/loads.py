"""A file comes in, its columns are confirmed, its words explained, its rows corrected; or it is given up."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.context import prove
from izote.access.models import Organization
from izote.access.permissions import require
from izote.kit.errors import BadInput, Conflict
from izote.observatory.actions.keeping import form_of, keep_file
from izote.observatory.loader.taking import Taken
from izote.observatory.models import Chunk, Finding, Load, Piece, Profile, SetAside, Source, Term
from izote.observatory.queries.loads import sample
from izote.observatory.rules.layout import KEPT, Layout, fits, layout_of
from izote.observatory.rules.meanings import NOT_COUNTED
from izote.observatory.rules.persons import looks_like_points, seen_in
from izote.observatory.rules.words import domain_of, forbidden, key_of, says_return, words
from izote.territory.models import Place

State = Load.State
# what a source is stays; how it is described may be corrected
FROZEN, DESCRIBED = ("code", "domain", "country"), ("name", "authority", "address", "note", "every")


@transaction.atomic
def write_source(*, org: Organization, by: Any, source: Source | None = None, **fields: Any) -> Source:
    """Add an authority's series, or correct how it is described."""
    require(by, "observatory.load", source.org_id if source else org)
    row = source or Source(org=org)
    if source is not None and any(str(fields.get(name, getattr(source, name))) != str(getattr(source, name)) for name in FROZEN):
        raise Conflict(_("A source keeps its short name, what it speaks of and its country. Add another source instead."))
    for name, value in fields.items():
        setattr(row, name, value)
    if Source.objects.filter(org_id=row.org_id, code=row.code).exclude(pk=row.pk).exists():
        raise Conflict(_("There is a source with this short name already."))
    row.save(update_fields=None if source is None else DESCRIBED)
    record(by, "source.written", org=row.org_id, kind="source", key=row.pk)
    return row


def earlier(source: Source, taken: Taken) -> Load | None:
    """The load that this very file (this sheet of it) made before, if it was not given up."""
    gone = (State.CANCELLED, State.FAILED)
    same = Load.objects.filter(source=source, sha256=taken.sha256, plan__kept__sheet=taken.sheet)
    return same.exclude(state__in=gone).order_by("-pk").first()


@transaction.atomic
def begin_load(
    source: Source,
    taken: Taken,
    *,
    by: Any,
    folder: Path,
    leave_out: Iterable[int] = (),
    status: str = Load.Status.PROVISIONAL,
    cut_off: dt.date | None = None,
    control_total: int | None = None,
    corrects: Load | None = None,
    at_once: bool = False,
) -> Load:
    """Keep a file, sealed, with the layout proposed for it; the same file again is the load it made before.

    With `at_once` it is read from where it lies as soon as it is confirmed, and sealed then, once, without what is not read.
    """
    require(by, "observatory.load", source.org_id)
    with connection.cursor() as cursor:
        # the same file sent twice at once: the second waits, and finds the load of the first
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"observatory.load {source.pk} {taken.sha256} {taken.sheet}"]
        )
    # a proof of who acts lasts two minutes; waiting takes longer
    prove(by.pk)
    if corrects is not None and corrects.source_id != source.pk:
        raise BadInput(_("A corrected file belongs to the same source as the load it corrects."))
    # the very file of a load that is corrected comes again to be read otherwise
    if (before := earlier(source, taken)) and before != corrects:
        return before
    path, layout, kept = form_of(source, taken, proposed(source, taken), set(leave_out), folder)
    # a proof of who acts lasts two minutes; a large file takes longer
    prove(by.pk)
    load = Load.objects.create(
        org_id=source.org_id,
        source=source,
        corrects=corrects,
        status=status,
        cut_off=cut_off,
        control_total=control_total,
        file_name=taken.name,
        sha256=taken.sha256,
        size=taken.size,
        plan=layout.to_json() | {"kept": kept | {"sheet": taken.sheet}},
        uploaded_by=by,
    )
    if not (at_once and kept.get("as_came") and KEPT not in layout.fields):
        keep_file(load, path)
    record(by, "load.begun", org=source.org_id, kind="load", key=load.pk, bytes=taken.size)
    return load


def proposed(source: Source, taken: Taken) -> Layout:
    """The source's own layout where its headings are these, else what the headings say."""
    last = Profile.objects.filter(source=source).order_by("-version").first()
    known = fits(Layout.of(last.plan), taken.rows) if last else None
    return known or of_domain(layout_of(taken.rows), source.domain)


def of_domain(layout: Layout, domain: str) -> Layout:
    """What a source of population or returns says without saying so."""
    if domain == "population" and "population" in layout.fields:
        layout.fields = [{"population": "count", "count": ""}.get(name, name) for name in layout.fields]
    implied = {"population": "population", "returns": "return"}.get(domain)
    if implied and "category" not in layout.fields:
        layout.fixed["category"] = implied
    return layout


@transaction.atomic
def confirm_load(
    load: Load,
    *,
    by: Any,
    layout: Layout,
    cut_off: dt.date | None = None,
    control_total: int | None = None,
    scope: Place | None = None,
    **covers: Any,
) -> Load:
    """Say what the columns hold and what the file covers; kept as the source's next profile, and the file goes to be read."""
    _own(load, by)
    row = _fresh(load, State.DRAFT, State.CHECKED, State.FAILED)
    _must_be_readable(layout, row.source.domain)
    _must_be_kept(layout, row)
    _must_cover(covers)
    plan = layout.to_json()
    if Layout.of(row.plan) != layout:
        # corrected rows are known by their place in the file as it was read then
        SetAside.objects.filter(load=row, number__gte=0).delete()
    last = Profile.objects.filter(source=row.source).order_by("-version").first()
    if last is None or last.plan != plan:
        version = last.version + 1 if last else 1
        last = Profile.objects.create(org_id=row.org_id, source=row.source, version=version, plan=plan, written_by=by)
    stated = cut_off or (row.cut_off if row.state == State.DRAFT else None)
    row.profile, row.plan, row.state = last, plan | {"kept": row.plan["kept"]}, State.WAITING
    row.cut_off, row.control_total, row.scope, row.stop_asked, row.done = stated, control_total, scope, False, 0
    row.attempts = 0
    row.plan["covers"] = {name: str(value) for name, value in covers.items() if value}
    row.plan["cut_off"] = str(stated) if stated else ""
    row.save(update_fields=Load.MOVES)
    record(by, "load.confirmed", org=row.org_id, kind="load", key=row.pk, profile=last.version)
    return row


def _own(load: Load, by: Any) -> None:
    """A load is in the hands of who brought it, so that whoever signs had no hand in it."""
    require(by, "observatory.load", load.org_id)
    if by.pk != load.uploaded_by_id:
        raise PermissionDenied("observatory.load")


def _must_be_readable(layout: Layout, domain: str) -> None:
    """A file without a time or without a category cannot be counted."""
    fields = set(layout.fields)
    if any(forbidden(heading, domain) for heading, name in zip(layout.headings, layout.fields, strict=True) if name):
        raise BadInput(_("A column that says who a person is cannot be read."))
    timed = fields & {"date", "year"} or any(one.year for one in layout.spread.values()) or layout.fixed.get("year")
    if not timed:
        raise BadInput(_("No column says when: mark the date, or the year, or write the year of the whole file."))
    fixed = layout.fixed.get("category", "")
    if ("category" not in fields or fixed) and domain_of(fixed) != domain:
        raise BadInput(_("Nothing says which offence or event the file counts: mark its column, or choose one for the whole file."))


def _must_be_kept(layout: Layout, load: Load) -> None:
    """What was not read is not there any more; points are kept under no name."""
    gone = [layout.headings[at] for at in load.plan["kept"].get("blank", ()) if at not in layout.unread()]
    if gone:
        raise BadInput(
            _("This column was not read and so it is not kept any more: %(names)s. Give this load up and load the same file again.")
            % {"names": ", ".join(gone)}
        )
    only = [at for at, name in enumerate(layout.fields) if name == KEPT]
    rows = sample(load).rows[layout.head :] if only else []
    if any(looks_like_points([row[at] for row in rows if at < len(row)]) for at in only):
        raise BadInput(_("Points of events are not kept: mark the column as not read."))
    cells = (row[at] for row in rows for at in only if at < len(row)) if load.source.domain == "violence" else ()
    if any(says_return(cell) for cell in cells):
        raise BadInput(_("A column that says who was returned or deported is not kept beside events of violence: mark it as not read."))


def _must_cover(covers: Mapping[str, Any]) -> None:
    since, until = covers.get("since"), covers.get("until")
    if since and until and str(until) < str(since):
        raise BadInput(_("The file cannot end before it begins: correct the months that it covers."))


@transaction.atomic
def explain_word(load: Load, *, by: Any, meanings: Mapping[tuple[str, str], str]) -> int:
    """Say what words of the source mean, by kind and text; they hold for its later files too."""
    _own(load, by)
    for (kind, text), code in meanings.items():
        if (
            code != NOT_COUNTED
            and kind in ("category", "means", "site")
            and code not in words({"category": "categories"}.get(kind, f"{kind}s" if kind == "site" else kind))
        ):
            raise BadInput(_("This is not a word of the list."))
        Term.objects.update_or_create(
            source_id=load.source_id, kind=kind, text=key_of(text), defaults={"org_id": load.org_id, "code": code, "written_by": by}
        )
    record(by, "term.written", org=load.org_id, kind="load", key=load.pk, words=len(meanings))
    return len(meanings)


@transaction.atomic
def mend_rows(load: Load, *, by: Any, rows: Mapping[int, list[str]]) -> int:
    """Replace the cells of rows set aside, by their number; they are read again with the rest."""
    _own(load, by)
    row = _fresh(load, State.CHECKED)
    known = {one.number: one for one in SetAside.objects.filter(load=row, number__in=list(rows))}
    changed = 0
    for number, cells in rows.items():
        one = known.get(number)
        if one is None or number < 0 or len(cells) != len(one.cells) or list(cells) == list(one.cells):
            continue
        if any(seen_in(cell) for cell in cells):
            raise BadInput(_("Line %(line)s says who a person is: nothing was corrected.") % {"line": one.line})
        one.cells, one.mended = list(cells), True
        one.save(update_fields=["cells", "mended"])
        changed += 1
    record(by, "load.mended", org=row.org_id, kind="load", key=row.pk, rows=changed)
    return changed


@transaction.atomic
def read_again(load: Load, *, by: Any) -> Load:
    """Read the file anew, with words explained and rows corrected since."""
    _own(load, by)
    row = _fresh(load, State.CHECKED, State.FAILED)
    row.state, row.stop_asked, row.done, row.attempts = State.WAITING, False, 0, 0
    row.save(update_fields=["state", "stop_asked", "done", "attempts", "moved_at"])
    return row


@transaction.atomic
def read_warnings(load: Load, *, by: Any, findings: Iterable[int]) -> int:
    """Whoever signs says of each warning that she or he has read it."""
    require(by, "observatory.sign", load.org_id)
    standing = set(Finding.objects.filter(load=load, weight=Finding.Weight.WARNING).values_list("pk", flat=True))
    if standing - set(findings):
        raise BadInput(_("Read each warning and mark it before you sign."))
    record(by, "load.warnings_read", org=load.org_id, kind="load", key=load.pk, warnings=len(standing))
    return len(standing)


@transaction.atomic
def cancel_load(load: Load, *, by: Any) -> Load:
    """Give a load up: its file and rows go, the line that it existed stays."""
    _own(load, by)
    # the database shows nobody for change what was signed
    row = Load.objects.select_for_update().filter(pk=load.pk).first()
    if row is None or row.state in (State.SIGNED, State.PUBLISHED):
        raise Conflict(_("It has been signed and is in use: correct it with a new file."))
    if row.state in (State.WAITING, State.READING):
        row.stop_asked = True
    for part in (Piece, Chunk, SetAside, Finding):
        part.objects.filter(load=row).delete()
    row.state = State.CANCELLED
    row.save(update_fields=["state", "stop_asked", "moved_at"])
    record(by, "load.cancelled", org=row.org_id, kind="load", key=row.pk)
    return row


def _fresh(load: Load, *states: str) -> Load:
    row = Load.objects.select_for_update(of=("self",)).select_related("source").filter(pk=load.pk).first()
    if row is None or row.state not in states:
        raise Conflict(_("This load has moved on meanwhile. Open it again."))
    return row
