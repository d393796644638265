from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "izote.vault"
    label = "vault"
