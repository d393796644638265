"""Paths of published bulletins of prevention, for everybody."""

from django.urls import path

from izote.prevention.views import public_bulletins

urlpatterns = [
    path("", public_bulletins.public_monthlies, name="public_monthlies"),
    path("en/", public_bulletins.public_monthlies, {"language": "en"}, name="public_monthlies_english"),
    path("<slug:code>/", public_bulletins.public_monthly, name="public_monthly"),
    path("<slug:code>/<slug:language>.pdf", public_bulletins.public_monthly_pdf, name="public_monthly_pdf"),
    path("<slug:code>/<slug:language>/", public_bulletins.public_monthly, name="public_monthly_in"),
]
