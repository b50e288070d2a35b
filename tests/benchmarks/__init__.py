"""Measures of design.md section 11, run on demand: ``PYTHONPATH=tests python -m benchmarks.pull`` and its kin.

They assert nothing about time: they print figure, floor, ratio and peak memory. What was seen is kept in
docs/performance.md.
"""
