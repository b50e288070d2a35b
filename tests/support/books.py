"""A witness that is a list in memory."""

from collections.abc import Iterator, Sequence

from connector.domain.errors import ForeignSystemError
from connector.ports import Covers, Rejection, Testimony, Witness, WitnessKind


class Book(Witness):
    """A witness that says what a test wrote into it."""

    name = "sổ"
    concurrency = 1

    def __init__(self, *told: Testimony | Rejection, kind: WitnessKind = "register", covers: Covers | None = None):
        self.kind = kind
        self.enumerable = kind != "portal"
        self.covers = covers or Covers()
        self.told: list[Testimony | Rejection] = list(told)
        self.asked: list[str] = []
        self.breaks: ForeignSystemError | None = None

    @property
    def requests(self) -> int:
        return len(self.asked)

    def probe(self) -> None: ...

    def close(self) -> None: ...

    def enumerate(self) -> Iterator[Sequence[Testimony | Rejection]]:
        yield self.told[:1]
        if self.breaks is not None:
            raise self.breaks
        yield self.told[1:]

    def holds_place(self, where: str) -> bool:
        return where.startswith(f"{self.name}, ")

    def look_up(self, code: str) -> Testimony | None:
        self.asked.append(code)
        if self.breaks is not None:
            raise self.breaks
        rows = (one for one in self.told if isinstance(one, Testimony))
        return next((one for one in rows if one.dossier.code == code), None)
