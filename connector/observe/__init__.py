"""The voice: the closed list of events, log set-up, redaction."""
