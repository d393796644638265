"""What the worker does for the observatory: read loads, make figures of what was signed, take up what was cut short."""

import datetime as dt
import logging
import time

from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from izote.access.context import DOORKEEPER, acting_as, acting_as_service
from izote.access.models import Organization, User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.observatory import actions
from izote.observatory.loader.folders import sweep
from izote.observatory.models import Export, Load

logger = logging.getLogger("izote.observatory.jobs")
SERVICE = "service-observatory"
STALLED = dt.timedelta(minutes=5)
RETRY = RetryStrategy(max_attempts=4, exponential_wait=3)


@app.task(name="observatory.read_load", queue="loads", retry=RETRY)
def read_load(load_id: int, user_id: int) -> None:
    """Read one load for whoever uploaded it."""
    _work(actions.read_load, load_id, user_id)


@app.task(name="observatory.make_figures", queue="loads", retry=RETRY)
def make_figures(load_id: int, user_id: int) -> None:
    """Put one load to use for whoever signed it; then the new figures are looked through."""
    if _work(actions.make_figures, load_id, user_id) == Load.State.PUBLISHED:
        with acting_as_service(SERVICE):
            source_id = Load.objects.values_list("source_id", flat=True).get(pk=load_id)
        watch.defer(source_id=source_id)


@app.task(name="observatory.make_export", queue="analyses", retry=RETRY)
def make_export(export_id: int, user_id: int) -> None:
    """Make one export for whoever asked for it."""
    _work(actions.make_export, export_id, user_id)


def _work(action, row_id: int, user_id: int) -> str:  # type: ignore[no-untyped-def]
    close_old_connections()
    started = time.monotonic()
    try:
        with acting_as(DOORKEEPER):
            user = User.objects.filter(pk=user_id, is_active=True).first()
        state = action(row_id, by=user) if user else "no such user"
    finally:
        close_old_connections()
    logger.info("%s %s: %s after %.1f s", action.__name__, row_id, state, time.monotonic() - started)
    return str(state)


@app.periodic(cron="* * * * *")
@app.task(name="observatory.resume", queue="lists", pass_context=False)
def resume(timestamp: int) -> None:
    """Take up loads and exports whose job died with its machine; sweep away what it left on the disk."""
    close_old_connections()
    if not begun():
        return
    sweep()
    with acting_as_service(SERVICE):
        under_way = (Load.State.WAITING, Load.State.READING, Load.State.SIGNED)
        still = Load.objects.filter(state__in=under_way, moved_at__lt=timezone.now() - STALLED)
        stuck = Q(state=Load.State.SIGNED, attempts__gte=Load.MOST_ATTEMPTS)
        found = list(still.exclude(stuck).values_list("pk", "state", "uploaded_by_id", "signed_by_id"))
        asked = Export.objects.filter(state__in=(Export.State.WAITING, Export.State.MAKING), moved_at__lt=timezone.now() - STALLED)
        exports = list(asked.values_list("pk", "asked_by_id"))
    for pk, state, loader, signer in found:
        task, user = (make_figures, signer) if state == Load.State.SIGNED else (read_load, loader)
        try:
            # one that waits in the line already is not put there again
            task.configure(queueing_lock=f"observatory.{state}.{pk}").defer(load_id=pk, user_id=user)
        except AlreadyEnqueued:
            continue
    for pk, asker in exports:
        make_export.defer(export_id=pk, user_id=asker)
    close_old_connections()


@app.task(name="observatory.watch", queue="analyses", retry=RETRY)
def watch(source_id: int) -> None:
    """Alarms, clusters and forecasts of one source; a version that was looked through already changes nothing."""
    # compiled statistics: only the worker pays for them
    from izote.observatory.watch.run import analyse, raise_alarms

    close_old_connections()
    try:
        logger.info("alarms %s", raise_alarms(source_id))
        logger.info("analyses %s", analyse(source_id))
    finally:
        close_old_connections()


@app.periodic(cron="17 5 * * 1")
@app.task(name="observatory.watch_all", queue="analyses", pass_context=False)
def watch_all(timestamp: int) -> None:
    """Every Monday, every source of every office."""
    close_old_connections()
    if not begun():
        return
    from izote.observatory.watch.run import sources_to_watch

    for source_id, _code, _domain in sources_to_watch():
        watch.defer(source_id=source_id)
    close_old_connections()


@app.periodic(cron="41 4 * * *")
@app.task(name="observatory.take_office_figures", queue="lists", pass_context=False)
def take_office_figures(timestamp: int) -> None:
    """Take over, once an office, the figures of the quarter that ended two weeks ago."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service(SERVICE) as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "observatory.compute")
    for office in offices:
        with acting_as_service(SERVICE):
            taken = actions.take_office_figures(Organization.objects.get(pk=office), timezone.localdate(), by=user)
            logger.info("figures of office %s: %s cells taken over", office, taken)
    close_old_connections()


@app.periodic(cron="23 4 * * *")
@app.task(name="observatory.forget_exports", queue="lists", pass_context=False)
def forget_exports(timestamp: int) -> None:
    """Throw away the exports that have expired."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service(SERVICE) as service:
        user = User.objects.get(pk=service)
        for office in orgs_with(user, "observatory.compute"):
            gone = actions.forget_exports(Organization.objects.get(pk=office), by=user)
            logger.info("exports of office %s: %s expired", office, gone)
    close_old_connections()
