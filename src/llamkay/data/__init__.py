"""Public data that ships with the package; each file names its source beside it."""
