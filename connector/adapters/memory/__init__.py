"""The twins: a source and a target that are real, tiny and in memory, with every undocumented behaviour as a knob."""

from connector.adapters.memory.auditor import Auditor, Write
from connector.adapters.memory.faults import Fault, Faults
from connector.adapters.memory.knobs import Knobs
from connector.adapters.memory.source import MemorySource
from connector.adapters.memory.target import MemoryTarget

__all__ = ["Auditor", "Fault", "Faults", "Knobs", "MemorySource", "MemoryTarget", "Write"]
