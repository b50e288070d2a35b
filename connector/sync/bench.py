"""What the parts of one reconcile work on together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from connector.ports import Weighing
from connector.sync.side_rows import SideRows
from connector.sync.work import LinkWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """``plans``: what the rules allow may be planned. ``still_ours`` raises when the link was lost or the process was
    asked to end; it is asked before anything is committed, and between pages and batches."""

    work: LinkWork
    run: str
    rows: SideRows
    weighing: Weighing
    pool: ThreadPoolExecutor
    plans: bool
    still_ours: Callable[[], None]
