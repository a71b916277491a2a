"""Llamkay: the work, study and mother-and-child care of people in prison, recorded once."""

__version__ = "0.2.0.dev0"
