"""Paths of casework: after."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
