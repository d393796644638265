"""Addresses of recommendations, and of the institutions' door."""

from django.urls import path

from izote.prevention.views import addressees, institution_door, recommendation_follow, recommendations

REC = "recomendaciones/<int:pk>"
RECOMMENDATIONS = [
    path("recomendaciones/", recommendations.recommendation_list, name="recommendation_list"),
    path("recomendaciones/tabla-<slug:language>.csv", recommendation_follow.followup_file, {"form": "csv"}, name="followup_csv"),
    path("recomendaciones/tabla-<slug:language>.pdf", recommendation_follow.followup_file, {"form": "pdf"}, name="followup_pdf"),
    path("alertas/<int:pk>/recomendaciones/", recommendations.warning_recommendations, name="warning_recommendations"),
    path("alertas/<int:warning>/recomendaciones/nueva/", recommendations.recommendation_create, name="recommendation_create"),
    path(f"{REC}/", recommendations.recommendation_detail, name="recommendation_detail"),
    path(f"{REC}/corregir/", recommendations.recommendation_edit, name="recommendation_edit"),
    path(f"{REC}/quitar/", recommendations.recommendation_drop, name="recommendation_drop"),
    path(f"{REC}/base-legal/", recommendations.recommendation_check, name="recommendation_check"),
    path(f"{REC}/dictamen/", recommendation_follow.recommendation_verdict, name="recommendation_verdict"),
    path(f"{REC}/cerrar/", recommendation_follow.recommendation_close, name="recommendation_close"),
    path(f"{REC}/subir/", recommendation_follow.recommendation_climb, name="recommendation_climb"),
    path(f"{REC}/cartas/<int:rung>.pdf", recommendation_follow.rung_letter, name="rung_letter"),
    path(f"{REC}/decir/", recommendation_follow.recommendation_say, name="recommendation_say"),
    path(f"{REC}/en-papel/", recommendation_follow.recommendation_paper, name="recommendation_paper"),
    path(f"{REC}/evidencia/<int:evidence_pk>/", recommendation_follow.evidence_file, name="evidence_file"),
    path(f"{REC}/enlace/", recommendation_follow.key_make, name="key_make"),
    path(f"{REC}/enlace/<uuid:key>/revocar/", recommendation_follow.key_revoke, name="key_revoke"),
    path("instituciones/", addressees.addressee_list, name="addressee_list"),
    path("instituciones/nueva/", addressees.addressee_create, name="addressee_create"),
    path("instituciones/<int:pk>/", addressees.addressee_edit, name="addressee_edit"),
    path("respuestas/", institution_door.answer_list, name="answer_list"),
    path("respuestas/<int:pk>/", institution_door.answer_detail, name="answer_detail"),
    path("respuestas/<int:pk>/evidencia/<int:evidence>/", institution_door.answer_file, name="answer_file"),
    path("r/<str:token>/", institution_door.door, name="door"),
    path("r/<str:token>/<int:pk>/", institution_door.door_answer, name="door_answer"),
]
