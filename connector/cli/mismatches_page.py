"""Makes docs/mismatches.md: ``python -m connector.cli.mismatches_page > docs/mismatches.md``."""

import sys
from collections.abc import Iterator

from connector.cli.labels import SEVERITIES, label
from connector.domain.kind_sentences import SENTENCES
from connector.domain.kinds import KINDS, Kind, Said
from connector.reconcile.grace import GRACED
from connector.reconcile.truth_table import TRUTH, Place

_OPENING = """\
# Các loại lệch

<!-- Trang này sinh ra từ mã nguồn: python -m connector.cli.mismatches_page > docs/mismatches.md -->

Một *chỗ lệch* là việc các bên (phần mềm chuyên ngành, phần mềm một cửa, hồ sơ giấy, Cổng DVCQG) không thống nhất về một
hồ sơ. Mỗi chỗ lệch được ghi một lần, giữ số ID qua các lượt đối chiếu, và chỉ đóng khi một lượt đối chiếu chứng minh đã
hết lệch. Xem bằng `connector mismatches`, xem đủ bằng `connector mismatches show ID`, lọc một loại bằng
`connector mismatches --kind LOẠI`; chấp nhận có thời hạn bằng `connector mismatches accept ID`.

Mỗi sự việc chỉ mở một chỗ lệch: trạng thái chậm đã gồm ngày kết thúc, ngày trả và các bước mà trạng thái đó mang theo;
sai ngày tiếp nhận đã gồm ngày hẹn trả và ngày kết thúc sai theo. Giá trị không đọc được hoặc chưa biết thì không mở gì.
Loại có cột *Gấp* là “có” được xếp theo hạn trả của hồ sơ (sắp đến hạn trước); loại khác xếp sau. Việc mới hơn
`policy.grace` của những loại sau được coi là còn đang trên đường, chưa mở gì: {graced}.

"""

_TABLE_OPENING = """\
## Ba bên đối chiếu với nhau

Mỗi hồ sơ ở mỗi bên là: không có, đang xử lý, đã xong, đã trả. Bảng cho biết kết luận của từng tổ hợp và ai xử lý ở đâu.
Bên trong “đang xử lý”, các trạng thái khác nhau (tiếp nhận, bổ sung, nghĩa vụ tài chính) do bảng trạng thái của hai
phần mềm quyết định. Hồ sơ bị từ chối, rút hoặc dừng không nằm trong bảng này.
"""

_PLACES = {
    Place.ABSENT: "không có",
    Place.OPEN: "đang xử lý",
    Place.FINISHED: "đã xong",
    Place.RETURNED: "đã trả",
}

_PAPER = {
    Place.UNCOVERED: "Sổ giấy không phụ trách hồ sơ này",
    Place.ABSENT: "Sổ giấy phụ trách nhưng không có hồ sơ",
    Place.OPEN: "Sổ giấy có hồ sơ, chưa trả",
    Place.FINISHED: "Phiếu kiểm soát ghi đã xong, chưa trả",
    Place.RETURNED: "Sổ giấy ghi đã trả",
}


def page() -> str:
    """The whole page, in Markdown."""
    graced = ", ".join(f"`{kind}`" for kind in KINDS if kind in GRACED)
    opening = _OPENING.replace("{graced}", graced)
    return "".join((opening, *_overview(), *map(_section, KINDS), _TABLE_OPENING, *_truth()))


def _overview() -> Iterator[str]:
    yield "| Loại | Tên | Số | Mức độ | Bên đúng | Gấp |\n|---|---|---|---|---|---|\n"
    for kind, entry in KINDS.items():
        severity, right = label(SEVERITIES, entry.severity, "vi"), entry.right.label.vi
        presses = "có" if entry.presses else "–"
        cells = f"[`{kind}`](#{kind}) | {entry.label.vi} | {entry.number or '–'} | {severity} | {right} | {presses}"
        yield f"| {cells} |\n"
    yield "\n"


def _section(kind: Kind) -> str:
    """One kind in full; its heading is its name, so that it can be linked to."""
    sentences = SENTENCES[kind]
    lines = [f"## {kind}", "", f"**{kind.label}** ({KINDS[kind].label.en})", "", f"Vì sao: {_reason(sentences.reason)}"]
    for desk, advice in sentences.advice.items():
        lines += ["", f"Cần làm ({desk.label.vi}): {advice.vi}"]
    return "\n".join(lines) + "\n\n"


def _reason(reason: Said) -> str:
    """The sentence with the names of the values in their places."""
    names = {"source": "chuyên ngành", "target": "một cửa", "paper": "giấy", "portal": "Cổng DVCQG"}
    values = {name: f"‹{told}›" for name, told in names.items()}
    return reason.vi.format(**values, sides="‹giá trị từng bên›", field="‹trường›")


def _truth() -> Iterator[str]:
    for paper, heading in _PAPER.items():
        yield f"\n### {heading}\n\n"
        yield "| chuyên ngành ↓ · một cửa → | " + " | ".join(_PLACES.values()) + " |\n|" + "---|" * 5 + "\n"
        for source, name in _PLACES.items():
            yield f"| {name} | " + " | ".join(_cell(source, target, paper) for target in _PLACES) + " |\n"


def _cell(source: Place, target: Place, paper: Place) -> str:
    cell = TRUTH[source, target, paper]
    if cell.kind is None:
        return "–" if source is target is Place.ABSENT else "khớp"
    return f"[`{cell.kind}`](#{cell.kind}): {cell.desk.label.vi}"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
