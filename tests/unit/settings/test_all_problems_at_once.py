"""A refused configuration names every problem of every file, in order, and one problem hides or makes no other."""

import pytest

from connector.domain.errors import ConfigurationError


def test_all_problems_of_all_files_come_at_once_in_the_order_of_the_files(folder):
    folder.replace("connector.yaml", "store:", "stor:")
    folder.replace("systems/investment.yaml", "rate: 20/s", "rate: fast")
    folder.write("systems/broken.yaml", "system: [\n")
    folder.replace("links/investment.yaml", "mode: push", "mode: x\n  allow_final: [3, 9, 4, 11]\n  grace: soon")
    told = [problem.split(": ")[0] + ": " + problem.split(": ")[1] for problem in folder.problems()]
    assert told == [
        "connector.yaml:2:1: stor",
        "systems/broken.yaml:2:1: (tệp)",
        "systems/investment.yaml:5:7: rate",
        "links/investment.yaml:11:9: policy.mode",
        "links/investment.yaml:12:20: policy.allow_final[1]",
        "links/investment.yaml:12:23: policy.allow_final[2]",
        "links/investment.yaml:12:26: policy.allow_final[3]",
        "links/investment.yaml:13:10: policy.grace",
    ]


def test_a_missing_main_file_is_a_problem_of_its_own(folder):
    (folder.config / "connector.yaml").unlink()
    assert folder.problems() == ["connector.yaml:1:1: (tệp): không có tệp này"]


def test_two_systems_of_one_name_are_refused_even_if_only_their_case_differs(folder):
    folder.write("systems/z.yaml", "adapter: box\nsystem: OneStop\n")
    (told,) = folder.problems()
    assert told.startswith("systems/z.yaml:2:9: system: tên này đã dùng trong ")
    assert told.endswith("onestop.yaml")


def test_two_links_of_one_name_are_refused(folder):
    folder.write("links/other.yaml", (folder.config / "links" / "investment.yaml").read_bytes())
    (told,) = folder.problems()
    assert told.startswith("links/other.yaml:1:7: link: tên này đã dùng trong ")


def test_a_link_is_still_checked_where_its_system_is_wrong(folder):
    folder.replace("systems/investment.yaml", "rate: 20/s", "rate: fast")
    folder.replace("links/investment.yaml", "path: /dossiers", "pathh: /dossiers")
    assert [problem.partition(" ")[0] for problem in folder.problems()] == [
        "systems/investment.yaml:5:7:",
        "links/investment.yaml:4:9:",
        "links/investment.yaml:4:10:",
    ]


def test_an_unset_variable_hides_no_other_problem_and_makes_none(folder):
    folder.environ.clear()
    folder.replace("systems/investment.yaml", "rate: 20/s", "rate: fast")
    assert folder.problems() == [
        "systems/investment.yaml:3:6: url: chưa đặt biến môi trường INVESTMENT_URL",
        "systems/investment.yaml:4:29: auth.token: chưa đặt biến môi trường INVESTMENT_TOKEN",
        "systems/investment.yaml:5:7: rate: phải là tốc độ như 20/s, 100/m",
        "systems/onestop.yaml:3:11: password: chưa đặt biến môi trường ONESTOP_PASSWORD",
    ]


def test_a_file_that_is_not_utf8_is_told_with_the_place_of_the_first_wrong_byte(folder):
    folder.write("systems/onestop.yaml", "system: onestop\n# Một cửa \xe9\n".encode() + b"username: \xd0\x11\n")
    assert folder.problems()[0] == "systems/onestop.yaml:3:11: (tệp): tệp không phải UTF-8; hãy lưu lại bằng UTF-8"


def test_half_a_character_is_told_wherever_it_comes_from(folder):
    folder.environ["ONESTOP_PASSWORD"] = "a\udce9"
    folder.replace("systems/investment.yaml", "rate: 20/s", 'rate: "\\ud800"')
    assert folder.problems() == [
        "systems/investment.yaml:5:7: (tệp): ký tự không có trong Unicode",
        "systems/onestop.yaml:3:11: password: biến môi trường ONESTOP_PASSWORD không phải chữ UTF-8",
    ]


def test_a_byte_order_mark_changes_no_column(folder):
    folder.write("systems/onestop.yaml", b"\xef\xbb\xbf" + b"system: onestop\nadapter: box\n")
    folder.write("connector.yaml", b"\xef\xbb\xbf" + b"stor: x\n")
    assert folder.problems() == ["connector.yaml:1:1: stor: không có khóa này; có phải là store?"]


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "a: &a [*a]\n",
        "a: " + "[" * 5000,
        "a: " + "{a: " * 5000,
        "".join(f"k{i}: 1\n" for i in range(30_000)),
        "# " + "x" * 1_100_000,
    ],
    ids=["aliases", "endless alias", "deep lists", "deep mappings", "many values", "huge"],
)
def test_a_bomb_is_refused_and_the_other_files_are_still_checked(folder, bomb):
    folder.write("systems/bomb.yaml", bomb)
    folder.replace("systems/investment.yaml", "rate: 20/s", "rate: fast")
    told = folder.problems()
    assert told[0].startswith("systems/bomb.yaml:")
    assert told[1].startswith("systems/investment.yaml:5:7: rate:")
    assert len(told) == 2


def test_a_misspelt_name_hides_no_mistake_of_what_it_stands_for(folder):
    folder.replace("systems/investment.yaml", "adapter: web", "adapter: wep")
    folder.replace("systems/investment.yaml", "rate: 20/s", "rate: fast")
    folder.replace("links/investment.yaml", "system: investment", "system: investmnt")
    folder.replace("links/investment.yaml", "path: trang_thai", "pat: trang_thai")
    told = [problem.split(" ")[1] for problem in folder.problems()]
    assert told == ["adapter:", "rate:", "source.system:", "source.map.status.path:", "source.map.status.pat:"]


def test_a_configuration_that_asks_for_english_is_refused_in_english(folder):
    folder.replace("connector.yaml", "store:", "language: en\nstor:")
    assert folder.problems() == ["connector.yaml:3:1: stor: there is no such key; did you mean store?"]
    with pytest.raises(ConfigurationError) as refused:
        folder.load()
    assert refused.value.language == "en"
    assert folder.problems(language="vi") == ["connector.yaml:3:1: stor: không có khóa này; có phải là store?"]


def test_the_refusal_says_how_many_where_and_what_to_do(folder):
    folder.replace("connector.yaml", "store:", "stor:")
    with pytest.raises(ConfigurationError) as refused:
        folder.load()
    assert refused.value.what == "Cấu hình có 1 chỗ phải sửa."
    assert refused.value.where.endswith("connector.yaml")
    assert refused.value.do
