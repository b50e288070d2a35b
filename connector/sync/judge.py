"""From a page's rows to judged rows: map, know, look up, match, compare, plan."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from connector.domain.codes import code_key
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, ForeignSystemError, RefusedError
from connector.domain.fingerprint import content_fingerprint
from connector.domain.mismatch import Finding, Kind
from connector.domain.run import Category
from connector.domain.text import key
from connector.domain.verdict import Action, Base, Disposition, Hold, HoldRule, Memory, Verdict
from connector.observe.redact import scrub
from connector.ports import JudgedRow, Known, RawRow, Reading, Rejection
from connector.reconcile.match import codes_to_ask, match, matching_keys
from connector.reconcile.plan import judge
from connector.reconcile.scope import in_scope
from connector.sync.parallel import in_parallel
from connector.sync.settling import personal_values
from connector.sync.work import LinkWork

#: So many look-ups of one page without a good one among them: it is not these dossiers, it is the system.
BROKEN_AS_A_WHOLE = 5

_CATEGORIES = {
    Disposition.AGREE: Category.UNCHANGED,
    Disposition.RECORD: Category.RECORDED,
    Disposition.PUSH: Category.QUEUED,
    Disposition.HOLD: Category.HELD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of a page's rows. ``unread`` are dossiers the target gave no trustworthy answer about."""

    rows: tuple[JudgedRow, ...]
    rejections: tuple[Rejection, ...]
    unread: tuple[JudgedRow, ...] = ()
    repaired: tuple[str, ...] = ()
    first_seen: frozenset[str] = frozenset()  #: codes this run had not read before this page


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A mapped row that has to be looked up."""

    row: RawRow
    dossier: Dossier
    fingerprint: str
    known: Known | None
    rival: str | None = None  #: another row that claims the same dossier with other content


class Judge:
    """Judges rows for one run. Look-ups go out in parallel, within the target's concurrency and rate."""

    def __init__(self, work: LinkWork, run: str, pool: ThreadPoolExecutor) -> None:
        self._work = work
        self._run = run
        self._pool = pool
        self._reached = False

    def page(self, rows: Sequence[RawRow], unreadable: Sequence[Rejection] = (), *, again: bool = False) -> Judgement:
        """Judge one page. With ``again`` a known fingerprint is no reason to stop: the rules have changed.

        Raises SystemDownError, and BrokenAnswerError when the target is broken as a whole. A dossier about which it
        alone cannot be asked is unread, and keeps no other one from being judged.
        """
        mapped, rejections = self._map(rows)
        codes = {dossier.code for _, dossier in mapped}
        known = self._work.store.known(self._work.link, sorted(codes))
        settled: list[JudgedRow] = []
        candidates: list[_Candidate] = []
        for row, dossier, rival in self._latest(mapped):
            candidate = self._candidate(row, dossier, known.get(dossier.code), rival)
            early = None if rival else self._settled_early(candidate, again=again)
            if early is None:
                candidates.append(candidate)
            else:
                settled.append(early)
        judged, unread = self._look_up_and_judge(candidates)
        return Judgement(
            rows=(*settled, *judged),
            rejections=(*unreadable, *rejections),
            unread=unread,
            repaired=tuple(repair for _, dossier in mapped for repair in dossier.repairs),
            first_seen=frozenset(code for code in codes if code not in known or known[code].read_run != self._run),
        )

    def _map(self, rows: Sequence[RawRow]) -> tuple[list[tuple[RawRow, Dossier]], list[Rejection]]:
        mapped: list[tuple[RawRow, Dossier]] = []
        rejections: list[Rejection] = []
        for row in rows:
            result = self._work.mapper.read(row)
            if isinstance(result, Rejection):
                rejections.append(result)
            else:
                mapped.append((row, result))
        return mapped, rejections

    @staticmethod
    def _latest(mapped: Sequence[tuple[RawRow, Dossier]]) -> list[tuple[RawRow, Dossier, str | None]]:
        """One row per code: the later version where record times tell, a contradiction where they do not."""
        latest: dict[str, tuple[RawRow, Dossier, str | None]] = {}
        for row, dossier in mapped:
            earlier = latest.get(dossier.code)
            if earlier is None or _is_later(dossier, earlier[1]):
                latest[dossier.code] = (row, dossier, None)
            elif not _is_later(earlier[1], dossier) and content_fingerprint(dossier) != content_fingerprint(earlier[1]):
                latest[dossier.code] = (earlier[0], earlier[1], row.where)
        return list(latest.values())

    def _candidate(self, row: RawRow, dossier: Dossier, known: Known | None, rival: str | None) -> _Candidate:
        return _Candidate(row=row, dossier=dossier, fingerprint=content_fingerprint(dossier), known=known, rival=rival)

    def _settled_early(self, candidate: _Candidate, *, again: bool) -> JudgedRow | None:
        """The row's settlement when no look-up is needed: known content, or out of the link's scope."""
        if not in_scope(candidate.dossier, self._work.rules.scope):
            return _judged(candidate, Category.OUT_OF_SCOPE)
        if not again and candidate.known is not None and candidate.known.fingerprint == candidate.fingerprint:
            return _judged(candidate, Category.UNCHANGED)
        return None

    def _look_up_and_judge(
        self, candidates: Sequence[_Candidate]
    ) -> tuple[tuple[JudgedRow, ...], tuple[JudgedRow, ...]]:
        if not candidates:
            return (), ()
        now = self._work.clock.now()
        self._reach_target()
        rivals = self._rivals(candidates)
        answers = in_parallel(
            self._pool, self._answer, candidates, width=self._work.target.concurrency, leave=self._work.leave_if_asked
        )
        failures = [answer for answer in answers if isinstance(answer, ForeignSystemError)]
        if failures and len(failures) == len(answers):
            self._fear_the_worst(failures)
        judged: list[JudgedRow] = []
        unread: list[JudgedRow] = []
        for candidate, answer in zip(candidates, answers, strict=True):
            if isinstance(answer, ForeignSystemError):
                unread.append(_unread(candidate, answer))
            else:
                judged.append(self._judge(candidate, answer, rivals.get(candidate.dossier.code), now))
        return tuple(judged), tuple(unread)

    def _rivals(self, candidates: Sequence[_Candidate]) -> dict[str, str]:
        """code → another code or place that claims the same dossier: another writing of one code, a code that an
        explicit mapping puts in its place, or two rows of one."""
        catalogues = self._work.rules.catalogues
        keys = {c.dossier.code: matching_keys(c.dossier.code, catalogues) for c in candidates}
        wanted = sorted(frozenset().union(*keys.values()))
        by_key = {name: set(codes) for name, codes in self._work.store.sharing_key(self._work.link, wanted).items()}
        for code in keys:
            by_key.setdefault(code_key(code), set()).add(code)
        rivals: dict[str, str] = {}
        for candidate in candidates:
            code = candidate.dossier.code
            written = by_key[code_key(code)] - {code}
            led = frozenset[str]().union(*(by_key.get(name, ()) for name in keys[code])) - written - {code}
            others = written | self._still_told(led, frozenset(keys))
            if candidate.rival is not None:
                rivals[code] = candidate.rival
            elif others:
                rivals[code] = ", ".join(sorted(others))
        return rivals

    def _still_told(self, codes: frozenset[str], of_page: frozenset[str]) -> set[str]:
        """Those codes under which the source has a row of the link now: a recoding leaves the old code known and gone.
        Where it cannot be asked for one, what this run has read is what it has."""
        known = self._work.store.known(self._work.link, sorted(codes - of_page)) if codes - of_page else {}
        told = {code for code, one in known.items() if one.fingerprint is not None and self._told(one)}
        return told | (codes & of_page)

    def _told(self, known: Known) -> bool:
        if known.read_run == self._run or not self._work.source.rereads:
            return known.read_run == self._run
        try:
            return self._work.source.read(known.code) is not None
        except (BrokenAnswerError, RefusedError):
            return True

    def _reach_target(self) -> None:
        """One probe before the first look-ups, so that a refused login is met once and not by every thread."""
        if not self._reached:
            self._work.target.probe()
            self._reached = True

    def _fear_the_worst(self, failures: Sequence[ForeignSystemError]) -> None:
        """No look-up of a page was answered well. A few may be the fault of their dossiers: a target that still
        answers a probe is not broken, and must not be kept from all others by them."""
        if len(failures) >= BROKEN_AS_A_WHOLE:
            raise failures[0]
        self._work.target.probe()

    def _answer(self, candidate: _Candidate) -> tuple[Reading, ...] | ForeignSystemError:
        """The target's rows that may be this dossier; the other form of the code is asked only when this one is not
        there. A broken answer about one dossier is kept for it alone; a system that is down stops the page."""
        try:
            base = Base() if candidate.known is None else candidate.known.memory.base
            for code in codes_to_ask(candidate.dossier, self._work.rules.catalogues, base=base):
                reading = self._work.target.look_up(code)
                if reading is not None:
                    return (reading,)
        except (BrokenAnswerError, RefusedError) as error:
            error.what = scrub(error.what, personal_values(candidate.dossier))
            return error
        return ()

    def _judge(
        self, candidate: _Candidate, readings: tuple[Reading, ...], rival: str | None, now: datetime
    ) -> JudgedRow:
        work = self._work
        if rival is not None:
            return collision(candidate.row, candidate.dossier, candidate.fingerprint, rival)
        matched = match(candidate.dossier, readings, work.rules.catalogues)
        verdict = judge(
            candidate.dossier,
            matched.reading,
            memory=candidate.known.memory if candidate.known else Memory(),
            rules=work.rules,
            capabilities=work.target.capabilities,
            calendar=work.calendar,
            now=now,
            match=matched,
        )
        return _from_verdict(candidate, verdict, frozenset(work.rules.policy.compare))


