from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "izote.observatory"
    label = "observatory"
