"""An export of the one-stop as a target: every dossier in it can be read and compared, nothing can be written."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from connector.adapters.files.export import Export
from connector.adapters.files.rows import FileRows, wanted_of
from connector.adapters.files.settings import FilesSystemSettings, FilesTargetSettings
from connector.adapters.registry import Context
from connector.domain.dossier import Step
from connector.domain.errors import RefusedError
from connector.domain.link import VerifyWindow
from connector.domain.window import Window
from connector.mapping.rules import MapRules, TextRule
from connector.ports import Capabilities, Reading, RecordWrite, Target

BATCH = 500


class FilesTarget(Target):
    """The newest export as it stands. Any file that is missing, damaged, changing or unclear makes every answer an
    error: a dossier must never look absent because a file was."""

    def __init__(self, system: FilesSystemSettings, link: FilesTargetSettings, context: Context) -> None:
        self.name = system.system
        self.concurrency = system.concurrency
        self.verify = VerifyWindow()
        self._rows = FileRows(system, wanted_of(link.map, optional=link.optional), context)
        self._export = Export(self._rows, link.map)
        self.capabilities = Capabilities(
            fields=self._export.fields - {"aliases"},
            words=words_of(link.map),
            write="patch",
            enumerable=link.map.received_at is not None,
            writable=False,
        )

    @property
    def requests(self) -> int:
        return self._rows.opened

    def probe(self) -> None:
        """The files are there, small enough, and begin like what can be read."""
        self._rows.probe()

    def close(self) -> None:
        self._export.close()

    def look_up(self, code: str) -> Reading | None:
        return self._export.look_up(code)

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        if not self.capabilities.enumerable:
            yield from super().enumerate(window)
        readings = self._export.received(window)
        while batch := tuple(islice(readings, BATCH)):
            yield batch

    def write_record(self, write: RecordWrite) -> None:
        raise self._only_read(write.code)

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        del steps
        raise self._only_read(code)

    def _only_read(self, code: str) -> RefusedError:
        return RefusedError(
            f"'{self.name}' là tệp xuất, chỉ đọc được.",
            final=True,
            where=code,
            do="Dùng bộ kết nối worklist để có tệp nhập và danh sách việc cần làm.",
        )


def words_of(rules: MapRules) -> dict[str, frozenset[Any]]:
    """Enumerated field → the canonical values that the export has a word for."""
    worded = {
        name: getattr(rule, "values", None) for name, rule in rules.told.items() if not isinstance(rule, TextRule)
    }
    return {name: frozenset(words.values()) for name, words in worded.items() if words}


def make_target(system: FilesSystemSettings, link: FilesTargetSettings, context: Context) -> FilesTarget:
    """A target over the system's files with this link's columns."""
    return FilesTarget(system, link, context)
