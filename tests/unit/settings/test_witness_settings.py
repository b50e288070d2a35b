"""Each witness of a link is judged by its own adapter's model; whatever is wrong stands at its line and column."""

from datetime import date

import pytest

from connector.ports import Covers
from connector.settings.show import show

BOOK = '{adapter: register, path: "var/*.xlsx"'
PORTAL = "{adapter: web, system: investment"


@pytest.fixture
def written(folder):
    """Write the link's witnesses, one per line from line 11 on."""

    def write(*witnesses: str) -> None:
        listed = "".join(f"  - {witness}\n" for witness in witnesses)
        folder.replace("links/investment.yaml", "policy:\n", f"witnesses:\n{listed}policy:\n")

    return write


def test_a_witness_comes_with_its_own_keys_and_what_it_covers(folder, written):
    written(BOOK + ', covers: {channels: [direct], from: 2026-01-01, until: 2026-06-30}, columns: {code: "Mã"}}')
    (witness,) = folder.load().links["investment"].witnesses
    assert (witness.name, witness.adapter, witness.system, witness.paper_book) == ("register", "register", None, True)
    assert witness.model.path == folder.home / "var" / "*.xlsx"
    assert witness.model.columns == {"code": "Mã"}
    assert witness.covers == Covers(channels=frozenset({"direct"}), first=date(2026, 1, 1), last=date(2026, 6, 30))


def test_what_is_not_said_of_its_covers_restricts_nothing(folder, written):
    written(BOOK + "}")
    assert folder.load().links["investment"].witnesses[0].covers == Covers()


def test_a_witness_with_a_system_of_its_own_names_it(folder, written):
    written(PORTAL + ", ask: some}")
    (witness,) = folder.load().links["investment"].witnesses
    assert (witness.name, witness.system, witness.paper_book) == ("investment", "investment", False)
    assert witness.model.ask == "some"


def test_every_witness_of_a_link_has_a_name_of_its_own(folder, written):
    written(BOOK + "}", BOOK + "}", PORTAL + "}")
    names = [witness.name for witness in folder.load().links["investment"].witnesses]
    assert names == ["register", "register-2", "investment"]


def test_the_rules_change_with_a_witness(folder, written):
    before = folder.load().links["investment"].rules_text
    written(BOOK + ", covers: {channels: [direct]}}")
    after = folder.load().links["investment"].rules_text
    assert before != after
    folder.replace("links/investment.yaml", "channels: [direct]", "channels: [post]")
    assert folder.load().links["investment"].rules_text != after


def test_a_listing_shows_each_value_of_a_witness_with_its_line(folder, written):
    written(BOOK + ', columns: {code: "Mã"}}')
    rows = {row.path: row for row in show(folder.load())}
    code = rows["links.investment.witnesses[0].columns.code"]
    assert code.value == "Mã"
    assert code.origin.endswith("investment.yaml:11")
    assert rows["links.investment.witnesses[0].covers.from"].origin == "default"


@pytest.mark.parametrize(
    ("witness", "told"),
    [
        ("register", "11:5: witnesses[0]: phải là các khóa: giá trị"),
        ("{path: a}", "11:5: witnesses[0].adapter: thiếu khóa này"),
        ("{adapter: 3, path: a}", "11:15: witnesses[0].adapter: phải là tên một bộ kết nối, trong dấu nháy"),
        (
            "{adapter: registr, path: a}",
            "11:15: witnesses[0].adapter: không có bộ kết nối này (có: register, web); có phải là register?",
        ),
        ("{adapter: box, system: onestop}", "11:15: witnesses[0].adapter: bộ kết nối box không làm chứng được"),
        ("{adapter: register}", "11:5: witnesses[0].path: thiếu khóa này"),
        (
            "{adapter: register, path: a, cover: {from: 2026-01-01}}",
            "11:34: witnesses[0].cover: không có khóa này; có phải là covers?",
        ),
        (
            "{adapter: register, path: a, covers: {form: 2026-01-01}}",
            "11:43: witnesses[0].covers.form: không có khóa này; có phải là from?",
        ),
        (
            "{adapter: register, path: a, covers: {from: 2026-02-30}}",
            "11:49: witnesses[0].covers.from: phải là một ngày có thật, viết như 2026-01-31",
        ),
        (
            "{adapter: register, path: a, covers: {from: 2026-02-01, until: 2026-01-01}}",
            "11:42: witnesses[0].covers: until phải không trước from",
        ),
        (
            "{adapter: register, path: a, columns: {cod: Mã}}",
            "11:44: witnesses[0].columns.cod: phải là một trong: code, received_at; có phải là code?",
        ),
        (
            "{adapter: register, path: a, system: onestop}",
            "11:34: witnesses[0].system: không có khóa này",
        ),
        ("{adapter: web}", "11:5: witnesses[0].system: thiếu khóa này"),
        (
            "{adapter: web, system: invesment}",
            "11:28: witnesses[0].system: không có hệ thống này; có phải là investment?",
        ),
        (
            "{adapter: web, system: onestop}",
            "11:28: witnesses[0].system: hệ thống này dùng bộ kết nối box, không phải web",
        ),
    ],
)
def test_each_mistake_is_told_once_at_its_place(folder, written, witness, told):
    written(witness)
    assert folder.problems() == [f"links/investment.yaml:{told}"]


def test_a_misspelt_adapter_key_is_told_beside_the_missing_one(folder, written):
    written("{adaptr: register, path: a}")
    assert folder.problems() == [
        "links/investment.yaml:11:5: witnesses[0].adapter: thiếu khóa này",
        "links/investment.yaml:11:6: witnesses[0].adaptr: không có khóa này; có phải là adapter?",
    ]


def test_every_witness_is_judged_though_another_is_wrong(folder, written):
    written("{adapter: register}", "{adapter: web, system: nowhere}")
    assert folder.problems(language="en") == [
        "links/investment.yaml:11:5: witnesses[0].path: this key is missing",
        "links/investment.yaml:12:28: witnesses[1].system: there is no such system",
    ]


def test_a_kind_without_files_of_its_own_is_no_system(folder):
    folder.write("systems/book.yaml", "system: book\nadapter: register\n")
    (told,) = folder.problems()
    assert told.startswith("systems/book.yaml:2:10: adapter: bộ kết nối register không có tệp hệ thống")
    assert "witnesses" in told
