"""The state of the system for whoever runs it: what is wrong, what was proved when, disk, database, versions."""
