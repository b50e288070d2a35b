"""The contract's words on ``plan`` and ``check``: they write nothing anywhere, and a plan tells all a sync would do."""

import pytest

from support.office import Office


@pytest.fixture
def office(tmp_path):
    with Office(tmp_path, number=4) as office:
        yield office


def everything(office):
    return {path: path.read_bytes() if path.is_file() else None for path in office.home.rglob("*")}


@pytest.mark.parametrize("command", ["plan", "check"])
def test_nothing_is_written_anywhere_before_the_first_sync_and_after_it(office, command):
    before = everything(office)
    office.run(command, "--json")
    assert everything(office) == before
    office.sync()
    before = everything(office)
    office.run(command, "--json")
    assert everything(office) == before


def test_a_plan_tells_what_a_person_released(office):
    office.write_config(link={"policy": {"create": "hold"}})
    office.sync()
    assert office.run("plan").code == 0
    holds = office.run("holds", "--json").json["holds"]
    office.run("holds", "release", str(holds[0]["id"]), "--by", "An", "--reason", "đúng")
    planned = office.run("plan", "--json")
    assert (planned.code, planned.json["plans"][0]["revived"]) == (1, 1)
    assert office.sync().run["revived"] == 1


def test_a_plan_counts_as_the_run_will_count(office):
    office.write_config(link={"policy": {"brakes": {"max_actions": 1}}})
    planned = office.run("plan", "--json").json["plans"][0]
    run = office.sync().run
    assert {name: run[name] for name in planned["counts"]} == planned["counts"]
    assert {row["rule"] for row in planned["rows"]} == {"brake_actions"}
