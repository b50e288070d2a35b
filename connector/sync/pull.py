"""Reading a source: pages judged and committed as they come; earlier rows judged again when the rules changed."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from connector.domain.cursor import Cursor, believed
from connector.domain.errors import BrokenAnswerError, RefusedError
from connector.domain.run import Category
from connector.domain.verdict import Hold, HoldRule
from connector.observe.events import Event
from connector.ports import JudgedRow, Page, PageWork, PlanEnd, Rejection, Side, StaleRow
from connector.reconcile.brakes import brake
from connector.reconcile.plan import DISPROVED_KINDS
from connector.reconcile.scope import extent_digest
from connector.sync.judge import Judge, Judgement
from connector.sync.standings import SideCounts
from connector.sync.work import LinkWork

#: Rows judged again in one transaction.
REJUDGE_BATCH = 200

#: Brakes on what would be written; the reading itself was complete.
_COMPLETE = frozenset({HoldRule.BRAKE_ACTIONS, HoldRule.BRAKE_SHARE})

#: The digest of rows that no rules have judged yet: the next run judges them again whatever the rules are.
NOT_JUDGED = ""


@dataclass(slots=True)
class Reached:
    """How far the reading has come: the cursor to set at its end, and what the run itself counted."""

    cursor: Cursor | None = None
    pages: int = 0
    read: int = 0  #: distinct dossiers and unreadable rows
    in_scope: int = 0  #: distinct dossiers in scope
    doubtful: bool = False  #: it enumerated so little that it proves nothing
    sides: SideCounts | None = None  #: of a reconcile that came to its end
    unread: int = 0  #: rows the target told nothing about to the end: they stay held, and the reading is incomplete
    unread_papers: int = 0  #: values and rows of paper that could not be read
    brake: str = ""  #: the sentence of the brake that stopped the run


class Pull:
    """One reading of a source within a run.

    ``still_ours`` raises when the link was lost; it is asked before anything is committed. ``told`` hears of every
    judgement, for a plan to print.
    """

    def __init__(
        self,
        work: LinkWork,
        run: str,
        pool: ThreadPoolExecutor,
        *,
        still_ours: Callable[[], None],
        told: Callable[[Judgement], None] = lambda _: None,
    ) -> None:
        self.reached = Reached()
        self._work = work
        self._run = run
        self._still_ours = still_ours
        self._told = told
        self._judge = Judge(work, run, pool)
        self._rejected: set[int] = set()
        self._cases_wait = False

    def pages(self) -> None:
        """Read everything since the cursor. Raises what the source or the target raises; what was committed stays."""
        work, reached = self._work, self.reached
        reached.cursor = self._since()
        # Half an enumeration opens and closes no case, and only its end tells that it is one. There is no less than
        # nothing: a first enumeration has nobody to wait for.
        self._cases_wait = work.source.enumerates and bool(work.store.known_codes(work.link, after="", limit=1))
        for page in work.source.pull(reached.cursor, now=work.clock.now()):
            self._still_ours()
            work.leave_if_asked()
            judgement = self._judge.page(page.rows, page.unreadable)
            reached.cursor = _further(reached.cursor, page.cursor)
            self._count(judgement)
            self._commit(judgement, cursor=reached.cursor if work.source.ordered else None)
            self._tell(page, judgement)
            reached.pages = page.number
        work.log.say(Event.PULL_FINISHED, pages=reached.pages, rows=reached.read)

    def _since(self) -> Cursor | None:
        """Where to read from. A cursor that lies in the future is not followed: everything is read, and it is said."""
        remembered, now = self._work.store.cursor(self._work.link), self._work.clock.now()
        cursor = believed(remembered, now)
        if remembered is not None and cursor is None:
            self._work.log.say(Event.CURSOR_AHEAD, cursor=remembered.time)
        return cursor

    def judge_again(self) -> None:
        """Judge rejections, held and recorded rows again whose rules have changed since."""
        rejections, rows = self._rejections_again(), self._rows_again()
        if rejections or rows:
            self._work.log.say(Event.RECORD_REJUDGED, rejections=rejections, rows=rows)

    def brake(self) -> Hold | None:
        """The brakes judge the run as a whole."""
        work, now = self._work, self._work.clock.now()
        measure = work.store.measure(work.link, Side.SOURCE, extent_digest(work.rules.scope))
        return brake(
            work.store.plan_size(work.link, self._run, now),
            brakes=work.rules.policy.brakes,
            progress=replace(work.store.progress(work.link), last_enumeration=measure),
            enumerated=self._enumerated(),
            now=now,
        )

    def end(self) -> None:
        """One transaction turns what was planned into waiting or held and moves the cursor."""
        work, hold = self._work, self.brake()
        self.reached.doubtful = hold is not None and hold.rule is HoldRule.BRAKE_ENUMERATION
        enumerated = self._enumerated()
        self._still_ours()
        queued = work.store.end_plan(
            PlanEnd(
                link=work.link,
                run=self._run,
                now=work.clock.now(),
                hold=hold,
                cursor=self.reached.cursor,
                complete=hold is None or hold.rule in _COMPLETE,
                enumerated=enumerated,
                measures={} if enumerated is None else {(Side.SOURCE, extent_digest(work.rules.scope)): enumerated},
                rules_digest=work.rules.digest,
            )
        )
        work.log.say(Event.PLAN_MADE, read=self.reached.read, complete=hold is None)
        if hold is not None:
            self.reached.brake = hold.reason
            work.log.say(Event.BRAKE_APPLIED, rule=str(hold.rule), reason=hold.reason)
        if queued:
            work.log.say(Event.OUTBOX_QUEUED, count=queued)

    def _enumerated(self) -> int | None:
        return self.reached.in_scope if self._work.source.enumerates else None

    def _count(self, judgement: Judgement) -> None:
        """Count every dossier and unreadable row once, however often its page came by (paging overlaps on purpose)."""
        rejected = {unreadable_content(rejection) for rejection in judgement.rejections} - self._rejected
        self._rejected |= rejected
        self.reached.read += len(judgement.first_seen) + len(rejected)
        self.reached.in_scope += sum(
            row.category is not Category.OUT_OF_SCOPE
            for row in (*judgement.rows, *judgement.unread)
            if row.code in judgement.first_seen
        )

    def _commit(self, judgement: Judgement, *, cursor: Cursor | None = None, rejudged: bool = False) -> None:
        """The page's one transaction; rows the target told nothing about are stamped as not judged yet."""
        self._told(judgement)
        if judgement.unread:
            self._work.store.commit_page(self._page_work(judgement.unread, digest=NOT_JUDGED, rejudged=rejudged))
        work = self._page_work(
            judgement.rows, judgement.rejections, digest=self._work.rules.digest, cursor=cursor, rejudged=rejudged
        )
        self._work.store.commit_page(work)

    def _page_work(
        self,
        rows: tuple[JudgedRow, ...],
        rejections: tuple[Rejection, ...] = (),
        *,
        digest: str,
        cursor: Cursor | None = None,
        rejudged: bool,
    ) -> PageWork:
        return PageWork(
            link=self._work.link,
            run=self._run,
            rules_digest=digest,
            now=self._work.clock.now(),
            rows=rows,
            rejections=rejections,
            cursor=cursor,
            judged_kinds=DISPROVED_KINDS,
            rejudged=rejudged,
            cases_wait=self._cases_wait,
        )

    def _tell(self, page: Page, judgement: Judgement) -> None:
        counts = {str(category): 0 for category in Category}
        for row in (*judgement.rows, *judgement.unread):
            counts[str(row.category)] += 1
        counts[str(Category.REJECTED)] = len(judgement.rejections)
        self._work.log.say(Event.PULL_PAGE, page=page.number, rows=len(page.rows), **counts)
        for rejection in judgement.rejections:
            self._work.log.say(
                Event.RECORD_REJECTED, where=rejection.where, field=rejection.field, reason=rejection.reason
            )
        for repair in judgement.repaired:
            self._work.log.say(Event.RECORD_REPAIRED, reason=repair)

    def _rows_again(self) -> int:
        """How many held and recorded rows were judged again."""
        work, after, count = self._work, 0, 0
        while stale := work.store.stale_rows(work.link, work.rules.digest, after=after, limit=REJUDGE_BATCH):
            self._still_ours()
            after = stale[-1].id
            judgement = self._again(stale)
            self.reached.unread += len(stale if judgement is None else judgement.unread)
            if judgement is None:
                continue
            count += len(stale)
            self._commit(judgement, rejudged=True)
        return count

    def _rejections_again(self) -> int:
        """How many rejections were read again."""
        work, after, count = self._work, 0, 0
        while stale := work.store.stale_rejections(work.link, work.rules.digest, after=after, limit=REJUDGE_BATCH):
            self._still_ours()
            after = stale[-1].id
            judgement = self._again(stale)
            self.reached.unread += len(stale if judgement is None else judgement.unread)
            if judgement is None:
                continue
            count += len(stale)
            self._commit(replace(judgement, rejections=()), rejudged=True)
            still = {rejection.where for rejection in judgement.rejections}
            work.store.resolve_rejections(
                [row.id for row in stale], work.rules.digest, still_rejected=_ids_at(stale, still)
            )
        return count

    def _again(self, stale: Sequence[StaleRow]) -> Judgement | None:
        """Earlier rows judged again; None when the target told nothing about any of them. Then they stay as they are
        for the next run: what cannot be looked up must not keep everything else from being sent."""
        try:
            return self._judge.page([row.row for row in stale], again=True)
        except (BrokenAnswerError, RefusedError):
            return None


def _further(one: Cursor | None, other: Cursor | None) -> Cursor | None:
    return max((cursor for cursor in (one, other) if cursor is not None), default=None)


def unreadable_content(rejection: Rejection) -> int:
    """What makes it the same unreadable row wherever it stood; a row without content is known by its place."""
    return hash(repr(sorted(rejection.raw.items(), key=lambda item: item[0])) if rejection.raw else rejection.where)


def _ids_at(stale: Sequence[StaleRow], places: set[str]) -> list[int]:
    return [row.id for row in stale if row.row.where in places]
