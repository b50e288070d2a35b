"""The brakes: what one link may do in a rolling day before a person is asked. Any one is enough."""

from datetime import datetime
from fractions import Fraction

from connector.domain.link import Brakes, LinkProgress
from connector.domain.times import format_vn
from connector.domain.verdict import Hold, HoldRule
from connector.ports import PlanSize, Side

#: So many dossiers must stand elsewhere before a side is feared that has never told any. Nobody connects a specialized
#: software that has none; a book may well have just begun, and a one-stop begins with nothing in every pilot.
NOTHING_AGAINST = {Side.SOURCE: 10, Side.PAPER: 50}

#: How a person calls each side.
SIDE_NAMES = {Side.SOURCE: "phần mềm chuyên ngành", Side.TARGET: "một cửa", Side.PAPER: "sổ giấy"}


def brake(
    size: PlanSize, *, brakes: Brakes, progress: LinkProgress, enumerated: int | None, now: datetime
) -> Hold | None:
    """The first brake that applies to a run as a whole, or None.

    ``enumerated`` is how many dossiers in scope a complete enumeration gave; None when nothing was enumerated whole,
    which is never a measure.
    """
    return (
        _enumeration(size, brakes, progress, enumerated)
        or _gap(brakes, progress, now)
        or _actions(size, brakes)
        or _share(size, brakes)
    )


def too_few(told: int, measure: int, *, min_share: float, side: Side = Side.SOURCE) -> Hold | None:
    """Whether a side told so much less than ``measure`` that nothing may be concluded from it."""
    if told >= _share_of(min_share, measure):
        return None
    where = SIDE_NAMES[side]
    reason = f"Chỉ đọc được {told} hồ sơ từ {where}, trong khi trước đây có {measure} (ngưỡng min_share {min_share})."
    return Hold(rule=HoldRule.BRAKE_ENUMERATION, reason=reason)


def none_at_all(side: Side, elsewhere: int, *, min_share: float) -> Hold | None:
    """Whether a side that has told nothing, now and ever, may not be believed beside another that tells so many."""
    if min_share <= 0 or elsewhere < NOTHING_AGAINST[side]:
        return None
    where = SIDE_NAMES[side]
    reason = (
        f"Không đọc được hồ sơ nào từ {where}, trước đây cũng chưa lần nào, trong khi bên khác có {elsewhere}. "
        f"Kiểm tra địa chỉ, tài khoản, phạm vi (scope). Nếu {where} đúng là chưa có hồ sơ nào: đặt "
        "policy.brakes.min_share: 0, chạy connector reconcile một lần, rồi đặt lại như cũ."
    )
    return Hold(rule=HoldRule.BRAKE_ENUMERATION, reason=reason)


def _enumeration(size: PlanSize, brakes: Brakes, progress: LinkProgress, enumerated: int | None) -> Hold | None:
    """Fear the empty answer: a side that suddenly tells far less than it did."""
    if enumerated is None:
        return None
    return too_few(enumerated, max(progress.last_enumeration or 0, size.known), min_share=brakes.min_share)


def _gap(brakes: Brakes, progress: LinkProgress, now: datetime) -> Hold | None:
    """After a long silence only a reconcile knows what the incremental reading has missed."""
    times = [time for time in (progress.last_complete_sync, progress.last_reconcile) if time is not None]
    if progress.last_complete_sync is None or now - max(times) <= brakes.max_gap:
        return None
    reason = (
        f"Lần đồng bộ trọn vẹn gần nhất là {format_vn(progress.last_complete_sync)}, đã quá "
        f"max_gap ({brakes.max_gap.total_seconds() / 3600:.0f} giờ). Cần chạy đối chiếu (connector reconcile) trước."
    )
    return Hold(rule=HoldRule.BRAKE_GAP, reason=reason)


def _actions(size: PlanSize, brakes: Brakes) -> Hold | None:
    """What a person has released is not among the planned, and is not braked."""
    total = size.planned + size.actions_in_window
    if not size.planned or total <= brakes.max_actions:
        return None
    reason = f"{total} lần gửi trong 24 giờ, vượt max_actions {brakes.max_actions}."
    return Hold(rule=HoldRule.BRAKE_ACTIONS, reason=reason)


def _share(size: PlanSize, brakes: Brakes) -> Hold | None:
    off = brakes.max_share >= 1
    if off or not size.planned or size.written_in_window <= _share_of(brakes.max_share, size.known):
        return None
    reason = (
        f"{size.written_in_window} trên {size.known} hồ sơ đã biết sẽ bị ghi trong 24 giờ, "
        f"vượt max_share {brakes.max_share}."
    )
    return Hold(rule=HoldRule.BRAKE_SHARE, reason=reason)


def _share_of(share: float, count: int) -> Fraction:
    """Exactly the share as written: 0.29 of 100 is 29, which binary fractions deny."""
    return Fraction(str(share)) * count
