"""The guests: one folder per kind of system."""
