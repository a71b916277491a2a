"""Llamkay: the work, study and mother-and-child care of people in prison, recorded once."""

__version__ = "0.1.0"
