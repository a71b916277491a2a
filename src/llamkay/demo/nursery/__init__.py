"""The nurseries of the demonstration: the women and their children, a day, health."""
