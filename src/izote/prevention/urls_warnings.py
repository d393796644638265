"""Addresses of warnings for whoever works in prevention."""

from django.urls import path

from izote.prevention.views import warning_after, warning_public, warning_reviews, warning_shares, warnings

ONE = "alertas/<int:pk>"
WARNINGS = [
    path("alertas/", warnings.warning_list, name="warning_list"),
    path("alertas/nueva/", warnings.warning_begin, name="warning_begin"),
    path(f"{ONE}/", warnings.warning_detail, name="warning_detail"),
    path(f"{ONE}/secciones/<slug:section>/", warnings.warning_section, name="warning_section"),
    path(f"{ONE}/secciones/<slug:section>/justificar/", warnings.warning_justify, name="warning_justify"),
    path(f"{ONE}/grupos/", warnings.warning_groups, name="warning_groups"),
    path(f"{ONE}/senales/", warnings.warning_signals, name="warning_signals"),
    path(f"{ONE}/mover/<slug:to>/", warnings.warning_move, name="warning_move"),
    path(f"{ONE}/revisiones/", warning_reviews.warning_reviews, name="warning_reviews"),
    path(f"{ONE}/revisiones/<slug:kind>/", warning_reviews.warning_review, name="warning_review"),
    path(f"{ONE}/no-danar/", warning_reviews.warning_harm, name="warning_harm"),
    path(f"{ONE}/no-danar/responder/", warning_reviews.warning_harm_answer, name="warning_harm_answer"),
    path(f"{ONE}/firmas/", warning_reviews.warning_signatures, name="warning_signatures"),
    path(f"{ONE}/firmas/firmar/", warning_reviews.warning_sign, name="warning_sign"),
    path(f"{ONE}/firmas/<int:signature>/retirar/", warning_reviews.warning_unsign, name="warning_unsign"),
    path(f"{ONE}/publicacion/", warning_reviews.warning_publication, name="warning_publication"),
    path(f"{ONE}/copias/", warning_after.warning_receipts, name="warning_receipts"),
    path(f"{ONE}/copias/otra/", warning_after.warning_copy, name="warning_copy"),
    path(f"{ONE}/copias/<int:receipt>/enviar/", warning_after.warning_send, name="warning_send"),
    path(f"{ONE}/copias/<int:receipt>/acuse/", warning_after.warning_acknowledge, name="warning_acknowledge"),
    path(f"{ONE}/seguimiento/", warning_after.warning_followup, name="warning_followup"),
    path(f"{ONE}/seguimiento/informe/", warning_after.warning_report, name="warning_report"),
    path(f"{ONE}/seguimiento/resultado/", warning_after.warning_outcome, name="warning_outcome"),
    path(f"{ONE}/seguimiento/ocurrio/", warning_after.warning_materialised, name="warning_materialised"),
    path(f"{ONE}/publica/", warning_public.warning_public, name="warning_public"),
    path(f"{ONE}/publica/textos/", warning_public.warning_public_texts, name="warning_public_texts"),
    path(f"{ONE}/publica/proponer/", warning_public.warning_propose, name="warning_propose"),
    path(f"{ONE}/publica/<int:version>/aprobar/", warning_public.warning_approve, name="warning_approve"),
    path(f"{ONE}/publica/<int:version>/retirar/", warning_public.warning_unpublish, name="warning_unpublish"),
    path(f"{ONE}/cierre/", warning_after.warning_closing, name="warning_closing"),
    path(f"{ONE}/cierre/lecciones/", warning_after.warning_lessons, name="warning_lessons"),
    path(f"{ONE}/compartido/", warning_shares.warning_shares, name="warning_shares"),
    path(f"{ONE}/compartido/pedir/", warning_shares.warning_share, name="warning_share"),
    path(f"{ONE}/documento/", warning_shares.warning_paper, name="warning_paper"),
    path("compartido/", warning_shares.share_list, name="share_list"),
    path("compartido/<int:pk>/decidir/", warning_shares.share_decide, name="share_decide"),
    path("documentos/<int:pk>/", warning_shares.paper_detail, name="paper_detail"),
    path("documentos/<int:pk>/archivo.pdf", warning_shares.paper_file, name="paper_file"),
]
