"""What the simulated one-stop answers when it fails: in clear words, by a status, or by a reply lost on its way."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from connector.testing.onestop_knobs import Failure, Plan
from connector.testing.server import Reply

STATUSES: Mapping[Failure, int] = {Failure.UNAVAILABLE: 503, Failure.LIMITED: 429, Failure.FORBIDDEN: 403}
BODIES: Mapping[Failure, Any] = {
    Failure.BUSY: {"error_code": 99, "message": "Hệ thống đang bận, vui lòng thử lại sau"},
    Failure.MUTE: {"error_code": 98},
    Failure.REFUSED: {"error_code": 7, "message": "Thủ tục không thuộc thẩm quyền của đơn vị"},
    Failure.NULL: None,
    Failure.LIST: [{"error_code": 0}],
    Failure.NO_CODE: {"message": "Thực hiện thành công", "result": []},
}


def lost(plan: Plan, reply: Reply) -> Reply:
    """The reply as it gets lost or damaged on its way."""
    kind = plan.failure.value.removesuffix("_after")
    if kind == "500":
        return Reply.html("<html>Internal Server Error</html>", status=500)
    if kind == "reset":
        return replace(reply, wire="reset")
    if kind == "silent":
        return replace(reply, delay=plan.seconds, wire="reset")
    if kind == "html":
        return Reply.html("<!DOCTYPE html><html><body>Đăng nhập</body></html>")
    return replace(reply, body=reply.body[: max(1, len(reply.body) * 2 // 3)])
