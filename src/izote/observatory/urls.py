"""Paths of the observatory."""

urlpatterns: list = []
