"""The page of the report's formulas for operators: ``python -m connector.report.report_page > docs/report.md``."""

import sys
from collections.abc import Iterator

from connector.report.case_words import CASE_COLUMNS
from connector.report.counts import LABELS, SECTIONS, Count
from connector.report.heading import METHOD
from connector.report.ratios import RATIOS, Ratio

_OPENING = """\
# Báo cáo đối chiếu

<!-- Trang này sinh ra từ connector/report: python -m connector.report.report_page > docs/report.md -->

`connector report` in số liệu của các lượt đối chiếu; `connector reconcile --report TỆP` ghi cùng số liệu ấy ra tệp,
theo đuôi tệp:

| đuôi | để làm gì |
|---|---|
| `.xlsx` | lọc, sắp, in; mỗi bảng một trang tính, khổ A4 ngang, lặp dòng đầu, có số trang |
| `.csv` | mở bằng bảng tính (UTF-8 có BOM, dấu chấm phẩy); ô có thể chạy thành công thức thì có dấu `'` đứng trước |
| `.json` | cho chương trình khác; mỗi danh sách đầy đủ |
| `.html` | in và ký: biên bản đối chiếu, có cơ quan, đường dây nóng, kỳ, cách đối chiếu và hai chỗ ký |

Dữ liệu cá nhân được che, trừ khi có `--unmask --by TÊN --reason LÝ DO` (được ghi nhật ký). Tệp được ghi trọn vẹn rồi
mới thay tệp cũ; không ghi được thì tệp cũ còn nguyên.

## Kỳ và hồ sơ được tính

`--since` và `--until` là ngày tiếp nhận, tính cả hai đầu; hồ sơ không rõ ngày tiếp nhận luôn được tính. Mỗi hồ sơ tính
một lần, dù ở nhiều luồng; khi hai luồng nói khác nhau về một hồ sơ thì lấy bên nói xấu hơn. Phần tiến độ giải quyết
tính cả hồ sơ nhận trước kỳ mà đến đầu kỳ chưa xong, theo tình trạng ở cuối kỳ, và luôn đúng đẳng thức:

**kỳ trước chuyển sang + tiếp nhận trong kỳ = đã xử lý + đang xử lý + tạm dừng**

Đã xử lý là trạng thái 9, 10 và 7; tạm dừng là 5, 6 và 8. Mới đăng ký (1) và không được tiếp nhận (3) đứng ngoài tổng
số.

"""

_DEADLINES = """\
## Hạn

* Tính theo ngày. Xong trước ngày hẹn là trước hạn, đúng ngày hẹn là đúng hạn, sau ngày hẹn là quá hạn. Ngày xong là
  ngày kết thúc xử lý, không phải ngày người dân đến nhận: người dân nhận muộn không làm hồ sơ quá hạn.
* Ngày hẹn rơi vào ngày nghỉ thì hạn là hết ngày làm việc kế tiếp, theo bảng lịch làm việc.
* Hồ sơ được gia hạn vẫn tính theo ngày hẹn đầu tiên. Hồ sơ có lúc tạm dừng thì tính theo ngày hẹn mới.
* Đang tạm dừng, đã rút, đã dừng, không được tiếp nhận thì không quá hạn.

## Quá hạn do đâu

Tính những hồ sơ quá hạn, hoặc phần mềm một cửa hiện hay đã có lúc hiện là quá hạn. Lý do là dòng đầu tiên giải thích
được:

| do đâu | khi nào |
|---|---|
| xử lý | việc xong sau hạn, hoặc chưa xong mà đã quá hạn |
| cập nhật | việc xong trong hạn (hoặc đã trả, có ký trong sổ giấy), phần mềm chuyên ngành ghi nhận sau hạn |
| đồng bộ | phần mềm chuyên ngành ghi nhận trong hạn, một cửa nhận được sau hạn |
| một cửa | một cửa nhận được trong hạn, bộ phận một cửa kết thúc sau hạn hoặc chưa kết thúc |
| chưa rõ | thiếu thời điểm để biết; không tính vào tỷ lệ nào |

Tạm dừng trong hạn mà một cửa vẫn hiện đang xử lý quá hạn cũng được xét như vậy. Mỗi hồ sơ được liệt kê kèm các thời
điểm.
"""


def page() -> str:
    """The whole page, in Markdown."""
    return _OPENING + "\n".join([*_method(), *_ratios(), *_counts(), _DEADLINES, *_cases()]) + "\n"


def _method() -> Iterator[str]:
    yield "## Cách đối chiếu\n"
    yield f"{METHOD.vi}\n"


def _ratios() -> Iterator[str]:
    yield "## Tỷ lệ\n"
    yield "Mẫu số bằng 0 thì tỷ lệ là “—”, không phải 100%. Chỉ khi đủ cả mới là 100,0%.\n"
    for ratio in RATIOS:
        yield from _ratio(ratio)


def _ratio(ratio: Ratio) -> Iterator[str]:
    yield f"### {ratio.label.vi}\n"
    yield f"* Tử số: {ratio.numerator.vi} ({_sum(ratio.above)})."
    yield f"* Mẫu số: {ratio.denominator.vi} ({_sum(ratio.below)})."
    if ratio.left_out is not None:
        yield f"* Không tính: {LABELS[ratio.left_out].vi} (`{ratio.left_out}`)."
    if ratio.note is not None:
        yield f"* {ratio.note.vi}."
    if ratio.unsure is not None:
        yield f"* Khoảng ấy rộng `{ratio.unsure}` hồ sơ; luồng không có sổ giấy nào thì tỷ lệ là một số."
    yield f"* Trong JSON: `ratios.{ratio.key}`.\n"


def _sum(counts: tuple[Count, ...]) -> str:
    return " + ".join(f"`{count}`" for count in counts)


def _counts() -> Iterator[str]:
    yield "## Số liệu\n"
    for title, counts in SECTIONS:
        yield f"### {title.vi}\n"
        yield "| trong JSON | nghĩa |"
        yield "|---|---|"
        yield from (f"| `{count}` | {LABELS[count].vi} |" for count in counts)
        yield ""


def _cases() -> Iterator[str]:
    yield "## Bảng chỗ lệch\n"
    yield (
        "Xếp theo hạn trả của người dân, rồi đến mức độ. Các cột: "
        + ", ".join(column.heading.vi.lower() for column in CASE_COLUMNS)
        + "."
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
