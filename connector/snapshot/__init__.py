"""The scales: each side laid down in columns, outside memory, and weighed against the others by DuckDB.

It finds what differs, nothing more: what a difference means is judged elsewhere.
"""

from connector.snapshot.scales import DuckScales

__all__ = ["DuckScales"]
