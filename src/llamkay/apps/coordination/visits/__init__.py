"""Official visits: prepared, printed, held, minuted, turned into a note."""
