"""What is said of settled deliveries and of errors."""

from typing import Any

from connector.domain.delivery import DeliveryState
from connector.domain.errors import ConnectorError
from connector.domain.run import RunError
from connector.observe.events import Event
from connector.observe.log import Log
from connector.observe.redact import hide_secrets, scrub
from connector.ports import Settlement


def run_error(error: ConnectorError) -> RunError:
    """The error as it may be shown and stored: an adapter may have taken words of its system into the sentence."""
    return RunError(what=scrub(error.what), where=hide_secrets(error.where), do=hide_secrets(error.do))


def tell_settlement(log: Log, settlement: Settlement) -> None:
    """One line for what was sent, one for what became of it."""
    delivery = settlement.delivery
    told = log.bind(dossier=delivery.code)
    if settlement.attempted:
        sent = settlement.action or delivery.action
        told.say(
            Event.DELIVERY_SENT,
            delivery=delivery.id,
            attempt=delivery.attempts,
            create=sent.create,
            steps=len(sent.steps),
        )
    event, fields = _became(settlement)
    told.say(event, delivery=delivery.id, attempt=delivery.attempts, **fields)


def _became(settlement: Settlement) -> tuple[Event, dict[str, Any]]:
    later: dict[str, Any] = {"next_attempt_at": settlement.next_attempt_at}
    if settlement.hold is not None:
        return Event.DELIVERY_HELD, {"rule": str(settlement.hold.rule), "reason": settlement.hold.reason}
    told: dict[DeliveryState, tuple[Event, dict[str, Any]]] = {
        DeliveryState.WAITING: (Event.DELIVERY_RETRY_SCHEDULED, later | {"error": settlement.error}),
        DeliveryState.IN_DOUBT: (Event.DELIVERY_IN_DOUBT, later | {"error": settlement.error}),
        DeliveryState.DELIVERED: (Event.DELIVERY_DELIVERED, later),
        DeliveryState.DEAD: (Event.DELIVERY_DEAD, {"error": settlement.error}),
        DeliveryState.VERIFIED: (Event.DELIVERY_VERIFIED, {}),
    }
    return told.get(settlement.state, (Event.DELIVERY_SUPERSEDED, {}))
