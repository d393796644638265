"""Addresses of prevention for everybody: published warnings."""

from django.urls import path

from izote.prevention.views import warning_public

urlpatterns = [
    path("", warning_public.public_warnings, name="public_warnings"),
    path("en/", warning_public.public_warnings, {"language": "en"}, name="public_warnings_english"),
    path("<slug:number>/", warning_public.public_warning, name="public_warning"),
    path("<slug:number>/<slug:language>.pdf", warning_public.public_warning_pdf, name="public_warning_pdf"),
    path("<slug:number>/<slug:language>/", warning_public.public_warning, name="public_warning_in"),
]
