from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "izote.territory"
    label = "territory"
