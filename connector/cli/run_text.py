"""One run's figures as an operator reads them, with what to do next."""

from collections.abc import Iterator
from typing import Any

from connector.cli import output
from connector.cli.labels import AGREEMENTS, CATEGORIES, DELIVERIES, OUTCOMES, label
from connector.cli.spoken import Text, counted
from connector.cli.tables import moment, paragraph
from connector.domain.english import in_english, said_in
from connector.domain.mismatch import Kind
from connector.domain.run import Agreement, Outcome, RunSummary
from connector.domain.shares import percent

_COLOURS = {Outcome.VERIFIED: "green", Outcome.UNVERIFIED: "yellow", Outcome.PARTIAL: "yellow", Outcome.FAILED: "red"}
_ROWS = ("rejected", "out_of_scope", "unchanged", "recorded", "queued", "held")
_DELIVERIES = ("verified", "delivered", "waiting", "in_doubt", "dead", "superseded")


def run_document(summary: RunSummary, language: str) -> dict[str, Any]:
    """The figures of the run, and why it could not go on in the reader's language."""
    return summary.to_json() | {"error": summary.error and output.error_document(summary.error, language)}


def run_text(summary: RunSummary, language: str, width: int) -> str:
    """The block one link's run is shown as."""
    return "\n".join([_headline(summary, language), *_body(summary, language, width)])


def _headline(summary: RunSummary, language: str) -> str:
    outcome = output.coloured(label(OUTCOMES, summary.outcome, language), _COLOURS[summary.outcome])
    headline = f"{output.coloured(summary.link, 'bold')}: {outcome}"
    if summary.outcome is Outcome.VERIFIED and not _owed(summary):
        headline += Text(" (không có gì phải gửi)", " (there was nothing to send)").told(language)
    return headline


def _owed(summary: RunSummary) -> int:
    return summary.waiting_before + summary.in_doubt_before + summary.queued + summary.revived


def agreement_text(agreement: str, kind: str | None, outcome: str | None, language: str) -> str:
    """How the office stands. A sync that met nothing new is no failure to compare."""
    if agreement == Agreement.UNKNOWN and kind == "sync" and outcome != Outcome.FAILED:
        return Text("Không có gì mới để đối chiếu", "Nothing new to compare").told(language)
    return label(AGREEMENTS, agreement, language)


def _body(summary: RunSummary, language: str, width: int) -> Iterator[str]:
    def lines(vi: str, en: str) -> str:
        return paragraph(Text(vi, en).told(language), width=width, indent="  ")

    if not summary.run:  # it could not even begin, and why was said once for every link
        return
    started, ended = moment(summary.started_at, language), moment(summary.finished_at, language)
    yield lines(f"Lượt chạy {summary.run}, {started} đến {ended}", f"Run {summary.run}, {started} to {ended}")
    if summary.error is not None:
        yield from _error(summary, language, width)
        if not (summary.read or _owed(summary)):  # figures of a run that did nothing would be a row of zeros
            return
    agreement = agreement_text(summary.agreement, summary.kind, summary.outcome, language)
    yield lines(f"Đối chiếu: {agreement}", f"Agreement: {agreement}")
    if brake := summary.news.brake:
        yield lines(f"Phanh an toàn: {brake}", f"A brake: {in_english(brake)}")
    if summary.kind == "reconcile":
        for text in _sides(summary):
            yield lines(text.vi, text.en)
    rows = _counted(summary, _ROWS, CATEGORIES, language)
    yield lines(f"Đọc {summary.read} dòng: {rows}", f"Read {summary.read} rows: {rows}")
    owed = _owed(summary)
    sent = _counted(summary, _DELIVERIES, DELIVERIES, language)
    yield lines(f"Cần gửi {owed}: {sent}", f"To send {owed}: {sent}")
    if any(summary.mismatches.values()):
        cases = "; ".join(
            f"{kind_label(kind, language)} {count}" for kind, count in summary.mismatches.items() if count
        )
        yield lines(f"Đang lệch: {cases}", f"Open mismatches: {cases}")
    asked = (summary.requests.get("source", 0), summary.requests.get("target", 0))
    yield lines(
        f"Số lần gọi: chuyên ngành {asked[0]}, một cửa {asked[1]}", f"Requests: source {asked[0]}, target {asked[1]}"
    )
    for step in _next_steps(summary):
        yield paragraph(f"→ {step.told(language)}", width=width, indent="  ")


