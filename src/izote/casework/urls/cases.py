"""Paths of casework: cases."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
