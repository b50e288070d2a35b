"""One reconcile of one link, told top to bottom: lay every side to its end, judge what differs, deliver, count."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta

from connector.domain.errors import ConnectorError, ForeignSystemError
from connector.domain.run import RunSummary
from connector.domain.verdict import Hold
from connector.observe.events import Event
from connector.ports import Opening, PlanEnd, Scales, Side
from connector.reconcile.brakes import brake
from connector.reconcile.match import matching_key
from connector.reconcile.side_keys import weighed_fields
from connector.sync.bench import Bench
from connector.sync.deliver import Delivering
from connector.sync.extent import Extent, extent_of
from connector.sync.frame import framed
from connector.sync.gather import Gathered, Gathering
from connector.sync.joining import Joined, Joining, Watch, watch
from connector.sync.lease import HeldLease
from connector.sync.measures import empty_side, measures_of
from connector.sync.pull import Reached
from connector.sync.side_rows import SideRows
from connector.sync.spool import Spool
from connector.sync.standings import Standings, left_behind
from connector.sync.telling import run_error
from connector.sync.work import DEFAULT_WAIT, LinkWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileRequest:
    """What an operator, or the schedule, asks a reconcile to be about.

    ``push`` sends what the mode allows; without it nothing is planned and the outbox stays as it is. ``rotate`` is the
    scheduled one's way of looking at a part of what is long closed each night.
    """

    since: date | None = None
    until: date | None = None
    dossiers: tuple[str, ...] = ()
    push: bool = False
    rotate: bool = False
    wait: timedelta = DEFAULT_WAIT


def reconcile_link(work: LinkWork, request: ReconcileRequest) -> RunSummary:
    """Compare everything in scope on every side. Returns a summary whatever happened; never raises a ConnectorError.

    Nothing is judged before every side was laid to its end: a side that breaks off, or suddenly tells far less than
    it did, opens and closes nothing and is no measure for the next one. It does not keep approved work from the
    target.
    """
    scales = work.scales
    if scales is None:
        raise ValueError("a reconcile needs scales")
    begins = work.rules.scope.received_from
    if request.until is not None and begins is not None and request.until < begins:
        return _without_a_day(work, request.until, begins)

    def reconcile(
        work: LinkWork, run: str, lease: HeldLease, _opening: Opening
    ) -> tuple[Reached, ForeignSystemError | None]:
        return _Reconcile(work, run, request, lease, scales).run()

    return framed(work, "reconcile", reconcile)


def _without_a_day(work: LinkWork, until: date, begins: date) -> RunSummary:
    now = work.clock.now()
    error = ConnectorError(
        f"Không có ngày nào để đối chiếu: đến hết {until:%d/%m/%Y}, trong khi phạm vi bắt đầu từ {begins:%d/%m/%Y}.",
        where=work.link,
        do="Chọn --until muộn hơn, hoặc sửa scope.received_from của luồng.",
    )
    return RunSummary(run="", link=work.link, kind="reconcile", started_at=now, finished_at=now, error=run_error(error))


class _Reconcile:
    """The parts of one reconcile, in the order in which they happen."""

    def __init__(self, work: LinkWork, run: str, request: ReconcileRequest, lease: HeldLease, scales: Scales) -> None:
        self._work = work
        self._run = run
        self._request = request
        self._lease = lease
        self._scales = scales
        self._plans = request.push and work.rules.policy.mode != "observe"
        self._reached = Reached()
        self._gone: frozenset[str] = frozenset()

    def run(self) -> tuple[Reached, ForeignSystemError | None]:
        work = self._work
        sides = (work.source, work.target, *work.witnesses)
        width = max(side.concurrency for side in sides)
        with (
            ThreadPoolExecutor(width, thread_name_prefix=f"sides-{work.link}") as pool,
            Standings() as standings,
        ):
            try:
                work.target.probe()
            except ForeignSystemError as down:
                self._reached.doubtful = True
                return self._reached, down
            broken = self._compare(pool, standings)
            if self._request.push:
                Delivering(work, self._run, self._lease, pool).follow(self._request.wait)
            if broken is None and not self._reached.doubtful:
                whole = self._extent.whole and not self._extent.rotate
                gone = self._gone
                self._reached.sides = standings.finish(work, self._run, self._scales, whole=whole, gone=gone)
            return self._reached, broken

    # -- comparing

    def _compare(self, pool: ThreadPoolExecutor, standings: Standings) -> ForeignSystemError | None:
        """What kept it from its end, if anything did."""
        work = self._work
        with ExitStack() as opened:
            weighing = opened.enter_context(self._scales.weighing(work.link, weighed_fields(work.rules.policy)))
            out_of_scope = opened.enter_context(Spool())
            self._watched = watch(work, self._key)
            self._extent = self._extent_of(self._watched)
            bench = Bench(
                work=work,
                run=self._run,
                rows=SideRows(work, self._extent),
                weighing=weighing,
                pool=pool,
                plans=self._plans,
                still_ours=self._still_ours,
            )
            gathering = Gathering(bench, out_of_scope)
            gathered = gathering.gathered
            joining: Joining | None = None
            try:
                self._lay(gathering)
                if self._is_braked(gathered, out_of_scope):
                    return None
                joining = Joining(bench, self._extent, gathered, standings, watched=self._watched)
                joining.all(out_of_scope)
                self._end(gathered)
                if self._extent.whole and self._extent.rotate:
                    self._gone = left_behind(work, self._scales, weighing)
            except ForeignSystemError as error:
                self._reached.doubtful = True
                return error
            finally:
                joined = Joined() if joining is None else joining.joined
                self._reached.read = gathered.rejected + joined.read
                self._reached.unread = joined.unread
                self._reached.unread_papers = gathered.unread_papers
        return None

    def _lay(self, gathering: Gathering) -> None:
        """Paper first: what it covers decides what else has to be looked at. Then the source, then the target, in
        which everything the others told may be asked for."""
        gathered, say = gathering.gathered, self._work.log.say
        gathering.papers(self._extent)
        say(Event.SIDE_READ, side=str(Side.PAPER), dossiers=gathered.paper)
        if self._extent.codes and self._work.source.rereads:
            gathering.asked_of_source(self._extent)
        else:
            gathering.source(self._extent)
        say(Event.SIDE_READ, side=str(Side.SOURCE), dossiers=gathered.source)
        self._extent = self._extent.reaching(gathered.earliest)
        gathering.target(self._extent)
        say(Event.SIDE_READ, side=str(Side.TARGET), dossiers=gathered.target)

    def _is_braked(self, gathered: Gathered, out_of_scope: Spool) -> bool:
        """Whether a side tells so little that nothing may be concluded. What was planned before is held with it."""
        hold = empty_side(self._work, self._scales, self._run, self._extent, gathered, out_of_scope)
        if hold is None:
            return False
        self._reached.doubtful = True
        self._reached.brake = hold.reason
        self._still_ours()
        self._work.store.end_plan(self._plan_end(gathered, hold, complete=False))
        self._work.log.say(Event.BRAKE_APPLIED, rule=str(hold.rule), reason=hold.reason)
        return True

    # -- the end of the plan

    def _end(self, gathered: Gathered) -> None:
        """One transaction turns what was planned into waiting or held, and keeps the new measures."""
        work = self._work
        hold = self._brake() if self._plans else None
        self._still_ours()
        queued = work.store.end_plan(self._plan_end(gathered, hold, complete=self._extent.whole))
        work.log.say(Event.PLAN_MADE, read=self._reached.read, complete=hold is None)
        if hold is not None:
            self._reached.brake = hold.reason
            work.log.say(Event.BRAKE_APPLIED, rule=str(hold.rule), reason=hold.reason)
        if queued:
            work.log.say(Event.OUTBOX_QUEUED, count=queued)

    def _plan_end(self, gathered: Gathered, hold: Hold | None, *, complete: bool) -> PlanEnd:
        work = self._work
        return PlanEnd(
            link=work.link,
            run=self._run,
            now=work.clock.now(),
            hold=hold,
            complete=complete,
            whole=self._extent.whole,
            enumerated=gathered.source if complete else None,
            plans=self._plans,
            rules_digest=work.rules.digest,
            measures=measures_of(work, self._extent, gathered) if complete else {},
        )

    def _brake(self) -> Hold | None:
        """The brakes on what was planned. A complete reconcile is itself what a long silence asks for."""
        work, now = self._work, self._work.clock.now()
        progress = work.store.progress(work.link)
        if self._extent.whole:
            progress = replace(progress, last_reconcile=now)
        size = work.store.plan_size(work.link, self._run, now)
        return brake(size, brakes=work.rules.policy.brakes, progress=progress, enumerated=None, now=now)

    # -- what it is about

    def _extent_of(self, watched: Watch) -> Extent:
        request = self._request
        return extent_of(
            self._work.rules.scope,
            since=request.since,
            until=request.until,
            today=self._work.clock.now().date(),
            rotate=request.rotate,
            codes=request.dossiers,
            keys=map(self._key, request.dossiers),
            watched=watched.codes,
        )

    def _key(self, code: str) -> str:
        return matching_key(code, self._work.rules.catalogues)

    def _still_ours(self) -> None:
        """Asked before anything is committed, and between pages and batches."""
        self._lease.check()
        self._work.leave_if_asked()
