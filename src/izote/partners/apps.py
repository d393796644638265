from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "izote.partners"
    label = "partners"
