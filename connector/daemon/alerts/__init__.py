"""Telling people: trouble once when it starts and once when it heals, and a digest each working morning."""
