"""Agreements between institutions: parties, term, obligations."""
