"""Addresses of signals and their sources."""

from django.urls import path

from izote.prevention.views import capture, evidence, signals

SIGNALS = [
    path("captar/", capture.capture, name="capture"),
    path("captar/sin-linea/", capture.capture_offline, name="capture_offline"),
    path("captar/guardar.js", capture.capture_worker, name="capture_worker"),
    path("captar/estado/", capture.capture_state, name="capture_state"),
    path("captar/enviar/", capture.capture_send, name="capture_send"),
    path("captar/peligro/", capture.signal_danger, name="signal_danger"),
    path("mis-senales/", signals.signal_mine, name="signal_mine"),
    path("mis-senales/<int:pk>/", signals.signal_own, name="signal_own"),
    path("senales/", signals.signal_list, name="signal_list"),
    path("senales/conteos/", evidence.signal_counts, name="signal_counts"),
    path("senales/conteos.csv", evidence.signal_counts_file, name="signal_counts_file"),
    path("senales/todo/", evidence.signal_everything, name="signal_everything"),
    path("senales/<int:pk>/", signals.signal_detail, name="signal_detail"),
    path("senales/<int:pk>/tomar/", signals.signal_take, name="signal_take"),
    path("senales/<int:pk>/precisar/", signals.signal_triage, name="signal_triage"),
    path("senales/<int:pk>/tachar/", signals.signal_redact, name="signal_redact"),
    path("senales/<int:pk>/justificar/", signals.signal_justify, name="signal_justify"),
    path("senales/<int:pk>/derivar/", signals.signal_derive, name="signal_derive"),
    path("senales/<int:pk>/descartar/", signals.signal_discard, name="signal_discard"),
    path("senales/<int:pk>/duplicada/", signals.signal_join, name="signal_join"),
    path("senales/<int:pk>/a-verificar/", signals.signal_send, name="signal_send"),
    path("senales/<int:pk>/aporte/", evidence.statement_create, name="statement_create"),
    path("senales/<int:pk>/verificar/", evidence.signal_verify, name="signal_verify"),
    path("senales/<int:pk>/contar/", evidence.signal_feedback, name="signal_feedback"),
    path("senales/<int:pk>/vincular/", evidence.signal_link, name="signal_link"),
    path("senales/<int:pk>/archivar/", signals.signal_file, name="signal_file"),
    path("ventanillas/", evidence.desk_list, name="desk_list"),
    path("fuentes/", evidence.signalsource_list, name="signalsource_list"),
    path("fuentes/nueva/", evidence.signalsource_create, name="signalsource_create"),
    path("fuentes/<int:pk>/", evidence.signalsource_detail, name="signalsource_detail"),
    path("fuentes/<int:pk>/retirar/", evidence.signalsource_withdraw, name="signalsource_withdraw"),
]
