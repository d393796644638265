"""Paths of casework: plans."""

from django.urls import path

from izote.casework.views import planprint, plans

urlpatterns = [
    path("casos/<uuid:pk>/plan/", plans.plan_detail, name="plan_detail"),
    path("casos/<uuid:pk>/plan/version/<int:number>/", plans.plan_version, name="plan_version"),
    path("casos/<uuid:pk>/plan/empezar/", plans.plan_start, name="plan_start"),
    path("casos/<uuid:pk>/plan/fechas/", plans.plan_edit, name="plan_edit"),
    path("casos/<uuid:pk>/plan/enviar/", plans.plan_submit, name="plan_submit"),
    path("casos/<uuid:pk>/plan/nueva-version/", plans.plan_revise, name="plan_revise"),
    path("casos/<uuid:pk>/plan/metas/nueva/", plans.plan_goal_add, name="plan_goal_add"),
    path("casos/<uuid:pk>/plan/metas/<uuid:goal>/", plans.plan_goal_edit, name="plan_goal_edit"),
    path("casos/<uuid:pk>/plan/metas/<uuid:goal>/revisar/", plans.plan_goal_review, name="plan_goal_review"),
    path("casos/<uuid:pk>/plan/metas/<uuid:goal>/acciones/nueva/", plans.plan_action_add, name="plan_action_add"),
    path("casos/<uuid:pk>/plan/acciones/<uuid:action>/", plans.plan_action_edit, name="plan_action_edit"),
    path("casos/<uuid:pk>/plan/acciones/<uuid:action>/resultado/", plans.plan_action_result, name="plan_action_result"),
    path("casos/<uuid:pk>/plan/imprimir/", planprint.plan_print, name="plan_print"),
    path("casos/<uuid:pk>/plan/plan.pdf", planprint.plan_pdf, name="plan_pdf"),
]
