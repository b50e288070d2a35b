"""How an attempt's answer is settled: which state, when next, with what kept."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.dossier import PERSONAL_FIELDS, Dossier, Step, StepIdentity
from connector.domain.errors import ForeignSystemError, RateLimitedError, RefusedError, SystemDownError
from connector.domain.verdict import Action
from connector.observe.redact import scrub
from connector.ports import Settlement
from connector.reconcile.retry import after_refusal
from connector.sync.work import LinkWork

#: The shortest and the longest pause between two looks at what was sent.
SHORTEST_LOOK = timedelta(milliseconds=200)
LONGEST_LOOK = timedelta(hours=1)
_NO_TIME = timedelta(0)


class Settling:
    """Makes the settlements of one delivery."""

    def __init__(self, work: LinkWork, delivery: Delivery) -> None:
        self._work = work
        self._delivery = delivery

    def make(self, state: DeliveryState, **values: Any) -> Settlement:
        return Settlement(delivery=self._delivery, state=state, now=self._work.clock.now(), **values)

    def delivered(
        self, action: Action, *, pre_image: Dossier | None, last_sent: Dossier | None, unsent: Iterable[StepIdentity]
    ) -> Settlement:
        """A clear success: to be read back within the target's window. A newer version waits for that window's end, but
        not for people: where they do the work it only tells them better."""
        now, window = self._work.clock.now(), self._work.target.verify
        by_hand = self._work.target.capabilities.by_hand
        return self.make(
            DeliveryState.DELIVERED,
            attempted=True,
            action=action,
            next_attempt_at=now + window.first,
            verify_until=now if by_hand else now + window.until,
            record_answered=True,
            pre_image=pre_image,
            last_sent=last_sent,
            unsent_steps=tuple(unsent),
        )

    def in_doubt(
        self,
        error: ForeignSystemError,
        *,
        action: Action | None = None,
        pre_image: Dossier | None = None,
        unsent: Iterable[StepIdentity],
    ) -> Settlement:
        """Sent, outcome unknown: to be looked up once the target had time to show it. One doubt after the other ages it
        as refusals do, for it was looked up between."""
        again = self._delivery.state is DeliveryState.IN_DOUBT
        aged = max(self._delivery.refused_for, self._first_look()) if again else None
        return self.make(
            DeliveryState.IN_DOUBT,
            attempted=True,
            action=action,
            next_attempt_at=self._after_doubt(),
            refused_for=aged,
            pre_image=pre_image,
            error=self._told(error),
            unsent_steps=tuple(unsent),
        )

    def refused(self, error: RefusedError, *, unsent: Iterable[StepIdentity]) -> Settlement:
        """A clear no: tried again later, or a dead letter when that cannot help or has lasted too long."""
        if error.final:
            return self.dead(self._told(error), unsent=unsent, attempted=True)
        return self._after_refusal(error, error.retry_after, unsent=unsent, attempted=True)

    @property
    def doubted_again(self) -> bool:
        """Whether this doubt is not the first, so that what it left undone is not tried again at once."""
        return self._delivery.state is DeliveryState.IN_DOUBT and self._delivery.refused_for > _NO_TIME

    def not_taken(self, *, unsent: Iterable[StepIdentity]) -> Settlement:
        """A look-up shows that it was not taken, once more: that is a refusal, however it was said. The first waits are
        as short as a look, for it may have been the line."""
        error = RefusedError("Đã gửi mà không rõ kết quả, và tra cứu thấy chưa được ghi.", final=False)
        return self._after_refusal(error, None, unsent=unsent, attempted=False, first=self._first_look())

    def later(self, error: RateLimitedError, *, unsent: Iterable[StepIdentity]) -> Settlement:
        """Asked to come back later, in full; it is no refusal of this dossier and does not age it."""
        return self.make(
            DeliveryState.WAITING,
            attempted=True,
            next_attempt_at=self._work.clock.now() + error.retry_after,
            error=self._told(error),
            unsent_steps=tuple(unsent),
        )

    def after_down(self, error: SystemDownError, *, unsent: Iterable[StepIdentity]) -> Settlement:
        """The record arrived and the target went away before the steps: they wait, and do not age."""
        return self.make(
            DeliveryState.WAITING,
            next_attempt_at=self._work.clock.now(),
            error=self._told(error),
            unsent_steps=tuple(unsent),
        )

    def unread(self, error: ForeignSystemError) -> Settlement:
        """The target gave no trustworthy answer about this dossier: nothing was sent, it is looked up again later."""
        if self._delivery.state is DeliveryState.WAITING:
            return self._after_refusal(error, None, unsent=(), attempted=False)
        return self.make(self._delivery.state, next_attempt_at=self.next_look(), error=self._told(error))

    def dead(self, reason: str, *, unsent: Iterable[StepIdentity] = (), attempted: bool = False) -> Settlement:
        """Waits for a person, payload kept. ``attempted``: something was sent just now."""
        return self.make(DeliveryState.DEAD, error=reason, unsent_steps=tuple(unsent), attempted=attempted)

    def next_look(self) -> datetime:
        """When to look again at what was sent: after as long again as has passed since."""
        now = self._work.clock.now()
        return now + min(max(self._first_look(), now - (self._delivery.sent_at or now)), LONGEST_LOOK)

    def _after_doubt(self) -> datetime:
        """When to look at what was just sent without a clear answer: later with every attempt, up to sixteenfold."""
        doublings = min(max(self._delivery.attempts - 1, 0), 4)
        return self._work.clock.now() + self._first_look() * (1 << doublings)

    def _first_look(self) -> timedelta:
        return max(self._work.target.verify.first, SHORTEST_LOOK)

    def _after_refusal(
        self,
        error: ForeignSystemError,
        retry_after: timedelta | None,
        *,
        unsent: Iterable[StepIdentity],
        attempted: bool,
        first: timedelta | None = None,
    ) -> Settlement:
        retry = self._work.rules.policy.retry
        decision = after_refusal(
            self._delivery,
            retry if first is None else replace(retry, first=min(first, retry.first), factor=max(retry.factor, 2)),
            self._work.clock.now(),
            retry_after,
            jitter=random.random(),  # noqa: S311  # spreads retries; nothing secret hangs on it
        )
        if decision.next_attempt_at is None:
            return self.dead(self._told(error), unsent=unsent, attempted=attempted)
        return self.make(
            DeliveryState.WAITING,
            attempted=attempted,
            next_attempt_at=decision.next_attempt_at,
            refused_for=decision.refused_for,
            error=self._told(error),
            unsent_steps=tuple(unsent),
        )

    def _told(self, error: ForeignSystemError) -> str:
        return scrub(error.what, personal_values(self._delivery.payload))


def personal_values(dossier: Dossier) -> frozenset[str]:
    """What a foreign system's message about this dossier might repeat and no log may hold."""
    values = {getattr(dossier, name, None) for name in PERSONAL_FIELDS}
    steps: tuple[Step, ...] = dossier.steps or ()
    values |= {value for step in steps for value in (step.officer, step.content)}
    return frozenset(value for value in values if value)
