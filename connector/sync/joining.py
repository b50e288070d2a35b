"""Judging the union of all sides batch by batch, each committed whole: what differs is read once more before anything
follows from it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, ForeignSystemError, RefusedError
from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category
from connector.observe.events import Event
from connector.ports import PROGRAM_KINDS, JudgedRow, PageWork, Side, SideRow, Testimony, Witness
from connector.reconcile.bulk import BULK_AT_LEAST, BULK_MINUTES, DUPLICATE_DAYS, bulk_closed, duplicates
from connector.reconcile.suggest import Suggestions
from connector.sync.all_sides import AllJudged, AllSidesJudge, Remembered, Settled
from connector.sync.bench import Bench
from connector.sync.extent import Extent
from connector.sync.gather import BATCH, Gathered
from connector.sync.judge import BROKEN_AS_A_WHOLE
from connector.sync.one_dossier import OneDossier, Rereading, assembled, codes_for_witness, is_code
from connector.sync.parallel import in_parallel
from connector.sync.spool import Spool
from connector.sync.standings import Standings
from connector.sync.unlinked import Unlinked
from connector.sync.work import LinkWork

#: How many remembered codes are asked for at once.
_CODES_AT_ONCE = 1000

_FINAL_LOOK = frozenset(Kind)


@dataclass(slots=True)
class Joined:
    """What came of the judging, as the run itself counted it."""

    read: int = 0  #: distinct dossiers of the source, those out of scope among them
    unread: int = 0  #: dossiers about which a system gave no answer


@dataclass(slots=True)
class Watch:
    """Dossiers with cases: they are looked at every time, and once more at the end if no side told of them."""

    codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  #: key → codes
    stale: frozenset[str] = frozenset()  #: codes kept to be judged again


def watch(work: LinkWork, rows: Callable[[str], str]) -> Watch:
    """From the store; ``rows`` gives a code's matching key."""
    watched = Watch()
    after = ""
    while codes := work.store.case_codes(work.link, after=after, limit=_CODES_AT_ONCE):
        after = codes[-1]
        for code in codes:
            watched.codes[rows(code)].add(code)
    stale: set[str] = set()
    last = 0
    while kept := work.store.stale_rows(work.link, work.rules.digest, after=last, limit=BATCH):
        last = kept[-1].id
        stale.update(row.known.code for row in kept if row.known is not None)
    watched.stale = frozenset(stale)
    return watched


