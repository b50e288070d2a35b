"""The real program under a clock of its own: ``python -m support.skewed FILE COMMAND…``.

FILE holds by how many seconds its clock is ahead of the machine's, and is read at every look at the clock.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from connector.cli.main import main


def skew(file: Path) -> None:
    real: Callable[[], float] = time.time
    time.time = lambda: real() + float(file.read_text())


if __name__ == "__main__":
    ahead, *command = sys.argv[1:]
    skew(Path(ahead))
    sys.argv = ["connector", *command]
    main()
