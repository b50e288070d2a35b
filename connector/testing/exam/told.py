"""What a side told in one reading, and whether that is what stands there."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from connector.domain.cursor import Cursor
from connector.domain.dossier import FIELDS, Dossier
from connector.domain.text import display
from connector.ports import Clock, Mapper, Page, Rejection, Source
from connector.testing.exam.check import Wrong
from connector.testing.exam.rows import Row

#: Dossiers a sentence names before it only counts.
_NAMED = 3


@dataclass(slots=True)
class Told:
    """Dossiers in the order they came, doubled ones too, and the rows that could not be read."""

    dossiers: list[Dossier] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def take(self, page: Page, mapper: Mapper) -> None:
        """All of a source's page."""
        self.rejections.extend(page.unreadable)
        for raw in page.rows:
            found = mapper.read(raw)
            (self.dossiers if isinstance(found, Dossier) else self.rejections).append(found)  # type: ignore[arg-type]

    @property
    def latest(self) -> Mapping[str, Dossier]:
        """By code; of a dossier told twice the later telling."""
        return {dossier.code: dossier for dossier in self.dossiers}


class Follower:
    """Follows a source as the program does: with each page where its order is kept, else after the last one."""

    def __init__(self, source: Source, mapper: Mapper, clock: Clock) -> None:
        self.cursor: Cursor | None = None
        self.emitted: list[Cursor] = []
        self.told = Told()
        self._source = source
        self._mapper = mapper
        self._clock = clock

    def follow(self, after_page: Callable[[int], None] = lambda _number: None) -> None:
        """One incremental reading; ``after_page`` is called with each page's number before the next is asked for."""
        self.cursor = self._read(self.cursor, after_page)

    def slice(self) -> None:
        """Everything once more, as the rotating slice of a reconcile does in the end."""
        self._read(None, lambda _number: None)

    def _read(self, since: Cursor | None, after_page: Callable[[int], None]) -> Cursor | None:
        reached = since
        for page in self._source.pull(since, now=self._clock.now()):
            self.told.take(page, self._mapper)
            if page.cursor is not None:
                self.emitted.append(page.cursor)
                reached = page.cursor if reached is None else max(reached, page.cursor)
            if self._source.ordered:
                self.cursor = reached
            after_page(page.number)
        return reached


def untold(code: str, readable: Collection[str], fields: Collection[str]) -> list[Rejection]:
    """The fields that an answer about one dossier could not tell, each said like a row that could not be read."""
    missing = sorted(set(fields) - set(readable))
    return [Rejection(where=code, reason=f"{name} cannot be read", field=name, code=code) for name in missing]


def lost(latest: Mapping[str, Dossier], rows: Iterable[Row], fields: Collection[str]) -> list[str]:
    """The codes of the rows that were not told at all, or not as they stand now."""
    return [row.code for row in rows if not _stands_as_told(row, latest.get(display(row.code)), fields)]


def _stands_as_told(row: Row, told: Dossier | None, fields: Collection[str]) -> bool:
    return told is not None and all(
        getattr(told, name) == getattr(row.dossier, name) for name in fields if name not in row.odd
    )


def require_nothing_lost(
    latest: Mapping[str, Dossier], rows: Iterable[Row], fields: Collection[str], *, when: str
) -> None:
    missing = lost(latest, rows, fields)
    if missing:
        raise Wrong(f"{when}: {len(missing)} lost or stale ({named(missing)})")


def require_each_once(told: Told, rows: Iterable[Row], *, when: str) -> None:
    """Nothing doubled and nothing made up; whether something is missing is asked elsewhere."""
    doubled = [code for code, times in Counter(dossier.code for dossier in told.dossiers).items() if times > 1]
    if doubled:
        raise Wrong(f"{when}: {len(doubled)} told twice ({named(doubled)})")
    strange = sorted(told.latest.keys() - {display(row.code) for row in rows})
    if strange:
        raise Wrong(f"{when}: {len(strange)} that do not stand there ({named(strange)})")


def require_canonical(told: Iterable[tuple[str, Dossier]]) -> None:
    """No text of these dossiers needs any further folding; each comes with what a person knows it by."""
    odd = [where for where, dossier in told if any(_is_odd(getattr(dossier, name)) for name in FIELDS)]
    if odd:
        raise Wrong(f"text not in canonical form: {named(odd)}", f"Chữ chưa về dạng chuẩn: {named(odd)}")


def _is_odd(value: object) -> bool:
    return isinstance(value, str) and value != display(value)


def named(codes: Collection[str]) -> str:
    """The first few codes: they are nobody's secret."""
    few = ", ".join(list(codes)[:_NAMED])
    return few if len(codes) <= _NAMED else f"{few}, …"
