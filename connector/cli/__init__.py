"""The doors: one thin file per command."""
