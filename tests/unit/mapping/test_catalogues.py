"""Catalogues as files: every line read by its day, everything that is wrong told at once, nothing half read."""

from datetime import date

import pytest

from connector.domain.catalogue import OnlineClass, TermUnit
from connector.domain.errors import ConfigurationError
from connector.domain.link import Catalogues
from connector.mapping.catalogues import kind_of, table_of, to_catalogues

PROCEDURES = """\
code,name,term,unit,online,valid_from,valid_to
1.009750,"Cấp giấy chứng nhận, có nhà đầu tư",15,ngày làm việc,mức 4,2022-01-01,2022-08-14
1.009750,"Cấp giấy chứng nhận
đăng ký đầu tư",10,ngày làm việc,toàn trình,15/08/2022,
2.000123,Xác nhận,0,,một phần,,
1.00975,Chép từ Excel,1,tháng,không,2019-01-01,2019-12-31
"""


def catalogues(**texts: str) -> Catalogues:
    return to_catalogues({kind: (f"{kind}.csv", text) for kind, text in texts.items()})  # type: ignore[misc]


def test_a_procedure_is_what_it_was_on_that_day() -> None:
    read = catalogues(procedures=PROCEDURES)
    before, since = read.procedure_on("1.009750", date(2022, 8, 14)), read.procedure_on("1.009750", date(2022, 8, 15))
    assert before is not None
    assert since is not None
    assert (before.term, before.unit, before.online) == (15, TermUnit.WORKING_DAY, OnlineClass.LEVEL_4)
    assert (since.term, since.online, since.name) == (
        10,
        OnlineClass.FULL,
        "Cấp giấy chứng nhận\nđăng ký đầu tư",
    )
    at_once = read.procedure_on("2.000123", None)
    assert at_once is not None
    assert (at_once.term, at_once.unit) == (0, None)
    assert read.procedure_on("1.009750", None) is None
    assert read.procedure_on("1.009750", date(2021, 6, 1)) is None
    mended = read.procedure_on("1.009750", date(2019, 6, 1))
    assert mended is not None
    assert (mended.code, mended.unit) == ("1.009750", TermUnit.MONTH)
    assert read.procedures == {"1.009750", "2.000123"}


def test_which_classes_count_as_on_line() -> None:
    counted = {online for online in OnlineClass if online.is_online}
    assert counted == {OnlineClass.FULL, OnlineClass.PARTIAL, OnlineClass.LEVEL_4, OnlineClass.LEVEL_3}


def test_a_list_of_codes_alone_is_enough() -> None:
    read = catalogues(procedures="code\n1.009750\n\n1.009750\n", agencies="code;name\n000.00.22.H13;Ban quản lý\n")
    assert read.procedures == {"1.009750"}
    assert read.agencies == {"H13.22"}
    agency = read.agency_on("H13.22", None)
    assert agency is not None
    assert agency.name == "Ban quản lý"
    assert read.agency_on("H13.23", None) is None


def test_of_variants_in_force_together_only_the_very_code_is_told() -> None:
    read = catalogues(procedures="code,term,unit\n1.009750.000.00.00.H00,5,ngày\n1.009750.H13,7,ngày\n")
    exact = read.procedure_on("1.009750.H13", None)
    assert exact is not None
    assert exact.term == 7
    assert read.procedure_on("1.009750", None) is None


def test_mappings_go_to_their_kind() -> None:
    read = catalogues(
        mappings="kind,old,new,valid_from,valid_to\nthủ tục,1.000001,1.000002,2022-01-01,\nagency,H30,H13,,\n"
    )
    (mapped,) = read.procedure_mappings
    assert (mapped.old, mapped.new, mapped.valid_from, mapped.valid_to) == (
        "1.000001",
        "1.000002",
        date(2022, 1, 1),
        None,
    )
    assert [one.new for one in read.agency_mappings] == ["H13"]
    assert read.dossier_mappings == ()


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("x,Tên,ba,ngày,,,", 3, "term: phải là số nguyên"),
        ("x,Tên,3,,,,", 3, "term: chưa có đơn vị"),
        ("x,Tên,3,tuần,,,", 4, "unit: phải là một trong"),
        ("x,Tên,3 ngày,ngày,,,", 3, "term: đã có cột unit"),
        ("x,Tên,,,mức 5,,", 5, "online: phải là một trong"),
        ("x,Tên,,,,2022-13-01,", 6, "valid_from: ngày phải viết"),
        ("x,Tên,,,,2022-02-01,2022-01-01", 7, "valid_to: không được trước"),
        (",Tên,,,,,", 1, "code: không được để trống"),
        ("1E+10,Tên,,,,,", 1, "code: Bảng tính"),
    ],
)
def test_every_wrong_cell_is_told_with_its_place(line: str, column: int, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        catalogues(procedures="code,name,term,unit,online,valid_from,valid_to\n2.000001,,,,,,\n" + line + "\n")
    (problem,) = caught.value.problems
    assert problem.startswith(f"procedures.csv:3:{column}: {said}")


def test_all_problems_are_told_at_once_and_a_clash_names_both_lines() -> None:
    text = "code,term,unit,valid_from,valid_to\na,1,ngày,2022-01-01,\nb,x,,,\na,2,ngày,2023-01-01,\nc,1,năm,,\n"
    with pytest.raises(ConfigurationError) as caught:
        catalogues(procedures=text)
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "procedures.csv:3:2",
        "procedures.csv:4:1",
        "procedures.csv:5:3",
    ]
    assert "dòng 2" in caught.value.problems[1]


def test_a_missing_column_is_told_before_any_line() -> None:
    with pytest.raises(ConfigurationError) as caught:
        catalogues(mappings="kind,old\nx,y\n")
    assert caught.value.problems == ("mappings.csv:1:1: thiếu cột new",)


def test_headers_in_the_words_of_an_office_are_understood() -> None:
    read = catalogues(procedures="Mã TTHC;Tên thủ tục;Thời hạn giải quyết\n1.009750;Cấp;05 ngày làm việc\n")
    found = read.procedure_on("1.009750", None)
    assert found is not None
    assert (found.term, found.unit) == (5, TermUnit.WORKING_DAY)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("kind,old,new", "mappings"),
        ("date,kind,basis", "holidays"),
        ("code,term", "procedures"),
        ("code,name", None),
        ("x,y", None),
    ],
)
def test_a_kind_is_told_by_its_header_only_where_it_is_clear(header: str, kind: str | None) -> None:
    assert kind_of(table_of(header + "\n").columns) == kind
