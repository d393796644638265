"""Paths of offices, users and the audit trail."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
