"""How cases are listed: as they press, in words, in the language asked for, and masked."""

import json

import pytest

from tests.unit.cli.conftest import PERSON, ago


def case(number, kind, *, due=None, finished=False, severity="high", **values):
    row = {"id": number, "link": "investment", "kind": kind, "code": f"H13.22-260301-{number:04}", "field": None}
    sides = {"source": None, "target": None, "paper": None, "portal": None}
    told = {"moved": "unknown", "state": "open", "first_seen": ago(days=number), "last_seen": ago()}
    return row | sides | told | {"severity": severity, "due": due, "finished": finished} | values


@pytest.fixture
def cases(app):
    app.desk.cases[:] = [
        case(1, "target_behind", due="2026-04-30"),
        case(2, "text_encoding", due="2026-03-02", severity="low"),
        case(3, "closed_not_returned", severity="critical"),
        case(4, "target_behind", due="2026-03-03"),
        case(5, "only_in_source", due="2026-03-03", severity="critical"),
        case(6, "returned_not_closed", due="2026-02-27", paper="đã trả ngày 26/02/2026", target="9 – Đã xử lý xong"),
        case(7, "target_behind", due="2026-02-20", finished=True),
        case(8, "target_behind", due="2026-02-20", finished=True),
    ]
    return app.desk.cases


def test_due_soon_comes_first_then_the_gravest_then_the_oldest(call, cases):
    rows = json.loads(call("mismatches", "--json").out)["mismatches"]
    assert [row["id"] for row in rows] == [5, 4, 6, 1, 3, 8, 7, 2]


def test_each_case_tells_why_who_is_right_and_what_to_do_where(call, cases):
    told = " ".join(call("mismatches", "--kind", "returned_not_closed").out.split())
    assert "Sổ giấy ghi đã trả ngày 26/02/2026, một cửa còn “9 – Đã xử lý xong”." in told
    assert "Bên đúng hồ sơ giấy" in told
    assert "Bộ phận một cửa, trên phần mềm một cửa: kết thúc hồ sơ trên một cửa" in told
    assert "quá hạn (27/02/2026)" in told


def test_a_wide_terminal_shows_a_table(call, cases, monkeypatch):
    monkeypatch.setenv("COLUMNS", "180")
    first = call("mismatches").out.splitlines()[0].split("  ")
    assert [name.strip() for name in first if name] == [
        *("ID", "Mã hồ sơ", "Hạn trả", "Mức độ", "Lệch", "Vì sao", "Bên đúng", "Cần làm"),
    ]


def test_english_where_asked(call, cases):
    [row] = json.loads(call("--lang", "en", "mismatches", "--kind", "only_in_source", "--json").out)["mismatches"]
    assert row["label"] == "Only in the specialized software (received outside the one-stop)"
    told = " ".join(call("--lang", "en", "mismatches", "show", "6").out.split())
    assert "The paper register says" in told
    assert "the paper" in told


def test_the_reason_is_masked_as_the_values_are(call, app):
    assert PERSON["applicant_name"] not in call("mismatches", "show", "12").out
    shown = call("mismatches", "show", "12", "--unmask", "--by", "A", "--reason", "B").out
    assert f"chuyên ngành: {PERSON['applicant_name']}" in " ".join(shown.split())


def test_a_document_of_one_case_tells_the_words_too(call, cases):
    told = json.loads(call("mismatches", "show", "5", "--json").out)["mismatch"]
    assert told["reason"].startswith("Phần mềm chuyên ngành có hồ sơ")
    assert (told["due"], told["right"]) == ("2026-03-03", "phần mềm chuyên ngành")
