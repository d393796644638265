from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "izote.casework"
    label = "casework"
