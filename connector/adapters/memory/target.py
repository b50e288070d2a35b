"""A one-stop system in memory: a real store of records and appended steps, honest about what it was asked to do."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from operator import itemgetter
from typing import Any

from connector.adapters.memory.auditor import Auditor, Write
from connector.adapters.memory.faults import Fault, Faults
from connector.adapters.memory.invented import behind, invent
from connector.adapters.memory.knobs import Knobs
from connector.adapters.memory.settings import MemorySystemSettings, MemoryTargetSettings
from connector.adapters.registry import Context
from connector.domain.dossier import Dossier, Step
from connector.domain.errors import AlreadyExistsError, DoesNotExistError, RefusedError
from connector.domain.link import VerifyWindow
from connector.domain.times import at_zone
from connector.domain.window import Window
from connector.ports import Capabilities, Clock, Reading, RecordWrite, Target

#: Readings that a list hands over at a time.
LIST_BATCH = 100


@dataclass(slots=True)
class _Late:
    """What readers of one dossier still see after a write."""

    image: Dossier | None
    reads: int
    until: datetime


class MemoryTarget(Target):
    """The target's twin. ``records`` is what stands there before anything is sent."""

    def __init__(
        self,
        records: Iterable[Dossier] = (),
        *,
        clock: Clock,
        knobs: Knobs | None = None,
        name: str = "memory",
        concurrency: int = 4,
        verify: VerifyWindow | None = None,
    ) -> None:
        self.name = name
        self.concurrency = concurrency
        self.verify = verify or VerifyWindow(first=timedelta(0))
        self.faults = Faults()
        self.auditor = Auditor()
        self._knobs = knobs = knobs or Knobs()
        self.capabilities = Capabilities(
            fields=knobs.fields | {"code", "steps"},
            lengths=knobs.lengths,
            step_lengths=knobs.step_lengths,
            write=knobs.declared_write or knobs.write,
            steps_per_call=knobs.steps_per_call,
            enumerable=knobs.lists,
        )
        self.calls: Counter[str] = Counter()  #: how often each was asked, whatever became of it
        self._clock = clock
        self._lock = threading.RLock()
        self._records: dict[str, Dossier] = {record.code: self._held(record) for record in records}
        self._late: dict[str, _Late] = {}
        self._frozen: Mapping[str, Dossier] | None = None

    # -- the port

    @property
    def requests(self) -> int:
        return self.calls.total()

    def probe(self) -> None:
        with self._call("probe"):
            pass

    def close(self) -> None:
        """Nothing to let go of: whoever asks again finds the same records."""

    def look_up(self, code: str) -> Reading | None:
        with self._call("look_up"):
            image = self._image(code)
            return None if image is None else self._told(image)

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        """One call named ``enumerate`` in the script of faults per batch, and one that finds that there is no more."""
        if not self._knobs.lists:
            return super().enumerate(window)
        return self._batches(window)

    def write_record(self, write: RecordWrite) -> None:
        with self._call("write_record"):
            wire = self._wire(write)
            self._refuse_long(wire)
            before = self._records.get(write.code)
            create = self._settle_mistake(write.code, asked=write.create, before=before)
            if before is None or create or self._knobs.write == "replace":
                after = Dossier(code=write.code, steps=() if before is None else before.steps)
            else:
                after = before
            after = replace(after, **wire)
            self._store("create" if create else "update", write.code, after, meant=write.known)

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        if len(steps) > self._knobs.steps_per_call:
            raise RefusedError("Quá nhiều bước trong một lần gửi", final=True, where=code)
        with self._call("append_steps") as fault:
            before = self._records.get(code)
            if before is None:
                raise DoesNotExistError("Hồ sơ chưa tồn tại", final=False, where=code)
            taken = steps if fault is None or fault.taken is None else steps[: fault.taken]
            kept = tuple(_cut(step, self._knobs.step_lengths) for step in taken)
            self._store("steps", code, replace(before, steps=(before.steps or ()) + kept), meant=frozenset({"steps"}))

    def _batches(self, window: Window) -> Iterator[Sequence[Reading]]:
        """The list as it was when it was first asked for, however things change while it is told."""
        listed: list[Dossier] | None = None
        for begin in count(0, LIST_BATCH):
            with self._call("enumerate"):
                listed = self._listed(window) if listed is None else listed
            batch = [self._told(image, listing=True) for image in listed[begin : begin + LIST_BATCH]]
            if not batch:
                return
            yield batch

    def _listed(self, window: Window) -> list[Dossier]:
        """What readers are shown of those days; a dossier whose day of receipt is not known is on no list."""
        images = [image for code in self._records if (image := self._image(code, looking_up=False)) is not None]
        dated = [(at, image) for image in images if (at := image.received_at) is not None]
        wanted = sorted(
            ((at, image.code, image) for at, image in dated if window.holds(at_zone(at).date())), key=itemgetter(0, 1)
        )
        return [image for _, _, image in wanted[: round(len(wanted) * self._knobs.list_share)]]

    # -- the desk, and what a test may ask

    def snapshot(self) -> Mapping[str, Dossier]:
        """The truth over there, whatever readers are shown."""
        with self._lock:
            return dict(self._records)

    def wrongs(self) -> tuple[str, ...]:
        """What must never have happened, in words."""
        with self._lock:
            return self.auditor.wrongs(self._records)

    def desk_edit(self, code: str, **changes: Any) -> None:
        """A person at the desk corrects fields of a standing record; seen at once."""
        with self._lock:
            after = replace(self._records[code], **changes)
            self._store("update", code, after, meant=frozenset(changes), by_desk=True)

    def desk_enter(self, dossier: Dossier) -> None:
        """A person enters a dossier by hand."""
        with self._lock:
            self._store("create", dossier.code, self._held(dossier), by_desk=True)

    def desk_step(self, code: str, step: Step) -> None:
        with self._lock:
            before = self._records[code]
            self._store("steps", code, replace(before, steps=(before.steps or ()) + (step,)), by_desk=True)

    def desk_remove(self, code: str) -> None:
        with self._lock:
            self._store("remove", code, None, by_desk=True)

    def freeze(self) -> None:
        """From now on readers are shown yesterday's data: what stands there at this moment. Writes go through."""
        with self._lock:
            self._frozen = dict(self._records)

    def thaw(self) -> None:
        with self._lock:
            self._frozen = None

    # -- how it is done

    @contextmanager
    def _call(self, name: str) -> Iterator[Fault | None]:
        with self._lock:
            self.calls[name] += 1
            with self.faults.around(name) as fault:
                yield fault

    def _settle_mistake(self, code: str, *, asked: bool, before: Dossier | None) -> bool:
        """Whether to create; a mistaken request is refused or turned round, as the knob says."""
        if self._knobs.mistaken == "refuse":
            if asked and before is not None:
                raise AlreadyExistsError("Hồ sơ đã tồn tại", final=False, where=code)
            if not asked and before is None:
                raise DoesNotExistError("Hồ sơ chưa tồn tại", final=False, where=code)
            return asked
        return asked or before is None

    def _wire(self, write: RecordWrite) -> dict[str, Any]:
        """What really travels: known values, else the target's own as last read, else nothing of that field."""
        repeated = {} if write.reading is None else write.reading.raw
        wire = {name: repeated[name] for name in self._knobs.fields - {"code"} if name in repeated}
        wire |= {name: getattr(write.record, name) for name in (write.known & self._knobs.fields) - {"code"}}
        return {name: self._trimmed(name, value) for name, value in wire.items()}

    def _refuse_long(self, wire: Mapping[str, Any]) -> None:
        if self._knobs.refuse_long:
            for name, limit in self._knobs.lengths.items():
                value = wire.get(name)
                if isinstance(value, str) and len(value) > limit:
                    raise RefusedError(f"Trường {name} dài quá {limit} ký tự", final=True)

    def _trimmed(self, name: str, value: Any) -> Any:
        limits = [self._knobs.silent_lengths.get(name)]
        if not self._knobs.refuse_long:
            limits.append(self._knobs.lengths.get(name))
        for limit in limits:
            if limit is not None and isinstance(value, str):
                value = value[:limit]
        return value

    def _held(self, dossier: Dossier) -> Dossier:
        """Of a dossier, what this system has a place for."""
        values = {name: getattr(dossier, name) for name in self._knobs.fields - {"code"}}
        return Dossier(code=dossier.code, steps=dossier.steps or (), **values)

    def _store(
        self,
        kind: Any,
        code: str,
        after: Dossier | None,
        *,
        meant: frozenset[str] = frozenset(),
        by_desk: bool = False,
    ) -> None:
        before = self._records.get(code)
        now = self._clock.now()
        if not by_desk:
            self._show_late(code, before, now)
        if after is None:
            self._records.pop(code, None)
        else:
            self._records[code] = after
        by: Any = "desk" if by_desk else "connector"
        self.auditor.note(Write(kind=kind, by=by, code=code, at=now, before=before, after=after, meant=meant))

    def _show_late(self, code: str, before: Dossier | None, now: datetime) -> None:
        if self._knobs.lag_reads or self._knobs.lag:
            standing = self._late.get(code)
            image = standing.image if standing is not None and self._still_late(standing) else before
            self._late[code] = _Late(image=image, reads=self._knobs.lag_reads, until=now + self._knobs.lag)

    def _still_late(self, late: _Late) -> bool:
        return late.reads > 0 or self._clock.now() < late.until

    def _image(self, code: str, *, looking_up: bool = True) -> Dossier | None:
        """What readers are shown; only a look-up uses up one of the late readings."""
        if self._frozen is not None:
            return self._frozen.get(code)
        late = self._late.get(code)
        if late is None:
            return self._records.get(code)
        if not self._still_late(late):
            del self._late[code]
            return self._records.get(code)
        late.reads -= looking_up
        return late.image

    def _told(self, image: Dossier, *, listing: bool = False) -> Reading:
        knobs = self._knobs
        if knobs.look_up == "existence":
            return Reading(dossier=Dossier(code=image.code), readable=frozenset({"code"}))
        steps = knobs.steps_readable and (knobs.list_steps or not listing)
        hidden = knobs.hidden | (knobs.list_hidden if listing else frozenset())
        names = (knobs.fields - hidden - image.unknown.keys()) | {"code"} | ({"steps"} if steps else set())
        raw = {name: getattr(image, name) for name in names}
        return Reading(dossier=Dossier(**raw, unknown=image.unknown), readable=frozenset(names), raw=raw)


def _cut(step: Step, lengths: Mapping[str, int]) -> Step:
    texts = {name: getattr(step, name) for name in lengths}
    return replace(step, **{name: text[: lengths[name]] for name, text in texts.items() if text is not None})


def make_target(system: MemorySystemSettings, link: MemoryTargetSettings, context: Context) -> MemoryTarget:
    """The system's one store of records, shared by every link that names it."""
    del link  # every key of this target belongs to its system

    def make() -> MemoryTarget:
        return MemoryTarget(
            behind(invent(system.invented, seed=system.seed)),
            clock=context.clock,
            knobs=Knobs(
                write=system.write,
                look_up=system.look_up,
                hidden=system.hidden,
                steps_readable=system.steps_readable,
                lag=system.lag,
                lists=system.lists,
            ),
            name=system.system,
            concurrency=system.concurrency,
        )

    return context.shared.once(system.system, "target", make)
