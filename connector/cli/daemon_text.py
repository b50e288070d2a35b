"""How the daemon stands, in words."""

from typing import TYPE_CHECKING

from connector.cli.spoken import Text
from connector.cli.tables import moment

if TYPE_CHECKING:
    from connector.ports import Heartbeat


def is_dead(last: "Heartbeat | None", *, lives: bool) -> bool:
    """It ended without having been asked to. An office that never had one, or stopped it, has none to be dead: how long
    that is well is the schedule's to say."""
    return last is not None and not lives and last.left_at is None


def daemon_text(last: "Heartbeat | None", *, lives: bool) -> Text:
    """One sentence with what to do."""
    if last is None:
        return Text(
            "Tiến trình nền: chưa chạy lần nào. Để chạy theo lịch: connector daemon.",
            "The daemon: never ran. To run by schedule: connector daemon.",
        )
    vi, en = f"máy {last.host}, tiến trình {last.pid}", f"{last.host}, process {last.pid}"
    since, beat = moment(last.started_at, "vi"), moment(last.beat_at, "vi")
    if lives:
        return Text(f"Tiến trình nền: đang chạy từ {since} ({vi}).", f"The daemon: running since {since} ({en}).")
    if last.left_at is not None:
        ended = moment(last.left_at, "vi")
        return Text(
            f"Tiến trình nền: đã dừng lúc {ended}. Chạy lại: connector daemon.",
            f"The daemon: stopped at {ended}. To start it: connector daemon.",
        )
    return Text(
        f"Tiến trình nền: ĐÃ CHẾT; dấu hiệu sống cuối lúc {beat} ({vi}). Chạy lại: connector daemon; "
        "tìm vì sao: connector logs --level error.",
        f"The daemon: DEAD; last sign of life at {beat} ({en}). To start it: connector daemon; "
        "to find out why: connector logs --level error.",
    )
