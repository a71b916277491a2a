"""The window where anybody reads what a certificate says."""
