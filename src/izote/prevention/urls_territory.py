"""Addresses of the screens of territories and of the system's own record."""

from django.urls import path

from izote.prevention.views import record, territory

TERRITORY = [
    path("", territory.prevention, name="prevention"),
    path("territorio/<slug:code>/", territory.territory_screen, name="territory_screen"),
    path("registro/", record.own_record, name="own_record"),
]
