"""Paths of the directory of partners."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
