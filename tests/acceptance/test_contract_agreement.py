"""The contract's words on agreement: nothing compared is none, and a reading in doubt opens no mismatch."""

import pytest

from support.office import LINK, Office

BOOK = {
    "link": LINK,
    "source": {
        "system": "books",
        "map": {
            "code": "Mã hồ sơ",
            "procedure_code": "Mã thủ tục",
            "status": {"path": "Trạng thái", "values": {"Đang xử lý": 4, "Đã xử lý xong": 9}},
        },
    },
    "target": {"system": "onestop"},
    "policy": {"mode": "push", "create": "push", "brakes": {"max_actions": 1000, "max_share": 1.0, "min_share": 0.5}},
}


def test_a_dossier_that_only_stands_there_with_nothing_to_compare_is_no_agreement(tmp_path):
    with Office(tmp_path, number=3) as office:
        office.sync()
        office.onestop.turn(look_up="existence")
        for store in office.home.glob("var/connector.db*"):
            store.unlink()
        run = office.sync().run
    assert (run["recorded"], run["mismatches"], run["agreement"]) == (3, {}, "unknown")


@pytest.fixture
def book(tmp_path):
    with Office(tmp_path, number=0) as office:
        (office.config / "links" / f"{LINK}.yaml").unlink()
        office.write("systems/books.yaml", {"system": "books", "adapter": "files", "path": "book.csv"})
        office.write(f"links/{LINK}.yaml", BOOK)
        yield office


def write_rows(office, statuses):
    rows = [f"H13.22-260601-{number:04d},1.009750,{status}" for number, status in enumerate(statuses, 1)]
    (office.home / "book.csv").write_text("\n".join(["Mã hồ sơ,Mã thủ tục,Trạng thái", *rows]), encoding="utf-8")


def test_a_braked_enumeration_opens_no_mismatch_and_agrees_with_nothing(book):
    write_rows(book, ["Đang xử lý"] * 5)
    assert book.sync().run["verified"] == 5
    write_rows(book, ["Đã xử lý xong"])
    run = book.sync().run
    assert (run["outcome"], run["agreement"], run["held"], run["mismatches"]) == ("partial", "unknown", 1, {})
    assert book.run("mismatches", "--json").json["mismatches"] == []
