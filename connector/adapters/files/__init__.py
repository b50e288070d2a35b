"""Exports in CSV or XLSX as a source."""
