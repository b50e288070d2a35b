"""The contract's table of states, cell by cell, as the real program reads it: a hundred dossiers, no steps, no base."""

import pytest

from support.plain_offices import WORDS, PlainOffices
from support.plain_servers import Row

pytestmark = pytest.mark.timeout(300)

#: Source state -> for each target state what is done and the kind of the case: = agrees, P is pushed, H held, R
#: recorded; b target_behind, a target_ahead, e ended_on_one_side, p paused_on_one_side.
TABLE = {
    1: "= Ra Re Ra Ra Ra Re Re Ra Ra",
    2: "Pb = Re Ra Ra Ra Re Re Ra Ra",
    3: "He He = He He He Re Re He Ra",
    4: "Pb Pb Re = Hp Hp Re Re Ha Ra",
    5: "Hp Hp Re Hp = Hp Re Re Ha Ra",
    6: "Hp Hp Re Hp Hp = Re Re Ha Ra",
    7: "He He Re He He He = Re He Ra",
    8: "He He Re He He He Re = He Ra",
    9: "Pb Pb Re Pb Pb Pb Re Re = =",
    10: "Hb Hb Re Hb Hb Hb Re Re Hb =",
}
KINDS = {"b": "target_behind", "a": "target_ahead", "e": "ended_on_one_side", "p": "paused_on_one_side"}
FINAL = {3, 7, 8, 10}
CELLS = {
    f"H13.22-260105-{10 * (source - 1) + target:04}": (source, target, cell)
    for source, cells in TABLE.items()
    for target, cell in enumerate(cells.split(), 1)
}


def every_cell(told: list[Row], records: list[Row]) -> None:
    """One dossier a cell, both sides alike but for the state; a state's day is on both sides or on none."""
    row, record = told[0], records[0]
    words = {number: word for word, number in WORDS.items()}
    days = {"nhan": "05/01/2026 08:07", "sua": "2026-02-02T09:00:00"}
    told[:] = [
        {**row, **days, "so": code, "tt": words[source], "xong_luc": None, "tra_luc": None}
        for code, (source, _, _) in CELLS.items()
    ]
    records[:] = [{**record, "MaHoSo": code, "TrangThaiHoSo": str(target)} for code, (_, target, _) in CELLS.items()]


def test_every_cell_of_the_table_is_what_the_contract_says(tmp_path):
    with PlainOffices(tmp_path) as offices:
        offices.link("strict", every_cell, mode="push", create="push")
        offices.link("trusting", every_cell, mode="push", create="push", allow_final=sorted(FINAL))
        runs = offices.run("sync", "--json").json["runs"]
        held = {(hold["link"], hold["code"]) for hold in offices.run("holds", "--json").json["holds"]}
        cases = offices.cases()
        for name, allowed in (("strict", set()), ("trusting", FINAL)):
            link, done = offices.links[name], {}
            written = {code for _, code in link.onestop.written}
            for code, (source, _, cell) in CELLS.items():
                kinds = {kind for of, kind in cases[name] if of == code}
                pushed = "P" if code in written else "H" if (name, code) in held else "R" if kinds else "="
                done[code] = (pushed, kinds)
                verdict = "P" if cell[0] == "H" and source in allowed else cell[0]
                expected = (verdict, {KINDS[cell[1]]} if verdict in "HR" else set())
                assert done[code] == expected, (name, CELLS[code])
        assert [run["outcome"] for run in runs] == ["verified", "verified"]
