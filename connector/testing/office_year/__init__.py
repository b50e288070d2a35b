"""A simulated year of an industrial-zone authority, on every side it is told: the exam against crying wolf.

``with OfficeYear(drifts=400) as year: year.write_config(home)``, then ``connector reconcile`` in ``home`` must open
exactly ``year.expected``; without drifts, nothing.
"""

from connector.testing.office_year.drifts import Drift
from connector.testing.office_year.year import OfficeYear

__all__ = ["Drift", "OfficeYear"]
