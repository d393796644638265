"""Paths of cases, visits, the day's work, the team, approvals and settings."""

from django.urls import path

from izote.casework.views import cases

urlpatterns = [
    path("casos/", cases.case_list, name="case_list"),
    path("casos/<uuid:pk>/", cases.case_detail, name="case_detail"),
    path("casos/<uuid:pk>/paso/", cases.case_move, name="case_move"),
    path("casos/<uuid:pk>/riesgo/", cases.case_risk, name="case_risk"),
    path("casos/<uuid:pk>/historial/", cases.case_history, name="case_history"),
    path("personas/<code:code>/caso/", cases.case_of_person, name="case_of_person"),
    path("personas/<code:code>/caso/nuevo/", cases.case_start, name="case_start"),
]
