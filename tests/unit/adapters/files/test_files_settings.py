"""A column's header is a path of the map like any other, and every slip in the keys is found when they are read."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connector.adapters.files.rows import wanted_of
from connector.adapters.files.settings import MODELS, FilesSourceSettings, FilesSystemSettings, header_of, header_path
from connector.mapping.paths import compile_path


def link(**written: Any) -> FilesSourceSettings:
    return FilesSourceSettings.model_validate(written)


def system(**written: Any) -> FilesSystemSettings:
    return FilesSystemSettings.model_validate({"system": "s", "adapter": "files", "path": "a.csv", **written})


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(str.strip))
@settings(max_examples=100)
def test_whatever_a_header_is_called_its_path_finds_its_cell(header: str) -> None:
    if header.startswith('"'):
        return  # written as JMESPath already
    path = header_path(header)
    assert header_of(path) is not None
    assert compile_path(path)({header.strip(): "ô"}) == "ô"


@pytest.mark.parametrize(
    ("path", "headers", "optional", "everything"),
    [
        ("Mã hồ sơ", {"Mã hồ sơ"}, set(), False),
        ("ma_ho_so", {"ma_ho_so"}, set(), False),
        ('"Mã hồ sơ"', {"Mã hồ sơ"}, set(), False),
        ("a.b", {"a.b"}, {"a.b"}, True),
        ('"Mã" || "Mã cũ"', {'"Mã" || "Mã cũ"'}, {'"Mã" || "Mã cũ"'}, True),
        ("Nhận / Trả (ngày)", {"Nhận / Trả (ngày)"}, set(), False),
    ],
)
def test_a_path_is_a_header_first_and_an_expression_only_where_it_can_be_one(
    path: str, headers: set[str], optional: set[str], everything: bool
) -> None:
    wanted = wanted_of(link(map={"code": path}).map)
    assert (set(wanted.headers), wanted.optional, wanted.everything) == (headers, optional, everything)


def test_dates_are_read_however_the_sheet_holds_them_unless_a_format_is_given() -> None:
    rules = link(
        columns={"code": "Mã", "received_at": "Nhận"},
        map={
            "due_at": "Hẹn",
            "finished_at": {"path": "Xong", "convert": "excel"},
            "returned_at": {"path": "Trả", "convert": "auto"},
            "submitted_at": {"path": "Nộp", "convert": "%Y"},
        },
    )
    convert = wanted_of(rules.map).convert
    assert convert == {
        "Nhận": "date_vn",
        "Hẹn": "date_vn",
        "Xong": "date_vn",
        "Trả": "date_vn",
        "Nộp": "%Y",
    }


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ({}, ("map", "code")),
        ({"columns": {"code": "Mã"}, "map": {"code": "Mã"}}, ()),
        ({"columns": {"code": "Mã", "steps": "Bước"}}, ("columns", "steps", "[key]")),
        ({"columns": {"code": "Mã"}, "map": {"due_at": {"path": "Hẹn", "convert": "dat_vn"}}}, ("map", "due_at")),
        ({"columns": {"code": "Mã"}, "map": {"codee": "Mã"}}, ("map", "codee")),
        ({"columns": {"code": "Mã"}, "cursor": {"field": "Cập nhật"}}, ("cursor", "key")),
    ],
)
def test_a_slip_in_a_links_keys_is_found_at_its_place(written: dict[str, Any], place: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        link(**written)
    assert any(problem["loc"][: len(place)] == place for problem in caught.value.errors())


@pytest.mark.parametrize(
    "wrong",
    [
        {"encoding": "utf-99"},
        {"separator": ";;"},
        {"sheet": 0},
        {"header_row": 0},
        {"max_mb": 0},
        {"encodings": "tcvn4"},
        {"encodings": {"Tên": "viscii"}},
        {"pattern": ""},
    ],
)
def test_a_slip_in_a_systems_keys_is_found(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        system(**wrong)
    assert caught.value.errors()[0]["loc"][0] == next(iter(wrong))


def test_one_old_table_may_be_named_for_the_whole_file() -> None:
    assert system(encodings="tcvn3").encodings == {"*": "tcvn3"}
    assert system().encodings == {"*": "auto"}


def test_the_schema_asks_for_no_map_where_columns_are_enough() -> None:
    assert MODELS.source is not None
    assert MODELS.source.model_json_schema()["required"] == []
