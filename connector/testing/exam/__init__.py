"""The exam that every adapter must pass: what an author writes a bench with, and sits it."""

from connector.testing.exam.bench import IN_A_FILE, Bench, SourceBench, Trouble, Twist, WitnessBench
from connector.testing.exam.check import Check, NotAsked, Verdict, Wrong
from connector.testing.exam.paper import PAPER, checks_of, sit, sit_all
from connector.testing.exam.rows import MAP, STATES, Row, row, rows

__all__ = [
    "IN_A_FILE",
    "MAP",
    "PAPER",
    "STATES",
    "Bench",
    "Check",
    "NotAsked",
    "Row",
    "SourceBench",
    "Trouble",
    "Twist",
    "Verdict",
    "WitnessBench",
    "Wrong",
    "checks_of",
    "row",
    "rows",
    "sit",
    "sit_all",
]
