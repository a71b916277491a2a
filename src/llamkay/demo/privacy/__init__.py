"""What the demonstration has about personal data: an incident, requests, terms of retention, an erasure."""
