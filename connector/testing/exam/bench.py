"""The bench: how an adapter's author puts a side over a simulated system, fills it, and gets it into trouble.

Subclass ``SourceBench``, ``WitnessBench`` or ``TargetBench`` (``target_bench``). What a kind of system cannot do is
said in ``cannot``, with the reason: an exam without a reason for each thing it left out is not passed.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, ClassVar, Literal, Self, cast

from connector.adapters.registry import Context, Shared, adapter_kind
from connector.mapping.mapper import compile_map
from connector.mapping.rules import MapRules
from connector.observe.log import Log
from connector.ports import Covers, Mapper, Rejection, Source, System, Testimony, Witness
from connector.testing.clock import StillClock
from connector.testing.exam.check import NotAsked, Side, Wrong
from connector.testing.exam.rows import AGENCY, Row
from connector.testing.exam.told import Told, untold

#: What a simulated system is asked to be in. Of reading:
Trouble = Literal[
    "password",  # our password is wrong
    "nobody",  # nobody listens at its address; a file is not there
    "certificate",  # its certificate has expired
    "forbidden",  # 403: our account may not
    "unavailable",  # 503
    "login_page",  # an HTML page with status 200
    "truncated",  # half an answer
    "null",  # null where the list should be
    "missing",  # no list at all
    "error_body",  # a failure told in a 200 body
    "wrong_total",  # more promised than told
    "repeated",  # the first page again and again
    "endless",  # pages for ever
    "shifting",  # rows change between the pages
    "capped",  # fewer rows a page than asked for, and nobody says so
    "page_of_one",
    "reset",  # the connection is torn down
    "busy",  # 429, with ``retry_after`` as it is written
    "slow",  # the answer comes after ``seconds``
    # Of writing; each is ``on`` the "record" or the "steps", so many ``times``:
    "lost_before",  # the connection is lost before the work was done
    "lost_after",  # the work is done, and its answer is lost
    "in_part",  # only the first step is taken, and the answer is lost
    "refused",  # a clear and final no
    "not_now",  # a clear "try again later"
]

#: Changes a side before the exam sees it: how a mutant is put in its place.
Twist = Callable[[Any], Any]

_NO_REASONS: Mapping[str, str] = MappingProxyType({})

#: Reasons of whatever is read from files: ``cannot = IN_A_FILE | {...}``.
IN_A_FILE: Mapping[str, str] = MappingProxyType(
    {
        "password": "a file asks for no password",
        "certificate": "a file has no certificate",
        "forbidden": "a file that may not be opened is asked as one that is not there",
        "unavailable": "a file cannot answer 503",
        "login_page": "a file is no page; what it holds instead of rows is asked as truncated",
        "null": "a file has no null list",
        "missing": "a file without its rows is asked as truncated",
        "error_body": "a file tells no error",
        "wrong_total": "a file promises no number of rows",
        "repeated": "a file has no pages",
        "endless": "a file has an end",
        "shifting": "a file that changes while it is read is asked as truncated",
        "capped": "a file has no pages",
        "page_of_one": "a file has no pages",
        "reset": "a file has no connection",
        "busy": "a file asks nobody to wait",
        "slow": "a file answers at once",
        "lost_before": "a file is not written over a network",
        "lost_after": "a file is not written over a network",
        "in_part": "a file is written whole or not at all",
        "refused": "a file takes whatever is written",
        "not_now": "a file takes whatever is written",
    }
)


class Bench(ABC):
    """One simulated system, made for one check and thrown away after it."""

    #: The name the kind is registered under, and which of its sides sits here.
    kind: ClassVar[str]
    side: ClassVar[Side]
    #: What tells this bench from the kind's others, such as a way of paging.
    way: ClassVar[str] = ""
    #: Check or trouble → why this kind of system cannot be asked it.
    cannot: ClassVar[Mapping[str, str]] = _NO_REASONS
    #: The canonical fields that the system's rows tell.
    tells: ClassVar[frozenset[str]] = frozenset({"code", "status", "applicant_name", "received_at", "steps"})
    #: Canonical field of a row → a word in its place that nobody can read.
    unreadable: ClassVar[Mapping[str, Any]] = MappingProxyType({"status": "chưa ai khai báo", "received_at": "hôm nào"})
    #: The field that holds free Vietnamese text, and the old tables it may be written in.
    text_field: ClassVar[str | None] = "applicant_name"
    legacy: ClassVar[Mapping[str, Callable[[str], str]]] = MappingProxyType({})
    #: Words that must never be said: of the account.
    secrets: ClassVar[tuple[str, ...]] = ()

    def __init__(self, home: Path, *, twist: Twist = lambda side: side) -> None:
        self.home = home
        self.clock = StillClock()
        self.lines: list[dict[str, Any]] = []  #: what was logged
        self.rows: tuple[Row, ...] = ()  #: what stands there
        self.rig = ExitStack()
        self.twist = twist
        self.context = self._new_context()

    @classmethod
    def title(cls) -> str:
        return " ".join(filter(None, (cls.kind, cls.side, cls.way)))

    # -- what an author writes

    def start(self) -> None:  # noqa: B027  # files need no start
        """Start the simulated system; what must be stopped again goes to ``rig``."""

    @abstractmethod
    def write(self, rows: Sequence[Row]) -> None:
        """From now on the system holds exactly these rows."""

    def system_keys(self) -> Mapping[str, Any]:
        """What an operator would write in the system's file, but for ``system`` and ``adapter``."""
        return {}

    def link_keys(self) -> Mapping[str, Any]:
        """What an operator would write of this side in the link's file, but for ``system``."""
        return {}

    def troubles(self) -> Mapping[Trouble, Callable[..., None]]:
        """The troubles this system can get into, before or after the side was made. Those of answers are called with
        ``skip``: so many answers come as they should before the trouble begins, and it lasts."""
        return {}

    def legacy_keys(self, table: str) -> Mapping[str, Any]:
        """What an operator would add to the system's file for text in that table."""
        del table
        return {}

    # -- what the exam does with it

    def __enter__(self) -> Self:
        with ExitStack() as undone:
            undone.callback(self.rig.close)
            self.start()
            undone.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.rig.close()

    def another(self, name: str) -> Self:
        """A bench of the same sort with nothing in it, for one more question of the same check."""
        home = self.home / name
        home.mkdir()
        return type(self)(home, twist=self.twist)

    def put(self, rows: Sequence[Row]) -> None:
        """Let exactly these rows stand there, and remember them."""
        self.rows = tuple(rows)
        self.write(self.rows)

    def change(self, *rows: Row) -> None:
        """Put these rows in place of those with their ids, the new ones behind them."""
        new = {row.id: row for row in rows}
        kept = [new.pop(row.id, row) for row in self.rows]
        self.put([*kept, *new.values()])

    def trouble(self, name: Trouble, **how: Any) -> None:
        """Let the system be in that trouble from now on. Raises NotAsked with the reason where it cannot be."""
        known = self.troubles()
        if name not in known:
            raise NotAsked(self.reason(name))
        known[name](**how)

    def reason(self, what: str) -> str:
        """Why this kind cannot be asked that. Raises Wrong where nobody wrote down why."""
        reason = self.cannot.get(what, "")
        if not reason.strip():
            raise Wrong(f"the bench cannot do '{what}', and its `cannot` does not say why")
        return reason

    def asked(self, *names: Trouble) -> tuple[Trouble, ...]:
        """Those of the troubles that this system can be in. Raises NotAsked with every reason if it is none of them,
        and Wrong where a reason is missing."""
        known = self.troubles()
        reasons = {name: self.reason(name) for name in names if name not in known}
        if len(reasons) == len(names):
            raise NotAsked("; ".join(dict.fromkeys(reasons.values())))
        return tuple(name for name in names if name in known)

    def make(self, **keys: Any) -> Any:
        """The side as the program would make it; with ``keys`` of its system in place of the bench's own, and then
        anew: whatever was made before is closed."""
        return self.twist(self.made(**keys))

    @abstractmethod
    def everything(self, side: Any) -> Told:
        """All that the side tells, in canonical form."""

    def made(self, **keys: Any) -> System:
        """The same before any twist."""
        if keys:
            self.let_go()
        kind = adapter_kind(self.kind)
        models = kind.settings_models()
        told = {"system": "exam", "adapter": self.kind, **self.system_keys(), **keys}
        place = {"home": self.home}
        named = models.names_system if self.side == "witness" else models.system is not None
        system = models.system.model_validate(told, context=place) if models.system and named else None
        link_model = getattr(models, self.side)
        link = link_model.model_validate(self.link_keys(), context=place)
        if self.side == "source":
            return kind.make_source(cast("Any", system), link, self.context)
        if self.side == "target":
            return kind.make_target(cast("Any", system), link, self.context)
        return kind.make_witness(system, link, Covers(), self.context, name="exam")

    def let_go(self) -> None:
        """Close every connection there is; what is made from now on begins anew."""
        self.context.shared.close()
        self.context = self._new_context()

    def _new_context(self) -> Context:
        shared = Shared()
        self.rig.callback(shared.close)
        return Context(
            home=self.home,
            agency=AGENCY,
            clock=self.clock,
            log=Log.recording(self.lines),
            on_circuit=lambda *_told: None,
            shared=shared,
        )


