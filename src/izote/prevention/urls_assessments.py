"""Addresses of assessments."""

from django.urls import path

from izote.prevention.views import assessment_documents, assessment_review, assessments, ratings, settling

OF = "valoraciones/<str:code>"

ASSESSMENTS = [
    path("valoraciones/", assessments.assessment_list, name="assessment_list"),
    path("valoraciones/nueva/", assessments.assessment_create, name="assessment_create"),
    path(f"{OF}/", assessments.assessment_detail, name="assessment_detail"),
    path(f"{OF}/cambiar/", assessments.assessment_edit, name="assessment_edit"),
    path(f"{OF}/evidencia/", assessments.assessment_evidence, name="assessment_evidence"),
    path(f"{OF}/evidencia/<int:pk>/quitar/", assessments.assessment_evidence_drop, name="assessment_evidence_drop"),
    path(f"{OF}/abrir/", assessments.assessment_open, name="assessment_open"),
    path(f"{OF}/versiones/", assessments.assessment_compare, name="assessment_compare"),
    path(f"{OF}/calificar/", ratings.rating_sheet, name="rating_sheet"),
    path(f"{OF}/calificar/<str:factor>/", ratings.rating_page, name="rating_page"),
    path(f"{OF}/terminar/", ratings.rating_finish, name="rating_finish"),
    path(f"{OF}/conciliar/", settling.assessment_settle, name="assessment_settle"),
    path(f"{OF}/conciliar/<str:factor>/", settling.assessment_settle_factor, name="assessment_settle_factor"),
    path(f"{OF}/conciliar/<str:factor>/postura/", settling.assessment_stance, name="assessment_stance"),
    path(f"{OF}/escenario/", settling.assessment_scenario, name="assessment_scenario"),
    path(f"{OF}/enviar/", settling.assessment_send, name="assessment_send"),
    path(f"{OF}/revision/", assessment_review.assessment_review, name="assessment_review"),
    path(f"{OF}/documento/", assessment_documents.assessment_document_ask, name="assessment_document_ask"),
    path(f"{OF}/documento/<int:pk>/", assessment_documents.assessment_document, name="assessment_document"),
    path(f"{OF}/documento/<int:pk>/pdf/", assessment_documents.assessment_document_file, name="assessment_document_file"),
]
