"""Paths of published bulletins, for everybody."""

from django.urls import path

from izote.observatory.views import boletines

urlpatterns = [
    path("", boletines.public_bulletins, name="public_bulletins"),
    path("<slug:code>/", boletines.public_bulletin, name="public_bulletin"),
    path("<slug:code>/datos.<slug:form>", boletines.public_bulletin_file, name="public_bulletin_file"),
    path("<slug:code>/<slug:language>.pdf", boletines.public_bulletin_pdf, name="public_bulletin_pdf"),
]
