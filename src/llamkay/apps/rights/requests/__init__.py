"""Requests of people about their own data: received, answered within the term, delivered."""
