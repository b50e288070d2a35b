"""Makes docs/exam.md: ``python -m connector.testing.exam.page > docs/exam.md``."""

import sys
from collections.abc import Iterator

from connector.testing.exam.check import Check
from connector.testing.exam.paper import PAPER
from connector.testing.exam.shipped import BENCHES

_OPENING = """\
# The exam

<!-- Made by: python -m connector.testing.exam.page > docs/exam.md -->

What every adapter must do before it is trusted with an office's dossiers. Each check is asked on a *bench*: the adapter
over a simulated system that can be filled, changed and broken. [adapter-guide.md](adapter-guide.md) begins with it;
`connector conform LINK` asks a live link the part that harms nobody.

| id | check | sides |
|---|---|---|
"""

_LEFT_OUT = """
## What the shipped adapters are not asked

A check or a trouble that a kind of system cannot be asked is left out with its reason.

| because | left out | benches |
|---|---|---|
"""


def page() -> str:
    """The whole page, in Markdown."""
    return _OPENING + "".join(map(_line, PAPER)) + _LEFT_OUT + "".join(_left_out())


def _line(check: Check) -> str:
    return f"| {check.id} | {check.said.en} | {', '.join(check.sides)} |\n"


def _left_out() -> Iterator[str]:
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for bench in BENCHES:
        for reason in dict.fromkeys(bench.cannot.values()):
            names = tuple(name.replace("_", " ") for name, told in bench.cannot.items() if told == reason)
            found.setdefault((reason, names), []).append(bench.title())
    for (reason, names), benches in found.items():
        yield f"| {reason} | {', '.join(names)} | {', '.join(benches)} |\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
