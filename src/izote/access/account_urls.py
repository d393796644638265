"""Sign-in, second factors and sign-out: of allauth's pages only those that make sense where nobody signs up."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path
from django.views.generic import RedirectView

from izote.access import views

urlpatterns = [
    path("entrar/", account.login, name="account_login"),
    path("salir/", account.logout, name="account_logout"),
    path("cerrada/", account.account_inactive, name="account_inactive"),
    path("confirmar/", account.reauthenticate, name="account_reauthenticate"),
    path("contrasena/", views.account_change_password, name="account_change_password"),
    path("correo/", views.own_email, name="own_email"),
    path("codigo/", mfa.authenticate, name="mfa_authenticate"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("cancelada/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_login_cancelled"),
    path(
        "segundo-factor/",
        include(
            [
                path("", mfa.index, name="mfa_index"),
                path("confirmar/", mfa.reauthenticate, name="mfa_reauthenticate"),
                path("aplicacion/", views.watched(totp.activate_totp), name="mfa_activate_totp"),
                path("aplicacion/quitar/", views.watched(totp.deactivate_totp), name="mfa_deactivate_totp"),
                path("hoja/", views.mfa_view_recovery_codes, name="mfa_view_recovery_codes"),
                path("hoja/nueva/", views.mfa_generate_recovery_codes, name="mfa_generate_recovery_codes"),
                path("llaves/", webauthn.list_webauthn, name="mfa_list_webauthn"),
                path("llaves/nueva/", views.watched(webauthn.add_webauthn), name="mfa_add_webauthn"),
                path("llaves/confirmar/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
                path("llaves/<int:pk>/quitar/", views.watched(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
            ]
        ),
    ),
]
