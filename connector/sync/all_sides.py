"""The judgement of one dossier on all sides within a run, and what the store is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from connector.domain.codes import code_day
from connector.domain.errors import ForeignSystemError
from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category
from connector.domain.standing import Stand, Standing
from connector.domain.verdict import Disposition, Memory, Verdict
from connector.ports import JudgedRow, Known
from connector.reconcile.bulk import GROUP_KINDS
from connector.reconcile.match import Match, MatchKind, match
from connector.reconcile.namesakes import beside_namesakes
from connector.reconcile.plan import judge
from connector.reconcile.sides import AllSides
from connector.reconcile.standing import standing_of
from connector.reconcile.truth_table import EXISTENCE_KINDS
from connector.reconcile.whole import RECONCILED_KINDS, Whole, judge_whole
from connector.sync.gather import Gathered
from connector.sync.judge import collision, keys_of
from connector.sync.one_dossier import OneDossier, is_code
from connector.sync.pull import NOT_JUDGED
from connector.sync.side_rows import Mark
from connector.sync.work import LinkWork

#: Kinds of which one dossier may have a case per field: seeing one open says nothing of another field's.
_ONE_PER_FIELD = frozenset(
    {Kind.FIELD_DIFFERS, Kind.APPLICANT_DIFFERS, Kind.TIME_ZONE_SHIFT, Kind.TEXT_ENCODING, Kind.UNKNOWN_VALUE}
)

_ACTS = frozenset({Disposition.PUSH, Disposition.HOLD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What the store remembers of a dossier that decides how it is looked at now."""

    known: Known | None = None
    open_kinds: frozenset[Kind] = frozenset()  #: of its cases, open or accepted
    unsettled: bool = False  #: something is planned, held, on its way, in doubt or dead
    stale: bool = False  #: kept to be judged again, under rules that have changed since or by whoever may act

    def content_stands(self, fingerprint: str) -> bool:
        return self.known is not None and self.known.fingerprint == fingerprint

    def agreed_on(self, one: OneDossier) -> bool:
        """Whether both sides once agreed on this very content, under one code, and nothing has come of it since."""
        if one.source is None or not one.readings or self.open_kinds or self.unsettled or self.stale:
            return False
        memory, mine, theirs = self.memory, one.source.dossier, one.readings[0].dossier
        settled = bool(memory.base.values) and not memory.owed_steps and not mine.unknown and not theirs.unknown
        return settled and mine.code == theirs.code and self.content_stands(one.fingerprint)

    @property
    def memory(self) -> Memory:
        return Memory() if self.known is None else self.known.memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What becomes of one dossier: a row for the store under what it proves gone, and how it stands."""

    row: JudgedRow | None
    proves: frozenset[Kind] = frozenset()
    plans: bool = False
    digest: str = ""
    standing: Standing | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AllJudged:
    """One dossier judged across all sides."""

    one: OneDossier
    sides: AllSides
    verdict: Verdict | None
    whole: Whole
    remembered: Remembered

    @property
    def code(self) -> str:
        return self.one.code

    @property
    def left_alone(self) -> bool:
        """The same content was planned before and that is not settled: it stands, and a person's word on it."""
        mine = self.remembered
        return mine.unsettled and not mine.stale and mine.content_stands(self.one.fingerprint)

    @property
    def found(self) -> tuple[Finding, ...]:
        return (*self.whole.recorded, *self.whole.pending)

    @property
    def lacks_paper(self) -> bool:
        """A register that covers it does not have it, and one case or another says that a side is without it."""
        kinds = {finding.kind for finding in (*self.found, *self.whole.young)}
        return self.sides.covered and not self.sides.papers and not kinds.isdisjoint(EXISTENCE_KINDS)

    @property
    def acts(self) -> bool:
        return self.verdict is not None and self.verdict.disposition in _ACTS and not self.left_alone


