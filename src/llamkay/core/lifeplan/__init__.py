"""The life plan: what closes a step, when a review is due, which half of a year the council evaluates."""
