"""Entering by the identity server of an institution (OpenID Connect): another way to the same accounts."""
