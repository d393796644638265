"""Addresses of the vault."""

from django.urls import path, register_converter

from izote.vault import views


class SourceCode:
    """The code of a source."""

    regex = "F-[A-Z0-9]{4,10}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(SourceCode, "source_code")

urlpatterns = [
    path("", views.vault, name="vault"),
    path("llave/", views.vault_half, name="vault_half"),
    path("llave/cambio/", views.vault_pass, name="vault_pass"),
    path("cierre/", views.vault_lockdown, name="vault_lockdown"),
    path("cierre/levantar/", views.vault_lift, name="vault_lift"),
    path("aperturas/<int:pk>/", views.vault_opening, name="vault_opening"),
    path("aperturas/<int:pk>/leer/", views.vault_show, name="vault_show"),
    path("aperturas/<int:pk>/enterado/", views.vault_seen, name="vault_seen"),
    path("<source_code:code>/identidad/", views.vault_keep, name="vault_keep"),
    path("<source_code:code>/abrir/", views.vault_ask, name="vault_ask"),
]
