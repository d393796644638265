"""Paths of the register."""

urlpatterns: list[object] = []
