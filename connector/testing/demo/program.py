"""The connector itself, called as an operator calls it: a process of its own, in the demo's folder."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: No command of the demo takes longer, however slow the machine.
PATIENCE = 300.0  # seconds


@dataclass(frozen=True, slots=True)
class Called:
    """What one call left."""

    code: int
    out: str = field(repr=False)
    err: str = field(repr=False)

    @property
    def run(self) -> Mapping[str, Any]:
        """The summary of its only run."""
        (summary,) = json.loads(self.out)["runs"]
        return dict(summary)

    @property
    def document(self) -> Mapping[str, Any]:
        return dict(json.loads(self.out))


def call(folder: Path, arguments: Sequence[str]) -> Called:
    """Run one command to its end."""
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own arguments
        [sys.executable, "-m", "connector", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Called(done.returncode, done.stdout.decode(), done.stderr.decode())
