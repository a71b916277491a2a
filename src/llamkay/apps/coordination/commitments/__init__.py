"""What was promised: by which post, until when, and how far it has come."""
