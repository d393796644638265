"""Paths of casework: services, appointments, notes, documents, the agenda."""

from django.urls import path

from izote.casework.views import agenda, appointments, care, documents, feeds, notes, services

CASE = "casos/<uuid:pk>/"

urlpatterns = [
    path(f"{CASE}apoyo/", care.care_list, name="care_list"),
    path(f"{CASE}servicios/nuevo/", services.service_add, name="service_add"),
    path(f"{CASE}servicios/<uuid:service>/recibo/", services.service_receipt, name="service_receipt"),
    path(f"{CASE}servicios/<uuid:service>/recibo.pdf", services.service_pdf, name="service_pdf"),
    path(f"{CASE}servicios/<uuid:service>/anular/", services.service_cancel, name="service_cancel"),
    path(f"{CASE}citas/nueva/", appointments.appointment_add, name="appointment_add"),
    path(f"{CASE}citas/<uuid:appointment>/mover/", appointments.appointment_move, name="appointment_move"),
    path(f"{CASE}citas/<uuid:appointment>/anotar/", appointments.appointment_mark, name="appointment_mark"),
    path(f"{CASE}citas/<uuid:appointment>/papelito/", appointments.appointment_slip, name="appointment_slip"),
    path(f"{CASE}citas/<uuid:appointment>/papelito.pdf", appointments.appointment_pdf, name="appointment_pdf"),
    path(f"{CASE}notas/", notes.note_list, name="note_list"),
    path(f"{CASE}notas/<uuid:note>/", notes.note_edit, name="note_edit"),
    path(f"{CASE}notas/<uuid:note>/antes/", notes.note_history, name="note_history"),
    path(f"{CASE}documentos/", documents.document_list, name="document_list"),
    path(f"{CASE}documentos/nuevo/", documents.document_add, name="document_add"),
    path(f"{CASE}documentos/<uuid:document>/", documents.document_detail, name="document_detail"),
    path(f"{CASE}documentos/<uuid:document>/archivo", documents.document_file, name="document_file"),
    path(f"{CASE}documentos/<uuid:document>/vista", documents.document_preview, name="document_preview"),
    path(f"{CASE}documentos/<uuid:document>/borrar/", documents.document_delete, name="document_delete"),
    path("mi-agenda/", agenda.agenda_week, name="agenda_week"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/<uuid:pk>/anotar/", agenda.agenda_mark, name="agenda_mark"),
    path("mi-agenda/enlace/", feeds.feed_detail, name="feed_detail"),
    path("mi-agenda/enlace/anular/", feeds.feed_revoke, name="feed_revoke"),
    path("calendario/<str:token>.ics", feeds.feed_calendar, name="feed_calendar"),
]
