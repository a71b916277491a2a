"""The story of a person across all rooms, read as prose."""
