"""Spreadsheets and delimited text as a source: bounded before they are opened, read as data and never evaluated."""
