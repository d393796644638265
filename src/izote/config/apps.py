from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "izote.config"
    label = "config"
