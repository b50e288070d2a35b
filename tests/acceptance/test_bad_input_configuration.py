"""What an operator can write wrongly, met by the real program: every problem at its place, and nothing is touched."""

import re

import pytest

from support import process

MAIN = """\
agency: {code: "H13.22", name: "Cơ quan mô phỏng"}
languag: vi
logs: {levle: info}
logs: {level: info}
"""
UNSET = """\
system: investment
adapter: rest
url: ${CHUA_DAT_BIEN_NAY}
rate: nhanh
"""
MALFORMED = """\
system: onestop
adapter: [dvcqg
url: http://127.0.0.1:1
"""
LINK = """\
link: investment
source: {system: investment, list: {path: /x, records: data, pagin: {type: none}}, map: {code: so_ho_so}}
target: {system: onestop}
scope: {procedures: [1.009750]}
policy: {mod: push}
"""

#: file, line, column and what must be said there, in both languages.
PROBLEMS = [
    ("connector.yaml", 2, 1, "languag: không có khóa này; có phải là language?", "did you mean language?"),
    ("connector.yaml", 3, 8, "logs.levle: không có khóa này; có phải là level?", "did you mean level?"),
    ("connector.yaml", 4, 1, "logs: khóa viết hai lần (lần đầu ở dòng 3)", "key written twice (first in line 3)"),
    (
        "systems/investment.yaml",
        3,
        6,
        "url: chưa đặt biến môi trường CHUA_DAT_BIEN_NAY",
        "CHUA_DAT_BIEN_NAY is not set",
    ),
    ("systems/investment.yaml", 4, 7, "rate: phải là tốc độ như 20/s, 100/m", "must be a rate"),
    ("systems/onestop.yaml", 3, 4, "thiếu dấu phẩy, hoặc thiếu dấu ]", "a closing ]"),
    (
        "links/investment.yaml",
        2,
        62,
        "source.list.pagin: không có khóa này; có phải là paging?",
        "did you mean paging?",
    ),
    ("links/investment.yaml", 4, 22, "scope.procedures[0]: ", "scope.procedures[0]: "),
    ("links/investment.yaml", 5, 10, "policy.mod: không có khóa này; có phải là mode?", "did you mean mode?"),
]


@pytest.fixture
def misconfigured(office):
    for name, text in (
        ("connector.yaml", MAIN),
        ("systems/investment.yaml", UNSET),
        ("systems/onestop.yaml", MALFORMED),
        ("links/investment.yaml", LINK),
    ):
        office.write(name, text)
    return office


@pytest.mark.parametrize(("language", "column"), [("vi", 3), ("en", 4)])
def test_every_problem_of_every_file_is_told_at_once_at_its_place(misconfigured, language, column) -> None:
    told = misconfigured.sync("--lang", language)
    assert (told.code, told.out) == (78, "")
    lines = told.err.splitlines()
    for problem in PROBLEMS:
        place = f"{misconfigured.config / problem[0]}:{problem[1]}:{problem[2]}: "
        assert any(line.startswith(place) and problem[column] in line for line in lines), (place, told.err)
    assert len([line for line in lines if re.search(r"\.yaml:\d+:\d+: ", line)]) == len(PROBLEMS)
    assert f"{len(PROBLEMS)} " in lines[0]  # and how many there are


def test_nothing_is_reached_written_or_made_while_the_configuration_is_wrong(misconfigured) -> None:
    for command in ("plan", "status", "logs"):
        assert misconfigured.run(command).code == 78
    assert (misconfigured.rest.requests, misconfigured.onestop.requests) == (0, 0)
    assert not (misconfigured.home / "var").exists()


def test_a_configuration_that_is_not_there_is_named(office) -> None:
    told = office.sync("--config", "khong-co.yaml")
    assert told.code == 78
    assert "khong-co.yaml:1:1: " in told.err


def test_a_secret_written_in_the_wrong_place_is_not_repeated_in_the_complaint(office) -> None:
    office.write_config(
        rest={"timeout": "${ONESTOP_PASSWORD}", "auth": {"type": "bearer", "tokn": "bí-mật-viết-nhầm"}},
        onestop={"password": ["mat-khau-trong-danh-sach"], "passwrd": "mat-khau-viet-nham"},
    )
    told = office.sync()
    assert told.code == 78
    for secret in (office.env["ONESTOP_PASSWORD"], "bí-mật", "mat-khau-trong", "mat-khau-viet"):
        assert secret not in told.err
    assert "password" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sycn"], "Có phải “sync”?"),
        (["sync", "investmnet"], "Có phải “investment”?"),
        (["sync", "--wait", "lâu"], "--wait"),
        (["holds", "release"], "--by"),
        (["history"], "CODE"),
    ],
)
def test_a_mistyped_command_is_64_with_a_hint_and_no_work(office, arguments, said) -> None:
    told = office.run(*arguments)
    assert (told.code, told.out) == (64, "")
    assert said in told.err
    assert "--help" in told.err
    assert office.onestop.requests == 0


def test_the_program_starts_as_a_module_from_any_folder(tmp_path) -> None:
    told = process.run(tmp_path, "--version")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("connector ")
