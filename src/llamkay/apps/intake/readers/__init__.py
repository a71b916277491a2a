"""How the rows of each kind are judged and written by the app whose they are."""
