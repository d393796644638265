from django.apps import AppConfig


class SeminarsConfig(AppConfig):
    name = "izote.seminars"
    label = "seminars"
