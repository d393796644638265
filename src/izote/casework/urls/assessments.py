"""Paths of casework: assessments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
