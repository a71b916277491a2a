"""The report of everything that is held of a person, on a page and on paper."""
