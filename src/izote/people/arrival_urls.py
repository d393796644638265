"""Paths of arrival day."""

from django.urls import path

from izote.people.views import arrivals, contacting, dayfigures, queue, receiving, review

urlpatterns = [
    path("", arrivals.arrival_day, name="arrival_day"),
    path("subir/", arrivals.list_upload, name="list_upload"),
    path("origenes/", arrivals.profile_list, name="profile_list"),
    path("vencen/", arrivals.list_expiring, name="list_expiring"),
    path("cifras/", dayfigures.day_figures, name="day_figures"),
    path("pantalla/", queue.queue_screen, name="queue_screen"),
    path("fila/", queue.queue_detail, name="queue_detail"),
    path("fila/dar/", queue.number_give, name="number_give"),
    path("fila/llamar/", queue.queue_call, name="queue_call"),
    path("fila/<int:pk>/", receiving.ticket_detail, name="ticket_detail"),
    path("fila/<int:pk>/mover/", queue.ticket_move, name="ticket_move"),
    path("fila/<int:pk>/papelito/", queue.ticket_slip, name="ticket_slip"),
    path("fila/<int:pk>/atender/<int:member>/", receiving.member_receive, name="member_receive"),
    path("t/<str:code>/", queue.slip_open, name="slip_open"),
    path("<int:pk>/", arrivals.list_detail, name="list_detail"),
    path("<int:pk>/columnas/", arrivals.list_columns, name="list_columns"),
    path("<int:pk>/avance/", arrivals.list_progress, name="list_progress"),
    path("<int:pk>/cancelar/", arrivals.list_cancel, name="list_cancel"),
    path("<int:pk>/apartadas/", arrivals.list_set_aside, name="list_set_aside"),
    path("<int:pk>/apartadas.xlsx", arrivals.set_aside_download, name="set_aside_download"),
    path("<int:pk>/revisar/", review.list_review, name="list_review"),
    path("<int:pk>/familias/", review.list_families, name="list_families"),
    path("<int:pk>/contactar/", contacting.list_contact, name="list_contact"),
    path("filas/<uuid:pk>/decidir/", review.row_decide, name="row_decide"),
    path("filas/<uuid:pk>/intento/", contacting.attempt_log, name="attempt_log"),
    path("filas/<uuid:pk>/sin-contacto/", contacting.row_no_contact, name="row_no_contact"),
    path("filas/<uuid:pk>/registrar/", receiving.row_receive, name="row_receive"),
]
