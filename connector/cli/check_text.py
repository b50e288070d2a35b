"""What a check found, in words: each side, the sample, five dossiers as the public would read them, what to do next."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from connector.cli.labels import FIELDS, label, of_field
from connector.cli.output import coloured
from connector.cli.spoken import Text
from connector.cli.tables import moment, paragraph, plain
from connector.domain.english import said_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connector.domain.run import RunError
    from connector.sync.checked import CheckReport, PublicStep, Rejected, Sample, WitnessChecked

_WITNESSES = {
    "register": Text("Sổ giấy", "Register"),
    "control_slip": Text("Phiếu kiểm soát", "Control slip"),
    "portal": Text("Cổng quốc gia", "National portal"),
    "export": Text("Tệp xuất", "Export"),
}
#: Reasons named of rows that could not be read; ``--json`` has them all.
_REASONS = 5


def check_text(report: "CheckReport", language: str, width: int) -> str:
    """The block one link's check is shown as."""
    return "\n".join(_Telling(report, language, width).lines())


class _Telling:
    def __init__(self, report: "CheckReport", language: str, width: int) -> None:
        self._report = report
        self._language = language
        self._width = width

    def lines(self) -> Iterator[str]:
        yield self._headline()
        yield from self._sides()
        yield from self._sample()
        yield from self._unknown(self._report.unknown_values, Text("chuyên ngành", "source"))
        yield from self._unknown(self._report.unknown_on_target, Text("một cửa", "target"))
        yield from self._rejections(self._report.rejections, "  ")
        for problem in self._report.problems:
            yield from self._problem(problem)
        yield from self._samples()
        for step in next_steps(self._report):
            yield self._line(Text(f"→ {step.vi}", f"→ {step.en}"))

    def _line(self, text: Text, indent: str = "  ") -> str:
        return paragraph(text.told(self._language), width=self._width, indent=indent)

    def _headline(self) -> str:
        report = self._report
        good = report.ok and report.reachable
        verdict = Text("tốt", "good") if good else Text("có điều phải xem", "something to look at")
        told = coloured(verdict.told(self._language), "green" if good else "red")
        return f"{coloured(report.link, 'bold')}: {told}"

    # -- sides

    def _sides(self) -> Iterator[str]:
        report = self._report
        source, target = plain(report.source_reachable, self._language), plain(report.target_reachable, self._language)
        yield self._line(
            Text(
                f"Chuyên ngành trả lời: {source}; một cửa trả lời: {target}",
                f"The source answers: {source}; the target answers: {target}",
            )
        )
        if not report.target_writable:
            yield self._line(
                Text("Một cửa chỉ đọc được: không ghi gì vào đó", "The target can only be read: nothing is written")
            )
        for witness in report.witnesses:
            yield self._line(_witness(witness))
            yield from self._rejections(witness.rejections, "    ")

    # -- the sample

    def _sample(self) -> Iterator[str]:
        report = self._report
        yield self._line(
            Text(
                f"Mẫu {report.sample_size} dòng: đọc được {report.mapped}, không đọc được {report.rejected}; "
                f"trong phạm vi {report.in_scope}, ngoài phạm vi {report.out_of_scope}",
                f"Sample of {report.sample_size} rows: mapped {report.mapped}, rejected {report.rejected}; "
                f"in scope {report.in_scope}, out of scope {report.out_of_scope}",
            )
        )
        told = ", ".join(f"{self._field(name)} {count}/{report.in_scope}" for name, count in report.told.items())
        if told:
            yield self._line(Text(f"Trường có giá trị: {told}", f"Fields with a value: {told}"))
        untold = ", ".join(map(self._field, report.untold))
        if untold:
            yield self._line(
                Text(f"Trường cần so mà mẫu không có: {untold}", f"Compared, and told by no row: {untold}")
            )
        uncatalogued = ", ".join(map(self._field, report.uncatalogued))
        if uncatalogued:
            yield self._line(
                Text(
                    f"Chưa so vì danh mục còn trống (connector catalogue import FILE): {uncatalogued}",
                    f"Not compared while the catalogue is empty (connector catalogue import FILE): {uncatalogued}",
                )
            )

    def _field(self, name: str) -> str:
        return label(FIELDS, name, self._language)

    def _unknown(self, counts: "Mapping[str, int]", side: Text) -> Iterator[str]:
        for words, count in counts.items():
            name, _, word = words.partition(": ")
            told = f"{self._field(name)} “{word}”"
            yield self._line(
                Text(
                    f"Giá trị chưa có nghĩa ({side.vi}): {told} ({count} dòng)",
                    f"Unknown value ({side.en}): {told} (rows: {count})",
                )
            )

    def _rejections(self, rejections: "Sequence[Rejected]", indent: str) -> Iterator[str]:
        for rejected in rejections[:_REASONS]:
            where = said_in("; ".join(rejected.where), self._language)
            reason = of_field(rejected.reason, self._language)
            told = Text(
                f"✗ Không đọc được {rejected.count} dòng: {reason} ({where})",
                f"✗ Rows rejected, {rejected.count}: {reason} ({where})",
            )
            yield self._line(told, indent)
        more = len(rejections) - _REASONS
        if more > 0:
            yield self._line(Text(f"… và {more} lý do khác (--json)", f"… and {more} more reasons (--json)"), indent)

    def _problem(self, problem: "RunError") -> Iterator[str]:
        what, where, do = (said_in(text, self._language) for text in (problem.what, problem.where, problem.do))
        yield self._line(Text(f"✗ {what}", f"✗ {what}"))
        if where:
            yield self._line(Text(f"Ở đâu: {where}", f"Where: {where}"), "    ")
        if do:
            yield self._line(Text(f"Cần làm: {do}", f"To do: {do}"), "    ")

    # -- five dossiers

    def _samples(self) -> Iterator[str]:
        if not self._report.samples:
            return
        count = len(self._report.samples)
        yield self._line(
            Text(
                f"{count} hồ sơ mẫu (đã che), và điều người dân sẽ đọc nếu gửi:",
                f"Samples (masked): {count}, and what the public would read if they were sent:",
            )
        )
        for sample in self._report.samples:
            yield self._line(Text(self._about(sample), self._about(sample)), "    ")
            yield from self._public(sample)

    def _about(self, sample: "Sample") -> str:
        """The dossier on one line; what it does not tell is left out."""
        days = (
            (Text("nhận", "received"), sample.received_at),
            (Text("hẹn trả", "due"), sample.due_at),
        )
        found = {
            True: Text("một cửa có", "on the target"),
            False: Text("một cửa chưa có", "not on the target"),
            None: None,
        }[sample.on_target]
        parts = [
            said_in(sample.status or "", self._language)
            or Text("chưa rõ trạng thái", "state not known").told(self._language),
            " ".join(filter(None, [sample.applicant_name, sample.applicant_id])),
            sample.procedure_code,
            *(f"{word.told(self._language)} {plain(day, self._language)}" for word, day in days if day),
            found and found.told(self._language),
        ]
        return f"{sample.code}: " + "; ".join(part for part in parts if part)

    def _public(self, sample: "Sample") -> Iterator[str]:
        indent = "      "
        if sample.public_status is not None:
            told = sample.public_status
            yield self._line(Text(f"Dân đọc: trạng thái “{told}”", f"Public: state “{told}”"), indent)
        for step in sample.public_steps:
            told = self._step(step)
            yield self._line(Text(f"Dân đọc: {told}", f"Public: {told}"), indent)
        if sample.public_note is not None:
            told = sample.public_note
            yield self._line(Text(f"Dân đọc: ghi chú “{told}”", f"Public: note “{told}”"), indent)

    def _step(self, step: "PublicStep") -> str:
        said = "" if step.content in {None, step.status} else f" “{step.content}”"
        return f"{moment(step.at, self._language)} {step.status or ''}{said}"


