"""Paths of cases, visits, the day's work, the team, approvals and settings."""

from django.urls import path

from izote.casework.views import approvals, cases, handing, team, today, visits

CASE = "casos/<uuid:pk>/"
urlpatterns = [
    path("hoy/", today.today, name="today"),
    path("casos/", cases.case_list, name="case_list"),
    path(CASE, cases.case_detail, name="case_detail"),
    path(f"{CASE}paso/", cases.case_move, name="case_move"),
    path(f"{CASE}riesgo/", cases.case_risk, name="case_risk"),
    path(f"{CASE}historial/", cases.case_history, name="case_history"),
    path(f"{CASE}asignar/", handing.case_assign, name="case_assign"),
    path(f"{CASE}ofrecer/", handing.case_transfer, name="case_transfer"),
    path(f"{CASE}compartir/", handing.case_share, name="case_share"),
    path(f"{CASE}compartir/<uuid:share>/terminar/", handing.share_end, name="share_end"),
    path("ofrecidos/<uuid:pk>/", handing.transfer_detail, name="transfer_detail"),
    path("personas/<code:code>/caso/", cases.case_of_person, name="case_of_person"),
    path("personas/<code:code>/caso/nuevo/", cases.case_start, name="case_start"),
    path("aprobaciones/", approvals.approval_list, name="approval_list"),
    path("aprobaciones/<uuid:pk>/", approvals.approval_detail, name="approval_detail"),
    path("aprobaciones/<uuid:pk>/retirar/", approvals.approval_take_back, name="approval_take_back"),
    path("visitas/", visits.visit_list, name="visit_list"),
    path("visitas/nueva/", visits.visit_create, name="visit_create"),
    path("visitas/<uuid:pk>/quitar/", visits.visit_remove, name="visit_remove"),
    path("equipo/", team.team, name="team"),
    path("equipo/ausencias/", team.cover_list, name="cover_list"),
    path("equipo/ausencias/<int:pk>/terminar/", team.cover_end, name="cover_end"),
    path("equipo/reglas/", team.office_rules, name="office_rules"),
]