def _is_later(one: Dossier, other: Dossier) -> bool:
    return one.updated_at is not None and other.updated_at is not None and one.updated_at > other.updated_at


def keys_of(dossier: Dossier) -> dict[str, str]:
    """scheme → matching key, as the store keeps them."""
    return {"code": code_key(dossier.code)} | {scheme: key(value) for scheme, value in dossier.aliases.items()}


def _judged(candidate: _Candidate, category: Category) -> JudgedRow:
    return JudgedRow(
        code=candidate.dossier.code,
        keys=keys_of(candidate.dossier),
        fingerprint=candidate.fingerprint,
        category=category,
    )


def _from_verdict(candidate: _Candidate, verdict: Verdict, compared: frozenset[str]) -> JudgedRow:
    category = _CATEGORIES[verdict.disposition]
    return JudgedRow(
        code=candidate.dossier.code,
        keys=keys_of(candidate.dossier),
        fingerprint=candidate.fingerprint,
        category=category,
        dossier=candidate.dossier,
        raw=None if category is Category.UNCHANGED else candidate.row.values,
        action=verdict.action,
        hold=verdict.hold,
        recorded=verdict.recorded,
        pending=verdict.pending,
        agreed=verdict.agreed,
        untold=compared - verdict.comparable,
        rejudge=category in {Category.RECORDED, Category.HELD},
    )


