"""What stands on a simulated one-stop, who wrote it, and what must never have happened there."""

from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

Record = dict[str, Any]
WireStep = dict[str, str]
StepKey = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One change of the books; ``number`` counts from 1 over the system's life."""

    number: int
    kind: Literal["insert", "update", "steps"]
    by: Literal["connector", "desk"]
    code: str
    before: Record | None = field(repr=False)
    after: Record = field(repr=False)
    carried: frozenset[str] = frozenset()  #: keys that the request carried
    steps: tuple[WireStep, ...] = field(default=(), repr=False)

    @property
    def blanked(self) -> frozenset[str]:
        """Keys that said something before and nothing now."""
        return frozenset(key for key, value in (self.before or {}).items() if value and not self.after.get(key))


#: Called around each commit of the connector's, while the books are locked.
Hook = Callable[[Commit], None]


class Books:
    """Records and their appended steps. Whoever calls holds the system's lock."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.steps: dict[str, list[WireStep]] = {}
        self.commits: list[Commit] = []
        self.before_commit: list[Hook] = []
        self.after_commit: list[Hook] = []

    def put(self, code: str, record: Record, *, by: Literal["connector", "desk"], carried: frozenset[str]) -> None:
        before = self.records.get(code)
        kind: Literal["insert", "update"] = "insert" if before is None else "update"
        commit = self._commit(kind, by, code, before, record, carried=carried)
        with _Hooked(self, commit):
            self.records[code] = record
            self.steps.setdefault(code, [])

    def over(self, code: str, record: Record, *, carried: frozenset[str]) -> None:
        """An insert that this system carries out over a standing record."""
        commit = self._commit("insert", "connector", code, self.records.get(code), record, carried=carried)
        with _Hooked(self, commit):
            self.records[code] = record

    def append(self, code: str, steps: list[WireStep], *, by: Literal["connector", "desk"]) -> None:
        record = self.records[code]
        commit = self._commit("steps", by, code, record, record, steps=tuple(steps))
        with _Hooked(self, commit):
            self.steps[code].extend(steps)

    def _commit(
        self,
        kind: Literal["insert", "update", "steps"],
        by: Literal["connector", "desk"],
        code: str,
        before: Record | None,
        after: Record,
        *,
        carried: frozenset[str] = frozenset(),
        steps: tuple[WireStep, ...] = (),
    ) -> Commit:
        return Commit(
            number=len(self.commits) + 1,
            kind=kind,
            by=by,
            code=code,
            before=deepcopy(before),
            after=deepcopy(after),
            carried=carried,
            steps=deepcopy(steps),
        )

    # -- the auditor

    def state(self) -> dict[str, dict[str, Any]]:
        """All that stands there, in a form two runs can be compared by."""
        return {
            code: {"record": deepcopy(record), "steps": sorted(map(_step_key, self.steps[code]))}
            for code, record in sorted(self.records.items())
        }

    def count(self, kind: Literal["insert", "update", "steps"]) -> Mapping[str, int]:
        """code → how many commits of that kind the connector made."""
        return Counter(commit.code for commit in self.commits if commit.by == "connector" and commit.kind == kind)

    def doubled_inserts(self) -> dict[str, int]:
        """code → how often the connector inserted it, where that is more than once or over a standing record."""
        over = {c.code for c in self.commits if c.by == "connector" and c.kind == "insert" and c.before is not None}
        return {code: times for code, times in self.count("insert").items() if times > 1 or code in over}

    def doubled_steps(self) -> dict[str, dict[StepKey, int]]:
        """code → (time, state) → how often it stands there, where that is more than once."""
        found = {code: Counter(map(_step_key, steps)) for code, steps in self.steps.items()}
        doubled = {code: {key: n for key, n in keys.items() if n > 1} for code, keys in found.items()}
        return {code: keys for code, keys in doubled.items() if keys}

    def blanked(self) -> dict[str, frozenset[str]]:
        """code → keys that the connector emptied."""
        found: dict[str, frozenset[str]] = {}
        for commit in self.commits:
            if commit.by == "connector" and commit.blanked:
                found[commit.code] = found.get(commit.code, frozenset()) | commit.blanked
        return found

    def wrongs(self) -> tuple[str, ...]:
        """In words, what must never have happened; empty when nothing did."""
        wrongs = [f"{code}: inserted {times} times" for code, times in self.doubled_inserts().items()]
        wrongs += [f"{code}: blanked {', '.join(sorted(keys))}" for code, keys in self.blanked().items()]
        for code, steps in self.doubled_steps().items():
            wrongs += [f"{code}: step {at}/{state} stands there {n} times" for (at, state), n in steps.items()]
        return tuple(wrongs)


class _Hooked:
    """The hooks around one commit of the connector's; the desk works unobserved."""

    def __init__(self, books: Books, commit: Commit) -> None:
        self._books = books
        self._commit = commit

    def __enter__(self) -> None:
        self._call(self._books.before_commit)

    def __exit__(self, kind: object, _error: object, _at: object) -> None:
        if kind is None:
            self._books.commits.append(self._commit)
            self._call(self._books.after_commit)

    def _call(self, hooks: list[Hook]) -> None:
        if self._commit.by == "connector":
            for hook in hooks:
                hook(self._commit)


def _step_key(step: Mapping[str, str]) -> StepKey:
    return step.get("ThoiDiemXuLy", ""), step.get("TrangThai", "")
