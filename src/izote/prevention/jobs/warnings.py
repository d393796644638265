"""Documents of warnings, made apart from the page that asks for them."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import User
from izote.prevention.actions import warning_papers


@app.task(queue="care", name="prevention.make_paper")
def make_paper(paper_id: int, user_id: int) -> str:
    """Make one document for whoever asked for it."""
    close_old_connections()
    try:
        with acting_as(DOORKEEPER):
            user = User.objects.filter(pk=user_id, is_active=True).first()
        return warning_papers.make_paper(paper_id, by=user) if user else "no such user"
    finally:
        close_old_connections()