def _witness(witness: "WitnessChecked") -> Text:
    kind = _WITNESSES[witness.kind]
    vi, en = f"{kind.vi} {witness.name}", f"{kind.en} {witness.name}"
    if not witness.reachable:
        return Text(f"{vi}: không đọc được", f"{en}: cannot be read")
    if witness.kind == "portal":
        return Text(
            f"{vi}: trả lời; biết {witness.read}/{witness.asked} hồ sơ mẫu",
            f"{en}: answers; knows {witness.read} of {witness.asked} samples",
        )
    rejected = sum(group.count for group in witness.rejections)
    return Text(
        f"{vi}: đọc được {witness.read} dòng, không đọc được {rejected}; {witness.without_code} dòng không có mã hồ sơ",
        f"{en}: {witness.read} rows read, {rejected} rejected; {witness.without_code} without a code",
    )


def next_steps(report: "CheckReport") -> Iterator[Text]:
    """What to do now, the first thing first."""
    file = f"config/links/{report.link}.yaml"
    if not report.reachable or report.problems:
        yield Text(
            f"Làm theo “Cần làm” ở trên rồi chạy lại: connector check {report.link}",
            f"Follow what is said above, then again: connector check {report.link}",
        )
    if report.source_reachable and not report.sample_size:
        yield Text(
            f"Chuyên ngành không đưa dòng nào: xem lại địa chỉ, bộ lọc và records trong {file}.",
            f"The source gave no row: look at the address, the filter and records in {file}.",
        )
    if report.rejections:
        yield Text(
            f"Sửa map trong {file}, hoặc dữ liệu, cho những dòng không đọc được; dòng lỗi không được gửi.",
            f"Correct map in {file}, or the data, of the rejected rows; none of them is sent.",
        )
    if report.mapped and not report.in_scope:
        yield Text(
            f"Cả mẫu nằm ngoài phạm vi: xem lại scope trong {file}.",
            f"The whole sample is out of scope: look at scope in {file}.",
        )
    yield from _about_words(report, file)
    if report.reachable and report.ok and report.in_scope:
        yield Text(
            f"Xem một lượt đồng bộ sẽ làm gì, chưa ghi gì: connector plan {report.link}",
            f"See what a sync would do, nothing is written: connector plan {report.link}",
        )


def _about_words(report: "CheckReport", file: str) -> Iterator[Text]:
    fields = sorted({words.partition(": ")[0] for words in report.unknown_values})
    for name in fields:
        yield Text(
            f"Khai nghĩa của các giá trị lạ ở map.{name} trong {file}; chưa khai thì trường này không được gửi.",
            f"Say what the unknown words mean at map.{name} in {file}; until then the field is not sent.",
        )
    if report.unknown_on_target:
        yield Text(
            f"Khai nghĩa của các giá trị lạ của một cửa ở target trong {file}.",
            f"Say what the target's unknown words mean at target in {file}.",
        )
    if any(witness.rejections for witness in report.witnesses):
        yield Text(
            "Sửa những dòng của sổ giấy nêu ở trên ngay trong tệp sổ.",
            "Correct the rows of the book named above in its own file.",
        )
    if any(sample.exposes for sample in report.samples):
        yield Text(
            f"Chữ người dân sẽ đọc có tên hoặc số của người: đặt publish: {{step_content: label, note: never}} "
            f"trong {file}.",
            f"What the public would read names people: set publish: {{step_content: label, note: never}} in {file}.",
        )
