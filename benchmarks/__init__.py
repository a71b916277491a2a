"""How fast the house is, as ratios against the obvious way in the same run: ``make bench``."""
