"""Addresses of growth, visits and pregnancy."""

urlpatterns: list = []
