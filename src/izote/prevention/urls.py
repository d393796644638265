"""Addresses of prevention."""

from django.urls import path

from izote.prevention.urls_assessments import ASSESSMENTS
from izote.prevention.urls_proposals import urlpatterns as PROPOSALS
from izote.prevention.urls_recommendations import RECOMMENDATIONS
from izote.prevention.urls_signals import SIGNALS
from izote.prevention.urls_territory import TERRITORY
from izote.prevention.urls_warnings import WARNINGS
from izote.prevention.views import figures

FIGURES = [
    path("cifras/", figures.figure_list, name="figure_list"),
    path("cifras/nueva/", figures.figure_upload, name="figure_upload"),
    path("cifras/<int:pk>/", figures.figure_detail, name="figure_detail"),
    path("cifras/llaves/nueva/", figures.figure_key_new, name="figure_key_new"),
    path("cifras/llaves/<int:pk>/confirmar/", figures.figure_key_confirm, name="figure_key_confirm"),
    path("cifras/llaves/<int:pk>/retirar/", figures.figure_key_revoke, name="figure_key_revoke"),
]

urlpatterns = [
    *TERRITORY,
    *SIGNALS,
    *RECOMMENDATIONS,
    *FIGURES,
    *ASSESSMENTS,
    *PROPOSALS,
    *WARNINGS,
]
