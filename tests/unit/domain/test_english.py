"""Every sentence that the program says in Vietnamese alone can be read in English, the stored ones too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import connector
from connector.domain.english import about_data, about_machine, about_systems, about_tables, in_english, said_in

PACKAGE = Path(connector.__file__).parent

_LETTERS = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)

#: Calls that are given both languages.
_BOTH = {"Text", "Said", "Sentence", "ToDo", "Note", "_entry", "_one", "_words", "lines", "_Said", "UnusableError"}

#: Modules whose Vietnamese is no sentence of the program's own to an operator, each with the reason.
_OTHERWISE = {
    "adapters/control_slip/listed.py": "the headers of a form",
    "adapters/register/headers.py": "the headers of a form",
    "adapters/register/title.py": "words looked for in a book's title",
    "adapters/memory/invented.py": "invented dossiers",
    "adapters/worklist/wording.py": "work for a Vietnamese desk, in its language",
    "adapters/worklist/workbooks.py": "the same",
    "cli/commands_page.py": "a page in both languages",
    "cli/holds_page.py": "a page in Vietnamese",
    "cli/mismatches_page.py": "a page in Vietnamese",
    "cli/spoken.py": "usage errors, of which click tells the English",
    "cli/daemon_text.py": "one part of a sentence in both languages",
    "daemon/alerts/alerting.py": "both languages side by side",
    "daemon/alerts/digest.py": "the same",
    "domain/english": "these tables themselves",
    "domain/kinds.py": "tested with the kinds",
    "domain/legacy_text.py": "letters of old character tables",
    "domain/run.py": "told by cli/labels",
    "domain/status.py": "states are read in English by their own method",
    "domain/syllables.py": "syllables",
    "domain/text.py": "letters",
    "domain/told": "words that foreign systems say",
    "mapping/catalogues.py": "headers an office may use",
    "observe/event_entries.py": "tested with the events",
    "observe/events_page.py": "a page in both languages",
    "report/report_page.py": "a page in Vietnamese",
    "settings": "told in both languages by a problem of the configuration, as the keys of each adapter are",
    "testing": "simulated systems, told by test and demo in their own words",
}

#: Words that are looked for in data, or stand in it, and are said to nobody.
_DATA = re.compile(r"[(\[\\|^]")  # patterns
_WORDS = {
    *("đ", "ư", "ngày", "giờ", "tháng", "chiều", "nghỉ", "làm bù", "thành công", "đã tồn tại", "đính chính"),
    *("ngày làm việc", "giờ làm việc", "Trước hạn", "Đúng hạn", "Quá hạn"),
    *("toàn trình", "dịch vụ công trực tuyến toàn trình", "dvc toàn trình"),
    *("một phần", "dịch vụ công trực tuyến một phần", "dvc một phần"),
    *("không cung cấp", "không trực tuyến", *(f"mức {n}" for n in "1234"), *(f"mức độ {n}" for n in "1234")),
    *("thủ tục", "cơ quan", "đơn vị", "hồ sơ"),
    *("việt nam", "chi nhánh", "doanh nghiệp tư nhân"),
    *("Nhận hồ sơ", "Hẹn trả kết quả", "Ngày có kết quả", "Trả kết quả"),
    "Cơ quan mẫu",
}
#: Vietnamese words that the English quotes, because they are what has to be written.
_QUOTED = re.compile("nghỉ|làm bù|Nhận:|ngày làm việc|ngày|giờ|tháng")


def _is_told_otherwise(path: Path) -> bool:
    name = path.relative_to(PACKAGE).as_posix()
    return path.name in {"settings.py", "keys.py"} or any(
        name == known or name.startswith(f"{known}/") for known in _OTHERWISE
    )


def _sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Every Vietnamese text of a module with ``{}`` where a value goes in, docstrings and bilingual pairs aside."""

    def walk(node: ast.AST) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.Call) and _name(node) in _BOTH:
            return
        text = _template(node)
        if text is not None:
            if _LETTERS.search(text):
                yield node.lineno, text
            return
        for child in ast.iter_child_nodes(node):
            yield from walk(child)

    yield from walk(ast.parse(path.read_text("utf-8")))


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _template(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if not _is_told_otherwise(path)]


def _english(text: str) -> str:
    return in_english(text.replace("{}", "x").rstrip())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_sentence_said_in_vietnamese_alone_reads_in_english(path: Path) -> None:
    missing = [
        f"{path.name}:{line}: {text}"
        for line, text in _sentences(path)
        if text not in _WORDS and not _DATA.search(text) and _LETTERS.search(_QUOTED.sub("", _english(text)))
    ]
    assert not missing, "\n".join(missing)


def test_no_value_is_lost_between_the_languages() -> None:
    tables = (about_data, about_machine, about_systems, about_tables)
    odd = [vi for table in tables for vi, en in table.SENTENCES.items() if vi.count("{}") != en.count("{}")]
    assert not odd


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Máy chủ từ chối kết nối.", "The server refused the connection."),
        ("Hệ thống từ chối ghi hồ sơ (error_code -8).", "The system refused to write the dossier (error_code -8)."),
        (
            "Hệ thống từ chối ghi hồ sơ (error_code 7): “Mã hồ sơ: đã tồn tại, hồ sơ … hết hạn”.",
            "The system refused to write the dossier (error_code 7): “Mã hồ sơ: đã tồn tại, hồ sơ … hết hạn”.",
        ),
        (
            "Không tra cứu được trên một cửa: Hệ thống tạm thời không tra cứu (error_code 99): “hết hạn”.",
            (
                "It could not be looked up on the one-stop: The system cannot for now be asked to look the dossier up "
                "(error_code 99): “hết hạn”."
            ),
        ),
        (
            "Hệ thống từ chối tài khoản (error_code khác 0): “Sai mật khẩu”.",
            "The system refused the account (error_code not 0): “Sai mật khẩu”.",
        ),
        (
            "Đã gửi nhưng chưa rõ kết quả: kết nối bị ngắt giữa chừng.",
            "Sent, outcome unknown: the connection was broken off.",
        ),
        (
            "received_at: không đọc được “31/02/2026” theo date_vn",
            "received_at: “31/02/2026” cannot be read as date_vn",
        ),
        ("so/so-2026.xlsx, trang Sheet1, dòng 14", "so/so-2026.xlsx, sheet Sheet1, row 14"),
        ("Tệp so/hong.xlsx: có mật khẩu.", "File so/hong.xlsx: it has a password."),
        ("15 lần gửi trong 24 giờ, vượt max_actions 5.", "15 deliveries within 24 hours, more than max_actions 5."),
        (
            "Cả hai bên cùng thay đổi kể từ lần khớp gần nhất: trạng thái, ngày hẹn trả.",
            "Both sides changed since they last agreed: status, due.",
        ),
        ("10 – Đã trả kết quả", "10 – Result returned"),
        ("Câu này chương trình chưa nói bao giờ.", "Câu này chương trình chưa nói bao giờ."),
        ("already English", "already English"),
    ],
)
def test_what_was_said_and_stored_is_read_with_its_values(said: str, read: str) -> None:
    assert said_in(said, "en") == read
    assert said_in(said, "vi") == said
