"""How far somebody went to school, by what it is proved, and what is lacking; who teaches, and by which plan."""
