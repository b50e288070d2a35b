"""The clock of the simulated systems, for the stories told here."""

from connector.testing.clock import START, StillClock

__all__ = ["START", "StillClock"]
