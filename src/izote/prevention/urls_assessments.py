"""Addresses of assessments."""

from django.urls import path

from izote.prevention.views import assessment_documents, assessment_review, assessments, ratings, settling

OF = "valoraciones/<str:code>"

ASSESSMENTS = [
    path("valoraciones/", assessments.risk_assessment_list, name="risk_assessment_list"),
    path("valoraciones/nueva/", assessments.risk_assessment_create, name="risk_assessment_create"),
    path(f"{OF}/", assessments.risk_assessment_detail, name="risk_assessment_detail"),
    path(f"{OF}/cambiar/", assessments.risk_assessment_edit, name="risk_assessment_edit"),
    path(f"{OF}/evidencia/", assessments.risk_assessment_evidence, name="risk_assessment_evidence"),
    path(f"{OF}/evidencia/<int:pk>/quitar/", assessments.risk_assessment_evidence_drop, name="risk_assessment_evidence_drop"),
    path(f"{OF}/abrir/", assessments.risk_assessment_open, name="risk_assessment_open"),
    path(f"{OF}/relevo/", assessments.risk_assessment_rater, name="risk_assessment_rater"),
    path(f"{OF}/versiones/", assessments.risk_assessment_compare, name="risk_assessment_compare"),
    path(f"{OF}/calificar/", ratings.rating_sheet, name="rating_sheet"),
    path(f"{OF}/calificar/<str:factor>/", ratings.rating_page, name="rating_page"),
    path(f"{OF}/terminar/", ratings.rating_finish, name="rating_finish"),
    path(f"{OF}/conciliar/", settling.risk_assessment_settle, name="risk_assessment_settle"),
    path(f"{OF}/conciliar/<str:factor>/", settling.risk_assessment_settle_factor, name="risk_assessment_settle_factor"),
    path(f"{OF}/conciliar/<str:factor>/postura/", settling.risk_assessment_stance, name="risk_assessment_stance"),
    path(f"{OF}/escenario/", settling.risk_assessment_scenario, name="risk_assessment_scenario"),
    path(f"{OF}/enviar/", settling.risk_assessment_send, name="risk_assessment_send"),
    path(f"{OF}/revision/", assessment_review.risk_assessment_review, name="risk_assessment_review"),
    path(f"{OF}/documento/", assessment_documents.risk_assessment_document_ask, name="risk_assessment_document_ask"),
    path(f"{OF}/documento/<int:pk>/", assessment_documents.risk_assessment_document, name="risk_assessment_document"),
    path(f"{OF}/documento/<int:pk>/pdf/", assessment_documents.risk_assessment_document_file, name="risk_assessment_document_file"),
]
