"""A one-stop that people write to, as a target: read through its exports, written by asking its desk."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice

from connector.adapters.files.export import Export
from connector.adapters.files.folder import label_of
from connector.adapters.files.rows import FileRows, RowIndex, wanted_of
from connector.adapters.files.settings import header_of
from connector.adapters.files.target import BATCH, words_of
from connector.adapters.registry import Context
from connector.adapters.worklist.entry import Entry
from connector.adapters.worklist.folder import Change, Entries, Worklist
from connector.adapters.worklist.settings import WorklistSystemSettings, WorklistTargetSettings
from connector.adapters.worklist.workbooks import books_of, cell_of
from connector.domain.dossier import DETAIL_FIELDS, Step, StepIdentity
from connector.domain.errors import SystemDownError
from connector.domain.link import VerifyWindow
from connector.domain.status import Status
from connector.domain.window import Window
from connector.mapping.rules import MapRules, word_of
from connector.ports import Capabilities, Reading, RecordWrite, Target


class WorklistTarget(Target):
    """What is written becomes one entry per dossier, its newest version. It leaves the list when a newer export shows
    it done, or when its time is over and the delivery is a dead letter. Nothing not shown is ever taken for done."""

    def __init__(
        self, system: WorklistSystemSettings, link: WorklistTargetSettings, context: Context, worklist: Worklist
    ) -> None:
        self.name = system.system
        self.concurrency = system.concurrency
        self.verify = VerifyWindow(first=system.verify.first, until=system.verify.until)
        self.inbox = label_of(system.out, context.home)
        self._rows = FileRows(system, wanted_of(link.map, optional=link.optional), context)
        self._export = Export(self._rows, link.map)
        self._importing = system.importing
        self._columns = dict(system.importing.columns) or _headers(link.map)
        self._words = {name: _words(name, link.map, system) for name in self._columns}
        self._clock = context.clock
        self._writes = context.writes
        self._worklist = worklist
        self._seen: RowIndex | None = None
        self._seeing = threading.Lock()
        self._asked = 0
        fields = (self._export.fields | self._columns.keys()) - {"aliases"}
        self.capabilities = Capabilities(
            fields=frozenset(fields | ({"steps"} if system.steps else set())),
            words=words_of(link.map),
            write="patch",
            enumerable=link.map.received_at is not None,
            by_hand=True,
        )

    @property
    def requests(self) -> int:
        return self._rows.opened + self._asked

    def probe(self) -> None:
        """The exports are there, small enough, and begin like what can be read."""
        self._rows.probe()

    def close(self) -> None:
        self._export.close()

    # -- reading

    def look_up(self, code: str) -> Reading | None:
        self._strike_off()
        return self._export.look_up(code)

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        if not self.capabilities.enumerable:
            yield from super().enumerate(window)
        self._strike_off()
        readings = self._export.received(window)
        while batch := tuple(islice(readings, BATCH)):
            yield batch

    def _strike_off(self) -> None:
        """Once per version of the exports: what they show as done or ended otherwise, and what is out of time, leaves
        the list."""
        current = self._export.current()
        if not self._writes or self._seen is current:
            return
        with self._seeing:
            if self._seen is current:
                return
            self._seen = current
            done = {code: entry.asked_at for code, entry in self._worklist.entries().items() if self._is_over(entry)}
            if done or self._worklist.is_stale():
                with suppress(SystemDownError):  # the list is open somewhere: the next run strikes off; reading goes on
                    self._worklist.change(partial(_without, done=done))

    def _is_over(self, entry: Entry) -> bool:
        if self._clock.now() - entry.asked_at > self.verify.until:
            return True  # the delivery is a dead letter by now: it waits for a person there
        shown = self._export.look_up(entry.code)
        return entry.is_overtaken(shown) or entry.is_shown(shown, self.capabilities)

    # -- asking

    def write_record(self, write: RecordWrite) -> None:
        now = self._clock.now()
        entry = Entry(
            code=write.code,
            asked_at=now,
            since=now,
            record=write.record,
            known=write.known,
            before=None if write.create else write.reading,
            tells=self._export.fields,
            source=write.source,
            row=self._row(write),
        )

        def ask(entries: Entries) -> None:
            earlier = entries.get(entry.code)
            if earlier is None:
                entries[entry.code] = entry
                return
            shown = _steps_shown(write.reading)
            still = tuple(step for step in earlier.steps if step.identity not in shown)
            entries[entry.code] = replace(entry, steps=still, since=earlier.since)

        self._change(ask)

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        now, standing = self._clock.now(), self._export.look_up(code)

        def ask(entries: Entries) -> None:
            bare = Entry(code=code, asked_at=now, since=now, before=standing, tells=self._export.fields)
            entries[code] = entries.get(code, bare).with_steps(tuple(steps), now)

        self._change(ask)

    def _change(self, ask: Change) -> None:
        self._worklist.change(ask)
        with self._seeing:
            self._asked += 1

    def _row(self, write: RecordWrite) -> Mapping[str, str]:
        told = {name: getattr(write.record, name) for name in self._columns if name in write.known}
        return {
            header: cell_of(told.get(name), self._importing, self._words[name])
            for name, header in self._columns.items()
        }


def _steps_shown(reading: Reading | None) -> frozenset[StepIdentity | None]:
    if reading is None or "steps" not in reading.readable:
        return frozenset()
    return frozenset(step.identity for step in reading.dossier.steps or ())


def _headers(rules: MapRules) -> dict[str, str]:
    """The export's own columns, which are what an import that takes it back wants."""
    found = ((name, header_of(rule.path)) for name, rule in rules.told.items() if name not in DETAIL_FIELDS)
    return {name: header[0] for name, header in found if header is not None and header[1]}


def _words(name: str, rules: MapRules, system: WorklistSystemSettings) -> Mapping[str, str]:
    """Canonical value → the one-stop's own word: as told, else what the map reads so, the first of several."""
    told = system.importing.words.get(name)
    if told is not None:
        return told
    values = getattr(rules.told.get(name), "values", None) or {}
    words: dict[str, str] = {}
    for word, meant in values.items():
        words.setdefault(word_of(int(meant) if isinstance(meant, Status) else meant), word)
    return words


def make_target(system: WorklistSystemSettings, link: WorklistTargetSettings, context: Context) -> WorklistTarget:
    """The target of one link; every link of the system puts its work into the same list."""

    def make() -> Worklist:
        return Worklist(context.resolve(system.out), books_of(system.importing, _words("status", link.map, system)))

    return WorklistTarget(system, link, context, context.shared.once(system.system, "worklist", make))


def _without(entries: Entries, *, done: Mapping[str, object]) -> None:
    """Strike off what was over when it was looked at; what was asked anew since stays."""
    for code, asked_at in done.items():
        if code in entries and entries[code].asked_at == asked_at:
            del entries[code]