class Joining:
    """The judging part of one reconcile, after every side was laid to its end."""

    def __init__(
        self, bench: Bench, extent: Extent, gathered: Gathered, standings: Standings, *, watched: Watch
    ) -> None:
        self.joined = Joined()
        self._work = bench.work
        self._run = bench.run
        self._rows = bench.rows
        self._weighing = bench.weighing
        self._pool = bench.pool
        self._plans = bench.plans
        self._still_ours = bench.still_ours
        self._extent = extent
        self._gathered = gathered
        self._standings = standings
        self._watched = watched
        self._reread = Rereading(bench.work)
        self._unlinked = Unlinked(bench.work, bench.run, extent)
        self._suggestions = Suggestions()
        self._said: set[str] = set()  #: watched codes that this run has spoken of

    def all(self, out_of_scope: Spool) -> None:
        """Every dossier of the union; then those with cases that no side told of; then those out of scope."""
        whole = self._extent.whole and not self._extent.rotate
        judge = AllSidesJudge(
            self._work,
            self._run,
            self._gathered,
            plans=self._plans,
            proves_groups=whole,
            groups=self._groups(),
        )
        self._suggestions = Suggestions(self._entries_without_code())
        for batch in self._weighing.weigh(batch=BATCH):
            laid = (assembled(weighed, self._rows, self._work) for weighed in batch)
            ones = [one for one in laid if one is not None]
            self._batch(judge, [one for one in ones if one.key])
            # Entries without a code come last of all: by now each is known that may be some dossier's.
            self._batch(judge, [one for one in ones if not one.key and not self._suggestions.is_taken(one.code)])
        for gone in _batches(self._not_told()):
            self._batch(judge, gone)
        for rows in out_of_scope.batches(BATCH):
            self._leave_out(rows)

    # -- one batch

    def _batch(self, judge: AllSidesJudge, ones: Sequence[OneDossier]) -> None:
        if not ones:
            return
        self._still_ours()
        ones = self._with_witnesses(ones)
        remembered = self._remember(ones)
        now = self._work.clock.now()
        clear = (judge.judge(one, remembered[one.code], now) for one in ones if self._is_clear(one))
        first = [self._with_suggestion(judge, judged, now) for judged in clear]
        again = self._read_again([one.one for one in first if judge.needs_reading(one)])
        remembered |= self._remember([one for one in again.values() if one.code not in remembered])
        settled: list[Settled] = []
        for judged in first:
            fresh = again.get(judged.code)
            settled.append(self._settle(judge, judged if fresh is None else fresh, remembered))
            if fresh is not None and fresh.code != judged.code and judged.remembered.open_kinds:
                settled.append(_gone(judged.code, judged.one.key, self._work.rules.digest))
        for one in ones:
            if one.rivals:
                settled += judge.collided(one, remembered, now)
            elif one.unreadable:
                settled.append(judge.unread(one, remembered[one.code], None, now))
        settled += self._elsewhere_known(ones)
        self._commit(settled, remembered)
        self._work.log.say(Event.DOSSIERS_JUDGED, dossiers=len(ones))

    @staticmethod
    def _is_clear(one: OneDossier) -> bool:
        return not (one.rivals or one.unreadable)

    def _settle(
        self, judge: AllSidesJudge, told: AllJudged | OneDossier, remembered: Mapping[str, Remembered]
    ) -> Settled:
        if isinstance(told, AllJudged):
            return self._concluded(judge, told)
        now, mine = self._work.clock.now(), remembered[told.code]
        if told.error is not None or told.unreadable:
            return judge.unread(told, mine, told.error, now)
        judged = judge.judge(told, mine, now)
        if told.suggested is not None and not judged.lacks_paper:
            self._suggestions.give_back(told.suggested)
        return self._concluded(judge, judged)

    def _concluded(self, judge: AllSidesJudge, judged: AllJudged) -> Settled:
        for standing in self._unlinked.of(judged, self._work.clock.now()):
            self._standings.put(standing, queued=False)
        return judge.settled(judged)

    def _with_suggestion(self, judge: AllSidesJudge, judged: AllJudged, now: datetime) -> AllJudged:
        """A dossier that the register lacks, and an entry without a code that may be its own, are one fact."""
        if not judged.lacks_paper:
            return judged
        entry = self._suggestions.take(judged.sides.programs)
        if entry is None:
            return judged
        return judge.judge(replace(judged.one, suggested=entry), judged.remembered, now)

    def _entries_without_code(self) -> Iterator[Testimony]:
        if not self._rows.has_entries_without_code:
            return
        for row in self._weighing.loose():
            _, entry = self._rows.read_paper(row)
            if entry is not None:
                yield entry

    def _read_again(self, ones: Sequence[OneDossier]) -> dict[str, OneDossier]:
        """code as laid → the dossier as both systems tell it now."""
        work = self._work
        read = in_parallel(
            self._pool, self._reread.source, ones, width=work.source.concurrency, leave=work.leave_if_asked
        )
        read = in_parallel(
            self._pool, self._reread.target, read, width=work.target.concurrency, leave=work.leave_if_asked
        )
        failures = [one.error for one in read if one.error is not None]
        if len(failures) == len(read) and len(failures) >= BROKEN_AS_A_WHOLE:
            raise failures[0]
        return {laid.code: now for laid, now in zip(ones, read, strict=True)}

    def _remember(self, ones: Sequence[OneDossier]) -> dict[str, Remembered]:
        """Of every dossier and every rival, in four queries."""
        store, link = self._work.store, self._work.link
        codes = sorted({one.code for one in ones} | {row.dossier.code for one in ones for row in one.rivals})
        known = store.known(link, codes)
        cases = store.open_cases(link, codes)
        unsettled = store.unsettled_codes(link, codes)
        return {
            code: Remembered(
                known=known.get(code),
                open_kinds=cases.get(code, frozenset()),
                unsettled=code in unsettled,
                stale=code in self._watched.stale,
            )
            for code in codes
        }

    def _elsewhere_known(self, ones: Sequence[OneDossier]) -> list[Settled]:
        """Cases written down under another code of the same dossier, before it was known under this one: they are
        gone, for what still differs stands under this one."""
        settled = []
        for one in ones:
            spoken = {one.code} | {row.dossier.code for row in one.rivals}
            self._said |= spoken
            if not self._is_clear(one) or not one.key:
                continue
            others = self._watched.codes.get(one.key, set()) - spoken - self._said
            self._said |= others
            settled += [_gone(code, one.key, self._work.rules.digest) for code in sorted(others)]
        return settled

    # -- what is asked of witnesses dossier by dossier

    def _with_witnesses(self, ones: Sequence[OneDossier]) -> list[OneDossier]:
        told = list(ones)
        for witness in self._work.witnesses:
            if witness.kind in PROGRAM_KINDS or not witness.enumerable:
                told = self._asked(witness, told)
        return told

    def _asked(self, witness: Witness, ones: Sequence[OneDossier]) -> list[OneDossier]:
        def ask(one: OneDossier) -> Testimony | ForeignSystemError | None:
            if one.dossier is None or not is_code(one.code) or not witness.covers.holds(one.dossier):
                return None
            codes = codes_for_witness(one, self._work.rules.catalogues)
            try:
                return next((told for code in codes if (told := witness.look_up(code)) is not None), None)
            except (BrokenAnswerError, RefusedError) as error:
                return error

        answers = in_parallel(self._pool, ask, ones, width=witness.concurrency, leave=self._work.leave_if_asked)
        failures = [answer for answer in answers if isinstance(answer, ForeignSystemError)]
        if len(failures) == len(answers) and len(failures) >= BROKEN_AS_A_WHOLE:
            raise failures[0]
        self.joined.unread += len(failures)
        return [_hears(one, witness, answer) for one, answer in zip(ones, answers, strict=True)]

    # -- groups

    def _groups(self) -> dict[str, tuple[Finding, ...]]:
        """key → what only a group of dossiers shows: received twice, closed in one go."""
        found: defaultdict[str, dict[Kind, Finding]] = defaultdict(dict)
        for side in (Side.SOURCE, Side.TARGET):
            for group in self._weighing.doubled(side, days=DUPLICATE_DAYS):
                self._note(found, duplicates(self._dossiers(side, group)))
            for group in self._weighing.closed_together(side, at_least=BULK_AT_LEAST, minutes=BULK_MINUTES):
                self._note(found, bulk_closed(self._dossiers(side, group), calendar=self._work.calendar))
        return {key: tuple(kinds.values()) for key, kinds in found.items()}

    def _note(self, found: Mapping[str, dict[Kind, Finding]], news: Mapping[str, Finding]) -> None:
        for code, finding in news.items():
            found[self._rows.key(code)].setdefault(finding.kind, finding)

    def _dossiers(self, side: Side, group: Sequence[SideRow]) -> list[Dossier]:
        if side is Side.SOURCE:
            return [self._rows.read_source(row).dossier for row in group]
        return [self._rows.read_target(row).dossier for row in group]

    # -- the end

    def _not_told(self) -> Iterator[OneDossier]:
        """Dossiers with cases that no side has told of: gone everywhere, or so it seems."""
        for key, codes in list(self._watched.codes.items()):
            asked = self._extent.whole or key in self._extent.keys
            if asked and key not in self._gathered.unreadable:
                for code in sorted(codes - self._said):
                    self._said.add(code)
                    yield OneDossier(key=key, code=code)

    def _leave_out(self, rows: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Written down as out of scope, which ends every case of theirs."""
        self._still_ours()
        work = self._work
        codes = {code for code, _ in rows}
        known = work.store.known(work.link, sorted(codes))
        self.joined.read += sum(code not in known or known[code].read_run != self._run for code in codes)
        judged = tuple(
            JudgedRow(code=code, keys=keys, fingerprint="", category=Category.OUT_OF_SCOPE) for code, keys in rows
        )
        work.store.commit_page(self._page(judged, work.rules.digest, frozenset(), plans=self._plans))

    # -- the store

    def _commit(self, settled: Sequence[Settled], remembered: Mapping[str, Remembered]) -> None:
        """One transaction for all that proves the same gone, under the same rules."""
        together: defaultdict[tuple[bool, str, frozenset[Kind]], list[JudgedRow]] = defaultdict(list)
        for one in settled:
            self.joined.unread += one.unread
            if one.row is None:
                continue
            together[one.plans, one.digest, one.proves].append(one.row)
            mine = remembered.get(one.row.code, Remembered()).known
            if one.row.on_source:
                self.joined.read += mine is None or mine.read_run != self._run
        for (plans, digest, proves), rows in together.items():
            self._work.store.commit_page(self._page(tuple(rows), digest, proves, plans=plans))
        for one in settled:
            if one.standing is not None:
                queued = one.row is not None and one.row.category is Category.QUEUED
                self._standings.put(one.standing, queued=queued)

    def _page(self, rows: tuple[JudgedRow, ...], digest: str, proves: frozenset[Kind], *, plans: bool) -> PageWork:
        return PageWork(
            link=self._work.link,
            run=self._run,
            rules_digest=digest,
            now=self._work.clock.now(),
            rows=rows,
            judged_kinds=proves,
            plans=plans,
        )


def _gone(code: str, key: str, digest: str) -> Settled:
    row = JudgedRow(code=code, keys={"code": key}, fingerprint="", category=Category.RECORDED, on_source=False)
    return Settled(row=row, proves=_FINAL_LOOK, digest=digest)


def _hears(one: OneDossier, witness: Witness, answer: Testimony | ForeignSystemError | None) -> OneDossier:
    if answer is None:
        return one
    if isinstance(answer, ForeignSystemError):
        return replace(one, unheard=True)
    match witness.kind:
        case "portal":
            return replace(one, portal=answer)
        case "export":
            return replace(one, exports=(*one.exports, answer))
        case "control_slip":
            return replace(one, slip=answer)
        case _:
            return replace(one, papers=(*one.papers, answer))


def _batches(ones: Iterable[OneDossier]) -> Iterator[list[OneDossier]]:
    batch: list[OneDossier] = []
    for one in ones:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
