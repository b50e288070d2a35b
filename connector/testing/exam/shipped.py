"""The benches of every shipped kind, and whether any kind that is registered goes unexamined."""

from collections.abc import Iterable, Mapping

from connector.adapters.registry import AdapterKind, adapter_kinds
from connector.testing.exam.bench import Bench
from connector.testing.exam.benches.control_slip import ControlSlipBench
from connector.testing.exam.benches.dvcqg import DvcqgListedBench, DvcqgPortalBench, DvcqgTargetBench
from connector.testing.exam.benches.files import FilesByTimeBench, FilesExportBench, FilesWholeBench, FilesWitnessBench
from connector.testing.exam.benches.memory import MemorySourceBench, MemoryUnorderedBench, MemoryWholeBench
from connector.testing.exam.benches.memory_target import MemoryTargetBench, MemoryTargetUnlisted
from connector.testing.exam.benches.register import RegisterBench
from connector.testing.exam.benches.rest import RestByKeyset, RestByOffset, RestByPage, RestByToken
from connector.testing.exam.benches.worklist import WorklistBench

BENCHES: tuple[type[Bench], ...] = (
    MemorySourceBench,
    MemoryUnorderedBench,
    MemoryWholeBench,
    RestByPage,
    RestByOffset,
    RestByToken,
    RestByKeyset,
    FilesWholeBench,
    FilesByTimeBench,
    MemoryTargetBench,
    MemoryTargetUnlisted,
    DvcqgTargetBench,
    DvcqgListedBench,
    FilesExportBench,
    WorklistBench,
    DvcqgPortalBench,
    RegisterBench,
    ControlSlipBench,
    FilesWitnessBench,
)


def unexamined(
    benches: Iterable[type[Bench]] = BENCHES, *, kinds: Mapping[str, AdapterKind] | None = None
) -> tuple[str, ...]:
    """The sides of registered kinds that no bench sits the exam for, as "kind side"."""
    registered = adapter_kinds() if kinds is None else kinds
    sitting = {(bench.kind, bench.side) for bench in benches}
    sides = ("source", "target", "witness")
    return tuple(
        f"{name} {side}"
        for name, kind in sorted(registered.items())
        for side in sides
        if getattr(kind, side) is not None and (name, side) not in sitting
    )
