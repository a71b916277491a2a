"""The keys of the API in the office: who has which, until when, last used when; made, shown once, revoked."""
