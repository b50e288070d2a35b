"""A night's reconcile of an office's year: 5,000 dossiers on four sides behind 100,000 closed long ago.

The specialized software, the one-stop, the portal and the register are simulated; the systems run in this process, the
program in its own, whose CPU, time and memory are what is told. The first night knows nothing yet; the later ones find
what they found before.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import median, tell, tell_machine, tell_verdict
from benchmarks.quiet import run
from connector.testing.office_year import OfficeYear

_MINUTE = 60.0
_MOST_MB = 200.0


def asked(year: OfficeYear) -> dict[str, int]:
    """How many requests each system has seen."""
    systems = {"source": year.rest, "one-stop": year.onestop, "portal": year.portal}
    return {name: system.requests for name, system in systems.items() if system is not None}


def nights(year: OfficeYear, home: Path, number: int) -> list[dict[str, Any]]:
    config = str(year.write_config(home))
    told = []
    for _ in range(number):
        before = asked(year)
        once = run("--config", config, "reconcile", "--json")
        once["run"] = json.loads(once["said"])["runs"][0]
        once["asked"] = {system: now - before[system] for system, now in asked(year).items()}
        told.append(once)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dossiers", nargs="?", type=int, default=5000)
    parser.add_argument("--old", type=int, default=100_000)
    parser.add_argument("--drifts", type=int, default=0)
    parser.add_argument("--no-portal", action="store_true", help="without the national portal as a witness")
    parser.add_argument("--nights", type=int, default=3)
    options = parser.parse_args()
    tell_machine()
    run("--help")  # so that the byte code is there
    how = {"dossiers": options.dossiers, "old": options.old, "drifts": options.drifts}
    with OfficeYear(**how, portal=not options.no_portal) as year, tempfile.TemporaryDirectory() as home:
        first, *later = nights(year, Path(home), options.nights)
    _tell("the first night", [first])
    if later:
        _tell("a later night", later)


def _tell(name: str, told: list[dict[str, Any]]) -> None:
    wall, cpu, peak = (median([one[what] for one in told]) for what in ("wall", "cpu", "peak"))
    last = told[-1]
    summary = last["run"]
    requests = ", ".join(f"{number} requests to the {name}" for name, number in last["asked"].items())
    figure = f"{wall:.1f} s on the wall, {cpu:.1f} s CPU, {requests}"
    tell(f"{name} ({summary['read']:,} rows read, {summary['union']:,} dossiers)", figure, peak=peak)
    print(f"    {summary['outcome']}, {summary['agreement']}, cases {sum(summary['mismatches'].values())}")
    tell_verdict("less than a minute", reached=wall < _MINUTE)
    tell_verdict(f"less than {_MOST_MB:.0f} MB resident", reached=peak < _MOST_MB)


if __name__ == "__main__":
    main()
