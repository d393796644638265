"""Paths of published bulletins, for everybody."""

from django.urls import path

from izote.observatory.views import public_bulletins

urlpatterns = [
    path("", public_bulletins.public_bulletins, name="public_bulletins"),
    path("<slug:code>/", public_bulletins.public_bulletin, name="public_bulletin"),
    path("<slug:code>/datos.<slug:form>", public_bulletins.public_bulletin_file, name="public_bulletin_file"),
    path("<slug:code>/<slug:language>.pdf", public_bulletins.public_bulletin_pdf, name="public_bulletin_pdf"),
]
