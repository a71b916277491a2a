"""The life plan: the first interview, goals whose steps close by facts, reviews, treatment, the story of a person."""
