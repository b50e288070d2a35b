"""Working the outbox off: claim a batch, attempt it, settle it; follow what falls due soon; stop when told to."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.errors import ForeignSystemError, LoginRefusedError, RateLimitedError, SystemDownError
from connector.domain.link import CANARIES
from connector.domain.verdict import Hold, HoldRule
from connector.ports import Settlement
from connector.sync.attempt import Attempt, Interrupted
from connector.sync.lease import HeldLease
from connector.sync.parallel import in_parallel
from connector.sync.telling import tell_settlement
from connector.sync.work import LinkWork

#: Claimed, attempted and settled together: two or three commits for the whole batch (design 4).
BATCH = 50

#: The first pause after the target stopped answering; it doubles while the target stays down.
FIRST_PAUSE = timedelta(seconds=1)


class Delivering:
    """The delivering part of one run."""

    def __init__(self, work: LinkWork, run: str, lease: HeldLease, pool: ThreadPoolExecutor) -> None:
        self._work = work
        self._run = run
        self._lease = lease
        self._pool = pool
        self._deadline: datetime | None = None
        self._pause = FIRST_PAUSE
        self._unreadable_canaries = 0

    def follow(self, wait: timedelta) -> None:
        """Attempt everything due, then whatever falls due within ``wait`` of the first moment nothing was due, counted
        anew whenever something got further: a system that only ever says "later" is not waited for without end.

        In observe mode nothing is sent: what an earlier mode left waiting goes on waiting. What people carry out by
        hand is looked at in every run: the export that shows it comes when it comes, and reading it costs no request.
        """
        if self._work.rules.policy.mode == "observe":
            return
        if self._work.target.capabilities.by_hand:
            self._work.store.look_again(self._work.link, self._work.clock.now())
        while True:
            self._work.leave_if_asked()
            batch = self._claim()
            if batch:
                stopped = self._attempt(batch)
                if stopped is not None and not self._outlast(stopped, wait):
                    return
            elif not self._sleep_until(self._next_attempt(), wait):
                return

    def _claim(self) -> Sequence[Delivery]:
        self._lease.check()
        now = self._work.clock.now()
        return self._work.store.claim(
            self._work.link,
            self._work.owner,
            now=now,
            limit=BATCH,
            fresh=fresh_allowed(self._work),
            today=now.date(),
            next_working_day=self._work.calendar.next_working_day(now.date()),
        )

    def _next_attempt(self) -> datetime | None:
        return self._work.store.next_attempt(self._work.link, fresh=fresh_allowed(self._work) > 0)

    def _attempt(self, batch: Sequence[Delivery]) -> SystemDownError | None:
        """One batch in two phases: records, then steps, each settled or marked durably before the next begins.

        Returns what made the target unusable, if anything did.
        """
        work = self._work
        memories = work.store.memory([delivery.dossier_id for delivery in batch])
        lag = work.store.read_lag(work.target.name)
        attempts = [Attempt(work, delivery, memories[delivery.dossier_id], lag) for delivery in batch]
        stops = self._phase(attempts, self._write_record)
        with_steps = [attempt for attempt in attempts if attempt.steps_to_send]
        if with_steps:
            self._lease.check()
            marked = {attempt.delivery.id: attempt.steps_to_send for attempt in with_steps}
            work.store.mark_steps(marked, work.clock.now())
            stops += self._phase(with_steps, Attempt.append_steps)
        self._settle(attempts, stops)
        return stops[0] if stops else None

    def _write_record(self, attempt: Attempt) -> Interrupted | None:
        """An attempt that has not begun when the process is asked to end goes back as it was; what has begun is
        brought to its end, steps included."""
        return None if self._work.ending() else attempt.write_record()

    def _phase(
        self, attempts: Sequence[Attempt], step: Callable[[Attempt], Interrupted | None]
    ) -> list[SystemDownError]:
        stops = in_parallel(self._pool, step, attempts, width=self._work.target.concurrency)
        return [stop.error for stop in stops if stop is not None]

    def _settle(self, attempts: Sequence[Attempt], stops: Sequence[SystemDownError]) -> None:
        work = self._work
        untouched = [attempt.delivery for attempt in attempts if attempt.settlement is None]
        settlements = [attempt.settlement for attempt in attempts if attempt.settlement is not None]
        if untouched:
            work.store.unclaim(untouched, owner=work.owner, until=None)
        if settlements:
            work.store.settle(settlements, owner=work.owner)
            if any(_got_further(settlement) for settlement in settlements):
                self._deadline = None
        pauses = [stop.retry_after for stop in stops if isinstance(stop, RateLimitedError)]
        if pauses:
            work.store.postpone(work.link, work.clock.now() + max(pauses))
        for attempt in attempts:
            if attempt.lag_seen is not None:
                work.store.saw_read_lag(work.target.name, attempt.lag_seen)
        for settlement in settlements:
            tell_settlement(work.log, settlement)
        self._judge_canaries(settlements, attempts)

    def _judge_canaries(self, settlements: Sequence[Settlement], attempts: Sequence[Attempt]) -> None:
        """Hold the rest when the first deliveries could not be read back at all."""
        self._unreadable_canaries += sum(attempt.nothing_readable for attempt in attempts)
        progress = self._work.store.progress(self._work.link)
        blind = self._unreadable_canaries >= CANARIES and progress.canaries_verified == 0
        if settlements and blind and not progress.canaries_released:
            reason = "Ba lần gửi đầu tiên không đọc lại được gì trên một cửa để kiểm chứng."
            hold = Hold(rule=HoldRule.CANARY, reason=reason)
            self._work.store.hold_waiting(self._work.link, self._run, hold, self._work.clock.now())

    def _outlast(self, stop: SystemDownError, wait: timedelta) -> bool:
        """Wait for the target to answer again, one probe at a time; False when that is not within ``wait``."""
        while True:
            if isinstance(stop, LoginRefusedError):
                return False
            pause = stop.retry_after if isinstance(stop, RateLimitedError) else self._pause
            self._pause *= 2
            if not self._sleep_until(self._work.clock.now() + pause, wait):
                return False
            try:
                self._work.target.probe()
            except SystemDownError as error:
                stop = error
            except ForeignSystemError:
                return False
            else:
                self._pause = FIRST_PAUSE
                return True

    def _sleep_until(self, moment: datetime | None, wait: timedelta) -> bool:
        """Sleep until then if it is within the run's time to wait; False when the run should end instead."""
        if moment is None:
            return False
        now = self._work.clock.now()
        if self._deadline is None:
            self._deadline = now + wait
        if moment > self._deadline:
            return False
        self._work.clock.sleep(max(0.0, (moment - now).total_seconds()))
        self._lease.check()
        return True


def fresh_allowed(work: LinkWork) -> int:
    """How many waiting deliveries may be claimed: few until the link's canaries were proved. What a person carries out
    by hand needs none: it is days before the first is proved, and nobody is asked to do anything blindly."""
    if work.target.capabilities.by_hand:
        return BATCH
    progress = work.store.progress(work.link)
    if progress.proved:
        return BATCH
    return max(0, CANARIES - progress.canaries_verified - work.store.in_flight(work.link))


def _got_further(settlement: Settlement) -> bool:
    """Whether a delivery arrived or came to its end."""
    if settlement.state is DeliveryState.DELIVERED:
        return settlement.attempted
    return settlement.state in {DeliveryState.VERIFIED, DeliveryState.DEAD, DeliveryState.SUPERSEDED}
