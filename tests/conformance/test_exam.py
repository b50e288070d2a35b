"""Every side of every shipped adapter sits the exam, each check a test."""

from connector.testing.exam.shipped import BENCHES
from connector.testing.plugin import Exam

for bench in BENCHES:
    globals()[f"Test{bench.__name__}"] = type(f"Test{bench.__name__}", (Exam,), {"bench": bench})
del bench
