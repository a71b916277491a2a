"""What a prison already keeps in spreadsheets, taken in: tried first, against its own totals, written whole, undone."""
