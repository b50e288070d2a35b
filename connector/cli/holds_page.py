"""Makes docs/holds.md: ``python -m connector.cli.holds_page > docs/holds.md``."""

import sys
from collections.abc import Iterator

from connector.cli.hold_words import HOLD_WORDS
from connector.cli.labels import RULES, label
from connector.domain import errors
from connector.domain.verdict import BRAKES, HoldRule

_OPENING = """\
# Việc chờ duyệt, và các nhóm lỗi

<!-- Trang này sinh ra từ mã nguồn: python -m connector.cli.holds_page > docs/holds.md -->

Một việc *chờ duyệt* đã được lập mà chưa gửi. Xem bằng `connector holds`, xem đủ bằng `connector holds show ID`, lọc
theo quy tắc bằng `connector holds list --rule QUY_TẮC`. Cho gửi hoặc bác bằng `connector holds release ID` và
`connector holds reject ID`, luôn kèm tên người (`--by`) và lý do (`--reason`). Việc đã cho gửi vẫn được đọc lại một cửa
trước khi gửi; nội dung đổi thì được xét lại từ đầu.

"""

#: Class → what happened, what to do, exit code; the order is that of the tree in domain/errors.py.
ERROR_FAMILIES: dict[type[errors.ConnectorError], tuple[str, str, str]] = {
    errors.ConfigurationError: (
        "Cấu hình sai; chưa làm gì cả.",
        "Sửa các dòng được nêu (tệp, dòng, cột), chạy lại `connector check`.",
        "78",
    ),
    errors.LinkBusyError: (
        "Một tiến trình khác đang chạy luồng này.",
        "Chờ nó xong; xem `connector status`. Không tắt ngang.",
        "2",
    ),
    errors.StoreError: (
        "Kho dữ liệu bị khóa, hỏng, đầy, không ghi được, hoặc của bản mới hơn.",
        "Xem ổ đĩa và quyền; hỏng thì `connector restore TỆP`, rồi `connector reconcile`.",
        "2",
    ),
    errors.SystemDownError: (
        "Hệ thống kia không trả lời; ở đó chưa có gì xảy ra.",
        "Không phải làm gì ngay; chương trình tự thử lại. Lâu thì gọi đơn vị vận hành.",
        "2",
    ),
    errors.LoginRefusedError: (
        "Hệ thống kia từ chối tài khoản. Không bao giờ tự thử lại, để tài khoản không bị khóa.",
        "Sửa mật khẩu, chạy `connector check`.",
        "2",
    ),
    errors.RateLimitedError: (
        "Hệ thống kia xin gọi lại sau; chương trình chờ đúng giờ hẹn.",
        "Hay gặp thì đặt `rate` của hệ thống thấp hơn.",
        "1",
    ),
    errors.BrokenAnswerError: (
        "Có trả lời mà không tin được (trang đăng nhập, dữ liệu cụt). Không bao giờ hiểu là “không có gì”.",
        "Gửi lỗi và giờ xảy ra cho đơn vị vận hành hệ thống đó.",
        "2",
    ),
    errors.RefusedError: (
        "Một cửa từ chối rõ ràng một việc.",
        "Thử lại vài lần rồi thành *cần người xử lý*: `connector deadletters`.",
        "1",
    ),
    errors.AlreadyExistsError: (
        "Tạo mới gặp hồ sơ đã có.",
        "Không phải làm gì; lượt sau xét lại thành cập nhật.",
        "1",
    ),
    errors.DoesNotExistError: (
        "Cập nhật không gặp hồ sơ.",
        "Không phải làm gì; lượt sau xét lại thành tạo mới.",
        "1",
    ),
    errors.InDoubtError: (
        "Đã gửi, chưa rõ kết quả.",
        "Không nhập tay; chương trình tra cứu rồi mới làm tiếp.",
        "1",
    ),
}


def page() -> str:
    """The whole page, in Markdown."""
    return "".join((_OPENING, *map(_section, HoldRule), *_errors()))


def _section(rule: HoldRule) -> str:
    words = HOLD_WORDS[rule]
    sort = "Phanh: giữ cả lượt." if rule in BRAKES else "Giữ riêng hồ sơ này."
    return (
        f"## {rule}\n\n**{label(RULES, rule, 'vi')}**. {sort}\n\n"
        f"- Vì sao giữ: {words.why.vi}\n- Ai quyết định: {words.who.vi}\n"
        f"- Cho gửi: {words.release.vi}\n- Bác: {words.reject.vi}\n\n"
    )


def _errors() -> Iterator[str]:
    yield "# Các nhóm lỗi\n\nMọi lỗi nói chuyện gì xảy ra, ở đâu và *Cần làm*. Tên nhóm nằm ở trường "
    yield "`error_type` của nhật ký.\n\n"
    yield "| nhóm | chuyện gì | cần làm | mã thoát |\n|---|---|---|---|\n"
    for family, (what, todo, code) in ERROR_FAMILIES.items():
        yield f"| `{family.__name__}` | {what} | {todo} | {code} |\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
