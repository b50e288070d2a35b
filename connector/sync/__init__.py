"""The work: one run told top to bottom; names no system, holds no SQL and no URL."""
