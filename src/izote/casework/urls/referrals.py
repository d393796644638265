"""Paths of casework: referrals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
