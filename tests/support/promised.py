"""What the properties of the promises share."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from connector.adapters.memory.knobs import Knobs
from support.chance import went

SHORT, LONG = timedelta(0), timedelta(hours=2)


def code(number: int) -> str:
    return f"H13.22-260302-{number:04}"


def rows_of(ways: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    return [went(number, states) for number, states in enumerate(ways, 1)]


def readers_see_by_time(knobs: Knobs) -> Knobs:
    """Late as it may be, no later than anybody can wait for while nothing is known of its lag; by time and not by a
    number of looks, after which no patience would help."""
    return replace(knobs, lag_reads=0, lag=min(knobs.lag, timedelta(seconds=4)))
