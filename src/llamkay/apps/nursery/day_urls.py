"""Addresses of the day in the nursery."""

urlpatterns: list = []
