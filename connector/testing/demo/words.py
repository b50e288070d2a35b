"""What the demo says, in Vietnamese or English."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connector.domain.mismatch import Kind
from connector.domain.shares import percent
from connector.testing.demo.figures import Figures
from connector.testing.onestop_knobs import Failure

_FAILURES = {
    Failure.UNAVAILABLE: ("tạm ngừng (503)", "unavailable (503)"),
    Failure.LIMITED: ("xin gọi lại sau (429)", "asked to come later (429)"),
    Failure.EXPIRED: ("hết phiên làm việc", "session expired"),
    Failure.ERROR_AFTER: ("ghi xong rồi báo lỗi 500", "500 after the write"),
    Failure.SILENT_AFTER: ("ghi xong rồi im lặng đến hết giờ chờ", "silent after the write until time was up"),
    Failure.RESET_AFTER: ("ghi xong rồi đứt kết nối", "connection lost after the write"),
    Failure.TRUNCATED_AFTER: ("ghi xong, trả lời bị cụt", "answer cut after the write"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """``english`` False is Vietnamese."""

    english: bool = False

    def _told(self, vi: str, en: str) -> str:
        return en if self.english else vi

    def opening(self, folder: Path, dossiers: int, drifts: int) -> str:
        return self._told(
            f"Một cơ quan mô phỏng: {_number(dossiers, '.')} hồ sơ của 35 thủ tục, {drifts} hồ sơ đã bị làm lệch.\n"
            f"Phần mềm chuyên ngành (REST), một cửa điện tử (kiểu DVCQG) và sổ theo dõi (XLSX) đều chạy trên máy này.\n"
            f"Thư mục: {folder}",
            f"A simulated office: {_number(dossiers, ',')} dossiers of 35 procedures, {drifts} of them made to drift.\n"
            f"Specialized software (REST), one-stop (DVCQG-shaped) and the paper register (XLSX) all on this machine.\n"
            f"Folder: {folder}",
        )

    @property
    def first_look(self) -> str:
        return self._told(
            "\n1. Đối chiếu lần đầu, chế độ chỉ ghi nhận (observe): không ghi gì vào đâu.",
            "\n1. The first reconcile, in observe mode: nothing is written anywhere.",
        )

    @property
    def look_ahead(self) -> str:
        return self._told(
            "\n2. Đổi policy.mode thành push, và xem trước sẽ làm gì.",
            "\n2. policy.mode becomes push; what would be done is shown first.",
        )

    @property
    def sending(self) -> str:
        return self._told(
            "\n3. Gửi, trong khi một cửa cố ý hỏng đủ kiểu.",
            "\n3. Send, while the one-stop fails in every way on purpose.",
        )

    @property
    def second_look(self) -> str:
        return self._told(
            "\n4. Đối chiếu lại với cả sổ giấy, và lập báo cáo.",
            "\n4. Reconcile again, the paper register included, and write the report.",
        )

    def typed(self, arguments: Sequence[str]) -> str:
        return f"   $ connector {' '.join(arguments)}"

    def compared(self, figures: Figures) -> str:
        kinds = sorted(figures.mismatches.items(), key=lambda item: (-item[1], item[0]))
        listed = "\n".join(f"      {number:>4}  {self._kind(name)}" for name, number in kinds)
        heading = self._told("Hồ sơ đồng bộ", "Dossiers in sync")
        return f"   {heading}: {self._share(figures)}" + (f"\n{listed}" if listed else "")

    def planned(self, plan: Mapping[str, Any]) -> str:
        (link,) = plan["plans"]
        to_send = [row for row in link["rows"] if row["disposition"] == "queued"]
        create = sum(bool(row["create"]) for row in to_send)
        queued, held = len(to_send), sum(row["disposition"] == "held" for row in link["rows"])
        return self._told(
            f"   Sẽ gửi {queued} hồ sơ ({create} tạo mới), giữ lại {held} chờ người duyệt.",
            f"   Would send {queued} dossiers ({create} new), hold {held} for a person.",
        )

    def sent(self, verified: int, runs: int, happened: Mapping[Failure, int], logged: Mapping[str, int]) -> str:
        failed = ", ".join(f"{self._failure(failure)} ×{times}" for failure, times in sorted(_by_name(happened)))
        doubts, retries = logged.get("delivery.in_doubt", 0), logged.get("delivery.retry_scheduled", 0)
        return self._told(
            f"   Một cửa đã hỏng: {failed}.\n"
            f"   {verified} hồ sơ đã gửi và đọc lại thấy đúng, trong {runs} lượt; {doubts} lần chưa rõ kết quả đã được "
            f"tra cứu rồi mới làm tiếp, {retries} lần hẹn gửi lại.",
            f"   The one-stop failed: {failed}.\n"
            f"   {verified} dossiers sent and proved by reading back, in {runs} runs; {doubts} doubts were looked up "
            f"before anything was sent again, {retries} retries were scheduled.",
        )

    def ending(self, before: Figures, after: Figures, folder: Path, report: str) -> str:
        tries = "\n".join(
            f"   connector {command}"
            for command in ("status", "mismatches", "holds", "report --by division", "logs --level warning")
        )
        return self._told(
            f"\nTrước: {self._share(before)}   Sau: {self._share(after)}\n"
            f"Chỗ lệch: {sum(before.mismatches.values())} → {sum(after.mismatches.values())}; "
            f"những chỗ còn lại cần người quyết định, không phần mềm nào được tự đoán.\n"
            f"Báo cáo: {folder / report}\n\nThử tiếp:\n   cd {folder}\n{tries}",
            f"\nBefore: {self._share(before)}   After: {self._share(after)}\n"
            f"Mismatches: {sum(before.mismatches.values())} → {sum(after.mismatches.values())}; "
            f"what is left needs a person, no software may guess it.\n"
            f"Report: {folder / report}\n\nTry next:\n   cd {folder}\n{tries}",
        )

    def broken(self, problem: str) -> str:
        return self._told(f"! Câu chuyện không đúng như dự kiến: {problem}", f"! The story did not hold: {problem}")

    def running(self) -> str:
        return self._told(
            "\nCác hệ thống mô phỏng còn chạy; nhấn Ctrl+C để dừng.",
            "\nThe simulated systems stay up; Ctrl+C ends them.",
        )

    def _share(self, figures: Figures) -> str:
        told = percent(figures.agree, figures.union, english=self.english)
        return f"{told} ({figures.agree}/{figures.union})"

    def _kind(self, name: str) -> str:
        return name if self.english else Kind(name).label

    def _failure(self, name: str) -> str:
        return _FAILURES[Failure(name)][self.english]


def _by_name(happened: Mapping[Failure, int]) -> Iterable[tuple[str, int]]:
    return [(failure.value, times) for failure, times in happened.items()]


def _number(value: int, separator: str) -> str:
    return f"{value:,}".replace(",", separator)
