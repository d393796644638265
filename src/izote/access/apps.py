from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "izote.access"
    label = "access"
