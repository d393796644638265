from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "izote.kit"
    label = "kit"