def _sides(summary: RunSummary) -> Iterator[Text]:
    """The share in sync with its numerator and denominator, and what it is made of."""
    agree, union, comparable = summary.agree, summary.union, summary.comparable
    share_vi = percent(agree, union, english=False)
    share_en = percent(agree, union, english=True)
    yield Text(
        f"Khớp ở mọi bên: {agree}/{union} hồ sơ ({share_vi}); so sánh được {comparable}",
        f"Agreeing on every side: {agree}/{union} dossiers ({share_en}); comparable {comparable}",
    )
    yield Text(
        f"Số hồ sơ: chuyên ngành {summary.source}, một cửa {summary.target}, sổ giấy {summary.paper}, tất cả {union}",
        f"Dossiers: source {summary.source}, target {summary.target}, paper {summary.paper}, in all {union}",
    )


def _error(summary: RunSummary, language: str, width: int) -> Iterator[str]:
    error = summary.error
    if error is None:
        return
    parts = (
        (Text("Lỗi", "Error"), error.what),
        (Text("Ở đâu", "Where"), error.where),
        (Text("Cần làm", "To do"), error.do),
    )
    for name, text in parts:
        if text:
            yield paragraph(f"{name.told(language)}: {said_in(text, language)}", width=width, indent="  ")


def _counted(summary: RunSummary, names: tuple[str, ...], words: dict[str, Text], language: str) -> str:
    counts = [f"{label(words, name, language)} {getattr(summary, name)}" for name in names if getattr(summary, name)]
    return ", ".join(counts) or Text("không có gì", "nothing").told(language)


def kind_label(kind: str, language: str) -> str:
    return Kind(kind).entry.label.told(language)


def _next_steps(summary: RunSummary) -> Iterator[Text]:
    link, news = summary.link, summary.news
    if news.held:
        yield Text(
            f"{news.held} việc mới chờ duyệt: connector holds {link}",
            f"{news.held} newly held, to be released or rejected: connector holds {link}",
        )
    elif summary.held:
        yield Text(
            f"{summary.held} việc chờ duyệt: connector holds {link}",
            f"{summary.held} to be released or rejected: connector holds {link}",
        )
    if summary.dead:
        yield Text(
            f"{summary.dead} việc cần người xử lý: connector deadletters {link}",
            f"{counted(summary.dead, 'dead letter')}: connector deadletters {link}",
        )
    if summary.rejected:
        yield Text(
            f"{summary.rejected} dòng không đọc được: connector rejections {link}",
            f"{counted(summary.rejected, 'row')} could not be read: connector rejections {link}",
        )
    if news.unread_papers:
        yield Text(
            f"{news.unread_papers} chỗ của bên làm chứng không đọc được: connector rejections {link}",
            f"{counted(news.unread_papers, 'place')} of witnesses could not be read: connector rejections {link}",
        )
    if news.opened:
        yield Text(
            f"{news.opened} chỗ lệch mới: connector mismatches {link}",
            f"{counted(news.opened, 'new mismatch', 'new mismatches')}: connector mismatches {link}",
        )
    elif any(summary.mismatches.values()):
        yield Text(f"Xem chỗ lệch: connector mismatches {link}", f"What disagrees: connector mismatches {link}")
    if summary.delivered and news.inbox:
        yield Text(
            f"{summary.delivered} việc chờ bộ phận một cửa làm theo {news.inbox}; làm xong thì xuất lại danh sách "
            "hồ sơ từ một cửa",
            f"{summary.delivered} for the one-stop unit to do, in {news.inbox}; once done, export the one-stop's "
            "dossiers again",
        )
    if summary.waiting or summary.in_doubt or (summary.delivered and not news.inbox):
        yield Text(
            "Việc còn lại sẽ được làm tiếp ở lượt sau; xem: connector status", "The next run goes on; connector status"
        )
