"""The troubles of whatever is read from one file, the same for every bench of such a kind."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path

from connector.testing.exam.bench import Trouble


class OneFile(ABC):
    """Part of a bench: its file can be gone, or half of it."""

    @property
    @abstractmethod
    def file(self) -> Path: ...

    def troubles(self) -> Mapping[Trouble, Callable[..., None]]:
        return {"nobody": self._take_away, "truncated": self._cut}

    def _take_away(self, *, skip: int = 0) -> None:
        del skip  # a file is read in one go
        self.file.unlink()

    def _cut(self, *, skip: int = 0) -> None:
        """Leave half of it, as whoever still writes it would."""
        del skip
        content = self.file.read_bytes()
        self.file.write_bytes(content[: len(content) // 2])
