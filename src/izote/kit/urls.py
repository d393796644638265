from django.urls import path
from django.views.i18n import set_language

from izote.kit import views

urlpatterns = [
    path("", views.kit_sheet, name="kit_sheet"),
    path("papelito/", views.sample_slip, name="sample_slip"),
    path("publica/", views.sample_public, name="sample_public"),
    path("idioma/", set_language, name="set_language"),
    path("tema/", views.set_theme, name="set_theme"),
    path("clave/", views.autosave_key, name="autosave_key"),
]
