"""What the worker does for lists: read them, take up what was cut short, destroy what is past its time."""

import datetime as dt
import logging
import time
from itertools import islice
from typing import Any

from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from izote.access.context import DOORKEEPER, acting_as, acting_as_service, prove
from izote.access.models import Organization, User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.people import actions
from izote.people.listplan import Plan, Planned
from izote.people.models import ArrivalList

logger = logging.getLogger("izote.people.jobs")
CHUNK = 500
STALLED = dt.timedelta(minutes=2)


@app.task(name="people.read_list", queue="lists", retry=RetryStrategy(max_attempts=6, exponential_wait=3))
def read_list(list_id: int, user_id: int) -> None:
    """Read one list for the user who uploaded it."""
    close_old_connections()
    begun = time.monotonic()
    try:
        state = work(list_id, user_id)
    finally:
        close_old_connections()
    logger.info("list %s: %s after %.1f s", list_id, state, time.monotonic() - begun)


def work(list_id: int, user_id: int) -> str:
    """Plan, write, link and close, each step in its own transaction as that user; what was done before is found done."""
    with acting_as(DOORKEEPER):
        user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return "no such user"
    with acting_as(user_id):
        listing = ArrivalList.objects.select_related("corrects").filter(pk=list_id).first()
        if listing is None or not listing.under_way:
            return listing.state if listing else "no such list"
        plan, facts = actions.plan_list(listing, by=user)
    facts |= {"added": sum(row.is_new for row in plan.rows), "corrected": sum(not row.is_new for row in plan.rows)}
    if not write(listing, plan, facts["headers"], user):
        return "cancelled"
    while True:
        with acting_as(user_id):
            if not actions.link_rows(listing, by=user, most=CHUNK):
                break
    with acting_as(user_id):
        actions.finish_list(listing, facts, by=user)
        return str(ArrivalList.objects.values_list("state", flat=True).get(pk=list_id))


def write(listing: ArrivalList, plan: Plan, headers: list[str], user: Any) -> bool:
    """A first reading in small transactions, a correction of an open list in one."""
    if listing.corrects_id:
        with acting_as(user.pk):
            return all(_write(listing, chunk, headers, user) for chunk in chunks(plan.rows))
    for chunk in chunks(plan.rows):
        with acting_as(user.pk):
            if not _write(listing, chunk, headers, user):
                return False
    return True


def _write(listing: ArrivalList, chunk: list[Planned], headers: list[str], user: Any) -> bool:
    prove(user.pk)
    return actions.write_rows(listing, chunk, headers, by=user)


def chunks(rows: list[Planned]) -> list[list[Planned]]:
    """The rows in lists of at most CHUNK; one empty list when there are none."""
    iterator = iter(rows)
    found = []
    while chunk := list(islice(iterator, CHUNK)):
        found.append(chunk)
    return found or [[]]


@app.periodic(cron="* * * * *")
@app.task(name="people.resume_lists", queue="lists", pass_context=False)
def resume_lists(timestamp: int) -> None:
    """Take up lists whose job died with its machine."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service("service-lists"):
        still = Q(state__in=(ArrivalList.State.WAITING, ArrivalList.State.READING), moved_at__lt=timezone.now() - STALLED)
        for pk, user_id in list(ArrivalList.objects.filter(still).values_list("pk", "uploaded_by_id")):
            ArrivalList.objects.filter(pk=pk).update(moved_at=timezone.now())
            read_list.defer(list_id=pk, user_id=user_id)
    close_old_connections()


@app.periodic(cron="17 3 * * *")
@app.task(name="people.expire_lists", queue="lists", pass_context=False)
def expire_lists(timestamp: int) -> None:
    """Destroy, in each office, what is past its time."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service("service-lists") as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "list.upload")
    for office in offices:
        with acting_as_service("service-lists"):
            gone = actions.expire_due(Organization.objects.get(pk=office), by=user)
            logger.info("expired in office %s: %s", office, gone)
    close_old_connections()


@app.periodic(cron="41 3 * * *")
@app.task(name="people.note_duplicates", queue="lists", pass_context=False)
def note_duplicates(timestamp: int) -> None:
    """Look, in each office, for other files of the persons written about since yesterday."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service("service-lists") as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "list.review")
    since = timezone.now() - dt.timedelta(hours=26)
    for office in offices:
        after: int | None = 0
        while after is not None:
            with acting_as_service("service-lists"):
                after = actions.note_files(office, after=after, since=since, by=user)
    close_old_connections()


@app.periodic(cron="41 2 * * *")
@app.task(name="people.refresh_search", queue="lists", pass_context=False)
def refresh_search(timestamp: int) -> None:
    """Count the words of names again, by which the search knows the frequent from the rare."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service("service-lists"), connection.cursor() as cursor:
        cursor.execute("select search.refresh()")
    close_old_connections()
