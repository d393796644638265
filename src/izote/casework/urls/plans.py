"""Paths of casework: plans."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
