"""Every source that is shipped sits the exam, each way in which such systems page."""

from connector.testing.exam.benches.memory import MemorySourceBench, MemoryUnorderedBench, MemoryWholeBench
from connector.testing.exam.benches.rest import RestByKeyset, RestByOffset, RestByPage, RestByToken
from connector.testing.plugin import Exam


class TestMemorySource(Exam):
    bench = MemorySourceBench


class TestMemoryUnordered(Exam):
    bench = MemoryUnorderedBench


class TestMemoryWhole(Exam):
    bench = MemoryWholeBench


class TestRestByPage(Exam):
    bench = RestByPage


class TestRestByOffset(Exam):
    bench = RestByOffset


class TestRestByToken(Exam):
    bench = RestByToken


class TestRestByKeyset(Exam):
    bench = RestByKeyset
