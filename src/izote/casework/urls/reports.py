"""Paths of casework: reports."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
