"""Paths of casework: referrals, from both sides."""

from django.urls import path

from izote.casework.views import partner_door, referral_consent, referral_sending, referrals

urlpatterns = [
    path("casos/<uuid:pk>/referencias/", referrals.referral_list, name="referral_list"),
    path("casos/<uuid:pk>/referencias/nueva/", referrals.referral_start, name="referral_start"),
    path("referencias/", referrals.referral_board, name="referral_board"),
    path("referencias/recibo/<str:receipt>/", referrals.referral_scan, name="referral_scan"),
    path("referencias/<uuid:pk>/", referrals.referral_detail, name="referral_detail"),
    path("referencias/<uuid:pk>/corregir/", referrals.referral_edit, name="referral_edit"),
    path("referencias/<uuid:pk>/consentimiento/", referral_consent.referral_consent, name="referral_consent"),
    path("referencias/<uuid:pk>/consentimiento/papel/", referral_consent.referral_consent_paper, name="referral_consent_paper"),
    path("referencias/<uuid:pk>/sin-consentimiento/", referral_consent.referral_override, name="referral_override"),
    path("referencias/<uuid:pk>/firma/", referral_consent.referral_signature, name="referral_signature"),
    path("referencias/<uuid:pk>/retirar/", referral_consent.referral_withdraw, name="referral_withdraw"),
    path("referencias/<uuid:pk>/enviar/", referral_sending.referral_send, name="referral_send"),
    path("referencias/<uuid:pk>/enlace/", referral_sending.referral_link, name="referral_link"),
    path("referencias/<uuid:pk>/recibo/", referral_sending.referral_receipt, name="referral_receipt"),
    path("referencias/<uuid:pk>/recibo.pdf", referral_sending.referral_receipt_pdf, name="referral_receipt_pdf"),
    path("referencias/<uuid:pk>/hoja/", referral_sending.referral_paper, name="referral_paper"),
    path("referencias/<uuid:pk>/hoja.pdf", referral_sending.referral_paper_pdf, name="referral_paper_pdf"),
    path("referencias/<uuid:pk>/respuesta/", referrals.referral_reply, name="referral_reply"),
    path("referencias/<uuid:pk>/llamada/", referrals.referral_called, name="referral_called"),
    path("referencias-recibidas/", partner_door.partner_inbox, name="partner_inbox"),
    path("referencias-recibidas/<uuid:pk>/", partner_door.partner_referral, name="partner_referral"),
    path("r/<str:token>/", partner_door.partner_link, name="partner_link"),
    path("r/<str:token>/respuesta/", partner_door.partner_link_answer, name="partner_link_answer"),
]