class SourceBench(Bench):
    """A specialized system that a source reads."""

    side: ClassVar[Side] = "source"
    #: What the link's settings subtract from the cursor.
    lookback: ClassVar[timedelta] = timedelta(minutes=15)
    #: The ways in which such systems write times, for ``tell_times``.
    time_styles: ClassVar[Sequence[str]] = ()
    #: Change times that are none, as they would be written.
    odd_times: ClassVar[Sequence[Any]] = ("2099-01-01T00:00:00+07:00", None, "hôm qua")
    #: The system has a clock of its own, for ``skew``.
    has_a_clock: ClassVar[bool] = False

    def tell_times(self, style: str) -> None:
        """From now on the system writes its change times so, and the link is told."""
        raise NotImplementedError(f"{self.title()} names time styles and cannot tell {style}")

    def skew(self, ahead: timedelta) -> None:
        """From now on the system's clock is so far ahead of ours."""
        raise NotImplementedError(f"{self.title()} has a clock and cannot set it {ahead} ahead")

    @property
    def mapper(self) -> Mapper:
        """Reads the rows as the link would."""
        model = adapter_kind(self.kind).settings_models().source
        if model is None:
            raise TypeError(f"{self.kind} is no source")
        link: Any = model.model_validate(self.link_keys(), context={"home": self.home})
        rules: MapRules = link.map
        return compile_map(rules)

    def everything(self, side: Source) -> Told:
        told = Told()
        mapper = self.mapper
        for page in side.pull(None, now=self.clock.now()):
            told.take(page, mapper)
        return told


class WitnessBench(Bench):
    """A register, slips, a portal or an export that a witness reads."""

    side: ClassVar[Side] = "witness"

    def everything(self, side: Witness) -> Told:
        told = Told()
        for one in self._said(side):
            if isinstance(one, Rejection):
                told.rejections.append(one)
            else:
                told.dossiers.append(one.dossier)
                told.rejections.extend(untold(one.dossier.code, one.readable, self.tells))
        return told

    def _said(self, side: Witness) -> Iterator[Testimony | Rejection]:
        if side.enumerable:
            return (one for batch in side.enumerate() for one in batch)
        answers = (side.look_up(row.code) for row in self.rows)
        return (one for one in answers if one is not None)