class AllSidesJudge:
    """Judges dossiers for one reconcile. Pure but for the clock it was given the time of."""

    def __init__(
        self,
        work: LinkWork,
        run: str,
        gathered: Gathered,
        *,
        plans: bool,
        proves_groups: bool,
        groups: Mapping[str, tuple[Finding, ...]],
    ) -> None:
        self._work = work
        self._run = run
        self._gathered = gathered
        self._plans = plans
        self._proves_groups = proves_groups
        self._groups = groups

    # -- judging

    def judge(self, one: OneDossier, remembered: Remembered, now: datetime) -> AllJudged:
        """What the scales found equal, as it was when both sides last agreed, needs no comparing field by field."""
        if one.equal and remembered.agreed_on(one):
            agrees = Verdict(disposition=Disposition.AGREE, comparable=frozenset(self._work.rules.policy.compare))
            judged = self._whole(one, remembered, agrees, Match(MatchKind.EXACT, one.readings[0]), now)
            if not (judged.found or judged.whole.young):
                return judged
        return self._compared(one, remembered, now)

    def _compared(self, one: OneDossier, remembered: Remembered, now: datetime) -> AllJudged:
        work = self._work
        verdict: Verdict | None = None
        matched: Match | None = None
        if one.source is not None:
            source = one.source.dossier
            matched = match(source, one.readings, work.rules.catalogues, contested=one.contested)
            verdict = judge(
                source,
                matched.reading,
                memory=remembered.memory,
                rules=work.rules,
                capabilities=work.target.capabilities,
                calendar=work.calendar,
                now=now,
                match=matched,
            )
        return self._whole(one, remembered, verdict, matched, now)

    def _whole(
        self, one: OneDossier, remembered: Remembered, verdict: Verdict | None, matched: Match | None, now: datetime
    ) -> AllJudged:
        work, sides = self._work, self._sides(one, matched)
        group = self._groups.get(one.key, ()) if one.key else ()
        whole = judge_whole(sides, verdict=verdict, rules=work.rules, calendar=work.calendar, now=now, group=group)
        whole = beside_namesakes(whole, sides, one.readings, work.rules.scope)
        return AllJudged(one=one, sides=sides, verdict=verdict, whole=whole, remembered=remembered)

    def _sides(self, one: OneDossier, matched: Match | None) -> AllSides:
        uncertain = matched is not None and matched.kind is MatchKind.COLLISION
        lists = self._work.target.capabilities.enumerable
        if matched is None:
            reading = one.readings[0] if one.readings else None
        else:
            reading = None if uncertain else matched.reading
        asked_source = one.read_again and self._work.source.rereads
        blind = self._gathered.source_blind and not asked_source
        only_asked = reading is not None and not lists  # a target that cannot list tells nothing the source lacks
        return AllSides(
            source=None if one.source is None else one.source.dossier,
            reading=reading,
            papers=one.papers,
            slip=one.slip,
            portal=one.portal,
            exports=one.exports,
            unheard=one.unheard,
            suggested=one.suggested,
            covered=not one.paper_unreadable and self._covered(one),
            source_whole=one.source is not None or not (blind or only_asked),
            target_whole=not uncertain and (lists or is_code(one.code)),
        )

    def _covered(self, one: OneDossier) -> bool:
        """Whether a register that was read whole should have it. Of a dossier that is on no side any more only its
        code tells the day; an entry without one was where it was."""
        witnesses = [self._work.witnesses[number] for number in self._gathered.whole_registers]
        if not is_code(one.code) and any(witness.holds_place(one.code) for witness in witnesses):
            return True
        registers = [witness.covers for witness in witnesses]
        programs = [reading.dossier for reading in one.readings]
        programs += [] if one.source is None else [one.source.dossier]
        if programs:
            return any(covers.holds(dossier) for covers in registers for dossier in programs)
        day = code_day(one.code) if is_code(one.code) else None
        return any(_may_hold(covers.first, covers.last, day) for covers in registers)

    def proves(self, judged: AllJudged) -> frozenset[Kind]:
        """The kinds whose cases are gone where this judgement does not name them."""
        kinds = RECONCILED_KINDS - judged.whole.unproved
        return kinds | GROUP_KINDS if self._proves_groups else kinds - GROUP_KINDS

    def needs_reading(self, judged: AllJudged) -> bool:
        """Whether it has to be read once more before anything follows from it: a case would open or close, or
        something be planned. What a target that is asked one by one said seconds ago is good enough for a plan."""
        one, known = judged.one, judged.remembered.open_kinds
        if one.read_again:
            return False
        kinds = {finding.kind for finding in judged.found}
        new = any(kind not in known or kind in _ONE_PER_FIELD for kind in kinds)
        gone = bool((known & self.proves(judged)) - kinds - {finding.kind for finding in judged.whole.young})
        acts = self._plans and judged.acts and self._work.target.capabilities.enumerable
        return new or gone or acts

    # -- what the store is told

    def settled(self, judged: AllJudged) -> Settled:
        one = judged.one
        if one.source is None:
            return self._elsewhere(judged)
        if one.source.mark is Mark.OUT_OF_SCOPE:
            return Settled(row=self._row(judged, Category.OUT_OF_SCOPE), digest=self._work.rules.digest)
        if self._is_known_so(judged):
            row = replace(self._row(judged, Category.UNCHANGED), agreed={}, untold=frozenset(), dossier=None, raw=None)
            return Settled(row=row, digest=self._work.rules.digest, standing=self._standing(judged))
        return self._of_source(judged)

    def unread(
        self, one: OneDossier, remembered: Remembered, error: ForeignSystemError | None, now: datetime
    ) -> Settled:
        """A dossier about which nothing can be concluded now: its row could not be read, or a system gave no answer
        about it. It is left as it was; content that nobody has judged yet is judged by the next run."""
        judged = AllJudged(
            one=one,
            sides=self._sides(one, None),
            verdict=None,
            whole=Whole(stand=Stand.NOT_COMPARABLE),
            remembered=remembered,
        )
        standing = self._standing(judged, now)
        if one.source is None or one.source.mark is Mark.OUT_OF_SCOPE:
            return Settled(row=None, standing=standing, unread=error is not None)
        row = self._row(judged, Category.RECORDED)
        again = not remembered.content_stands(row.fingerprint)
        return Settled(row=replace(row, rejudge=again), digest=NOT_JUDGED, standing=standing, unread=True)

    def collided(self, one: OneDossier, remembered: Mapping[str, Remembered], now: datetime) -> list[Settled]:
        """Several rows of the source claim one dossier: a person has to say which is which."""
        told = sorted({row.dossier.code for row in one.rivals})
        settled = []
        for row in {row.dossier.code: row for row in one.rivals}.values():
            code = row.dossier.code
            mine = replace(one, code=code, source=row, rivals=())
            others = [other for other in told if other != code] or [row.row.where for row in one.rivals[:1]]
            held = collision(row.row, row.dossier, mine.fingerprint, ", ".join(others))
            judged = self.judge(mine, remembered.get(code, Remembered()), now)
            standing = self._standing(judged, now, stand=Stand.DIFFERS)
            plans = self._plans and not judged.left_alone
            if not plans:
                again = not judged.left_alone
                held = replace(held, category=Category.RECORDED, action=None, hold=None, rejudge=again)
            digest = self._work.rules.digest if plans else NOT_JUDGED
            settled.append(Settled(row=held, plans=plans, digest=digest, standing=standing))
        return settled

    def _is_known_so(self, judged: AllJudged) -> bool:
        """Everything is as the store knows it already: only that it was read is news."""
        mine, verdict = judged.remembered, judged.verdict
        return (
            verdict is not None
            and verdict.disposition is Disposition.AGREE
            and not (judged.found or judged.whole.young or mine.open_kinds or mine.unsettled or mine.stale)
            and mine.content_stands(judged.one.fingerprint)
            and mine.memory.base.values.items() >= verdict.agreed.items()
        )

    def _of_source(self, judged: AllJudged) -> Settled:
        verdict, whole = judged.verdict, judged.whole
        if verdict is None:
            raise ValueError("a dossier of the source has a verdict")
        acts = self._plans and judged.acts
        category = self._category(judged, verdict, acts=acts)
        row = self._row(judged, category)
        if acts:
            healed = {finding.identity for finding in verdict.pending}
            pending = (*whole.pending, *whole.young, *(one for one in whole.recorded if one.identity in healed))
            hold = verdict.hold if category is Category.HELD else None
            row = replace(row, action=verdict.action, hold=hold, recorded=whole.recorded, pending=pending)
        else:
            row = replace(row, recorded=judged.found, pending=whole.young)
        again = not judged.left_alone and verdict.disposition in {Disposition.RECORD, *_ACTS}
        row = replace(row, rejudge=again and category is not Category.QUEUED)
        # What nobody may act on now is kept for whoever may: the next sync judges it again.
        undone = judged.acts and not acts
        return Settled(
            row=row,
            proves=self.proves(judged),
            plans=self._may_plan(judged, category),
            digest=NOT_JUDGED if undone else self._work.rules.digest,
            standing=self._standing(judged),
        )

    @staticmethod
    def _category(judged: AllJudged, verdict: Verdict, *, acts: bool) -> Category:
        if acts:
            return Category.QUEUED if verdict.disposition is Disposition.PUSH else Category.HELD
        agrees = verdict.disposition is Disposition.AGREE or judged.left_alone
        return Category.UNCHANGED if agrees and not judged.found else Category.RECORDED

    def _may_plan(self, judged: AllJudged, category: Category) -> bool:
        """Whether the row overtakes what was planned before of its dossier."""
        if not self._plans or judged.left_alone:
            return False
        return category is not Category.RECORDED or judged.remembered.unsettled

    def _elsewhere(self, judged: AllJudged) -> Settled:
        """A dossier that the source does not have, or that no side has any more."""
        one = judged.one
        row = JudgedRow(
            code=one.code,
            keys=keys_of(one.readings[0].dossier) if one.readings else {"code": one.key},
            fingerprint="",
            category=Category.RECORDED,
            recorded=judged.found,
            pending=judged.whole.young,
            due=judged.whole.due,
            on_source=False,
        )
        somewhere = bool(one.readings or one.papers)
        return Settled(
            row=row,
            proves=self.proves(judged),
            digest=self._work.rules.digest,
            standing=self._standing(judged) if somewhere else None,
        )

    def _row(self, judged: AllJudged, category: Category) -> JudgedRow:
        one, verdict = judged.one, judged.verdict
        if one.source is None:
            raise ValueError("only a dossier of the source makes a row of its own")
        return JudgedRow(
            code=one.source.dossier.code,
            keys=keys_of(one.source.dossier),
            fingerprint=one.fingerprint,
            category=category,
            dossier=one.source.dossier,
            raw=one.source.row.values,
            agreed={} if verdict is None else verdict.agreed,
            untold=judged.whole.untold,
            due=judged.whole.due,
        )

    # -- how it stands

    def _standing(self, judged: AllJudged, now: datetime | None = None, *, stand: Stand | None = None) -> Standing:
        standing = standing_of(
            judged.sides,
            stand=stand or self._stand(judged),
            link=self._work.link,
            run=self._run,
            now=now or self._work.clock.now(),
            synced_at=None,
            policy=self._work.rules.policy,
            registers=self._work.rules.paper_witness,
        )
        return replace(standing, code=judged.code, key=judged.one.key)

    def _stand(self, judged: AllJudged) -> Stand:
        """As judged, but for what only the run knows: cases that stand, and plans that nobody carries out."""
        whole = judged.whole
        kinds = {finding.kind for finding in (*judged.found, *whole.young)}
        stands = judged.remembered.open_kinds & (kinds | whole.unproved)
        undone = bool(whole.pending) and not (self._plans or judged.left_alone)
        return Stand.DIFFERS if stands or undone else whole.stand


def _may_hold(first: date | None, last: date | None, day: date | None) -> bool:
    if day is None:
        return first is None and last is None
    return (first is None or day >= first) and (last is None or day <= last)
