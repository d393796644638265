"""Paths of casework: care."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
