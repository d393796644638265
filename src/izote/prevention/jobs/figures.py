"""Signals of signed figures: made by the service, which can do nothing else with them."""

from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import User
from izote.prevention.actions.figures import make_signals
from izote.prevention.models import FigureFile

SERVICE = "service-prevention"


@app.task(queue="care", name="prevention.make_signals")
def signals_of_file(file_id: int) -> int:
    """Make the signals of a file that somebody brought; again harmless."""
    with acting_as_service(SERVICE) as service:
        file = FigureFile.objects.get(pk=file_id)
        return len(make_signals(file, by=User.objects.get(pk=service)))
