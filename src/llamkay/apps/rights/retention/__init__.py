"""How long records stay, what stops their erasure, and the erasure itself by two people."""
