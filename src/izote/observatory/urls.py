"""Paths of the observatory."""

from django.urls import path

from izote.observatory.views import comparison, indicators, pages

urlpatterns = [
    path("indicadores/", indicators.indicator_list, name="indicator_list"),
    path("indicadores/dominio/<slug:domain>/", indicators.indicator_list, name="indicator_domain"),
    path("indicadores/<slug:code>/", indicators.indicator_detail, name="indicator_detail"),
    path("lugares/<slug:code>/", pages.observatory_place, name="observatory_place"),
    path("comparar/", comparison.comparison, name="comparison"),
    path("comparar/afirmacion/", comparison.claim_write, name="claim_write"),
]
