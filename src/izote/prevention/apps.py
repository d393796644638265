from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "izote.prevention"
    label = "prevention"
