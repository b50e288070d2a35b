"""The exam that every adapter must pass. Here is what an author writes a bench with; ``plugin.Exam`` sits it."""

from connector.testing.exam.bench import IN_A_FILE, Bench, SourceBench, Trouble, Twist, WitnessBench
from connector.testing.exam.check import NotAsked, Wrong
from connector.testing.exam.rows import MAP, STATES, Row, row, rows
from connector.testing.exam.target_bench import ONLY_READ, Knob, TargetBench

__all__ = [
    "IN_A_FILE",
    "MAP",
    "ONLY_READ",
    "STATES",
    "Bench",
    "Knob",
    "NotAsked",
    "Row",
    "SourceBench",
    "TargetBench",
    "Trouble",
    "Twist",
    "WitnessBench",
    "Wrong",
    "row",
    "rows",
]
