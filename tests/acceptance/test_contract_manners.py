"""One-stops of other manners than the simulated one's: each is read, written to and proved as any other."""

from typing import Any

import pytest

from support.plain_offices import MAP, STEPS, PlainOffices, code
from support.plain_servers import Row

pytestmark = pytest.mark.timeout(300)


def with_steps(told: list[Row], records: list[Row]) -> None:
    """An office that begins: every dossier of the source has its steps, the one-stop has none of them."""
    records.clear()
    for row in told:
        row["buoc"] = [{"luc": row["nhan"], "tt": "nhan", "ai": "Cán Bộ Thử"}]


def curt(_service: str, body: dict[str, Any]) -> Any:
    return {**body, "message": "OK"}


def of_the_ministry(_service: str, body: dict[str, Any]) -> Any:
    return {("data" if key == "result" else key): value for key, value in body.items()}


def talkative(service: str, body: dict[str, Any]) -> Any:
    if service == "CapNhatTienDoHoSoMC":
        return b"C\xe1\xba\xadp nh\xe1\xba\xadt th\xc3\xa0nh c\xc3\xb4ng"
    return {**body, "message": "Không có dữ liệu"} if body.get("result") == [] else body


def test_a_one_stop_of_any_manner_is_brought_up_to_date_and_agrees(tmp_path):
    with PlainOffices(tmp_path) as offices:
        for name in ("curt", "ministry", "talkative", "heedless", "progress"):
            link = offices.link(
                name, with_steps, map_=MAP | {"steps": STEPS}, mode="push", create="push", allow_final=[10]
            )
            link.onestop.progress_key = "TienDo" if name != "progress" else "QuaTrinhXuLy"
        offices.links["curt"].onestop.manner = curt
        offices.links["ministry"].onestop.manner = of_the_ministry
        offices.links["talkative"].onestop.manner = talkative
        offices.links["heedless"].onestop.heeds_days = False
        done = offices.run("sync", "--json")
        told = {run["link"]: (run["outcome"], run["verified"], run["error"]) for run in done.json["runs"]}
        assert told == dict.fromkeys(offices.links, ("verified", 12, None))
        status, links = offices.reconcile("--strict")
        assert {name: (link["agreement"], link["agree"]) for name, link in links.items()} == dict.fromkeys(
            offices.links, ("agree", 12)
        )
        assert status == 0
        assert all(len(link.onestop.written) == 12 for link in offices.links.values())


PROCEDURES = "code,name\n1.009750,Thủ tục thử\n1.009749,Thủ tục thử cũ\n2.000001,Thủ tục khác\n"
MAPPINGS = "kind,old,new,valid_from,valid_to\nprocedure,1.009749,1.009750,2020-01-01,\n"


def other_procedures(_told: list[Row], records: list[Row]) -> None:
    records[1]["MaTTHC"], records[2]["MaTTHC"] = "1.009749", "2.000001"


def test_an_imported_catalogue_is_in_force_in_the_next_run(tmp_path):
    with PlainOffices(tmp_path) as offices:
        offices.link("a", other_procedures)
        assert offices.reconcile()[0] == 0, "an empty catalogue makes procedures not comparable"
        for name, text in (("procedures.csv", PROCEDURES), ("mappings.csv", MAPPINGS)):
            (tmp_path / name).write_text(text, encoding="utf-8")
        assert offices.run("catalogue", "import", "procedures.csv", "mappings.csv").code == 0
        offices.reconcile()
        assert offices.cases() == {"a": {(code(1), "procedure_superseded"), (code(2), "procedure_differs")}}
