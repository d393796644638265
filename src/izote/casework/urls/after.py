"""Paths of what happened after, closing, children, access to services, and the person's copy."""

from django.urls import path

from izote.casework.views import after, children, closing, personcopy, refusals

urlpatterns = [
    path("casos/<uuid:pk>/despues/", after.after_detail, name="after_detail"),
    path("casos/<uuid:pk>/despues/<uuid:call_pk>/", after.call_log, name="call_log"),
    path("casos/<uuid:pk>/despues/<uuid:call_pk>/listo/", after.call_recorded, name="call_recorded"),
    path("seguimiento/llamadas/", after.call_list, name="call_list"),
    path("seguimiento/sin-contacto/", after.never_reached, name="never_reached"),
    path("seguimiento/sellados/", after.sealed_list, name="sealed_list"),
    path("seguimiento/sellados/<uuid:call_pk>/", after.sealed_open, name="sealed_open"),
    path("seguimiento/sellados/<uuid:call_pk>/retirar/", after.sealed_take_back, name="sealed_take_back"),
    path("casos/<uuid:pk>/cierre/", closing.closure_detail, name="closure_detail"),
    path("casos/<uuid:pk>/cierre/solicitar/", closing.closure_request, name="closure_request"),
    path("casos/<uuid:pk>/reabrir/", closing.case_reopen, name="case_reopen"),
    path("casos/<uuid:pk>/ninez/", children.child_detail, name="child_detail"),
    path("casos/<uuid:pk>/ninez/cuidado/", children.child_care, name="child_care"),
    path("casos/<uuid:pk>/ninez/temor/<uuid:row_pk>/", children.child_fear_end, name="child_fear_end"),
    path("casos/<uuid:pk>/ninez/escuela/", children.child_school, name="child_school"),
    path("casos/<uuid:pk>/ninez/nacimiento/", children.child_birth, name="child_birth"),
    path("casos/<uuid:pk>/ninez/amenaza/", children.child_danger, name="child_danger"),
    path("casos/<uuid:pk>/ninez/junta/", children.child_notice, name="child_notice"),
    path("casos/<uuid:pk>/ninez/pasos/<slug:step>/", children.child_step, name="child_step"),
    path("casos/<uuid:pk>/accesos/", refusals.refusal_list, name="refusal_list"),
    path("casos/<uuid:pk>/accesos/salud/", refusals.access_health, name="access_health"),
    path("casos/<uuid:pk>/accesos/nuevo/<slug:sector>/", refusals.refusal_add, name="refusal_add"),
    path("casos/<uuid:pk>/accesos/<uuid:row_pk>/", refusals.refusal_answer, name="refusal_answer"),
    path("casos/<uuid:pk>/copia/", personcopy.person_copy, name="person_copy"),
]
