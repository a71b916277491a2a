"""Whether work and study help: how long people stay out, compared honestly."""