def collision(row: RawRow, dossier: Dossier, fingerprint: str, rival: str) -> JudgedRow:
    """The row of a dossier that another row of the source claims too: somebody has to say which is which."""
    reason = f"Một mã hồ sơ ứng với hai bản ghi khác nhau trong phần mềm chuyên ngành: {rival}."
    hold = Hold(rule=HoldRule.CODE_COLLISION, reason=reason)
    finding = Finding(kind=Kind.CODE_COLLISION, source=dossier.code)
    return _held(row, dossier, fingerprint, hold, (finding,))


def _unread(candidate: _Candidate, error: ForeignSystemError) -> JudgedRow:
    reason = f"Không tra cứu được trên một cửa: {error.what}"
    hold = Hold(rule=HoldRule.LOOK_UP_FAILED, reason=reason)
    return _held(candidate.row, candidate.dossier, candidate.fingerprint, hold, ())


def _held(row: RawRow, dossier: Dossier, fingerprint: str, hold: Hold, findings: tuple[Finding, ...]) -> JudgedRow:
    return JudgedRow(
        code=dossier.code,
        keys=keys_of(dossier),
        fingerprint=fingerprint,
        category=Category.HELD,
        dossier=dossier,
        raw=row.values,
        # What is to be done is judged when a person releases it; until then it is only known which dossier it is.
        action=Action(create=False, target_code=dossier.code),
        hold=hold,
        recorded=findings,
        rejudge=True,
    )
