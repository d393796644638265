from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "izote.people"
    label = "people"
