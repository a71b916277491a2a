"""The rights of whoever is recorded: to know, to correct, to oppose, and that nothing stays longer than its term."""
