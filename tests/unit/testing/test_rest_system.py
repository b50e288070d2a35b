"""The simulated specialized system itself."""

from datetime import UTC, datetime

import httpx
import pytest

from connector.testing.invented import PROCEDURES, invented_rows
from connector.testing.rest_knobs import TELL, RestKnobs, understand
from connector.testing.rest_system import RestSystem


def test_the_same_seed_gives_the_same_rows_and_more_rows_change_none_of_the_first() -> None:
    assert invented_rows(40, seed=3) == invented_rows(60, seed=3)[:40]
    assert invented_rows(40, seed=3) != invented_rows(40, seed=4)


def test_everything_is_invented_and_recognisable_as_such() -> None:
    rows = [row for row, _ in invented_rows(300)]
    assert len(PROCEDURES) == 35
    assert {row["ma_tthc"] for row in rows} <= PROCEDURES.keys()
    assert all(row["chu_ho_so"]["so_giay_to"].startswith("000") for row in rows)
    assert len({row["so_ho_so"] for row in rows}) == len({row["id"] for row in rows}) == 300


@pytest.mark.parametrize("style", TELL)
def test_every_style_of_time_is_understood_as_it_is_told(style: str) -> None:
    at = datetime(2026, 1, 5, 1, 15, 9, tzinfo=UTC)
    assert understand(str(TELL[style](at)), style) == at  # type: ignore[index,arg-type]


def test_orders_are_used_up_in_turn_and_after_as_many_good_answers_as_asked() -> None:
    with RestSystem(3) as system, httpx.Client(base_url=system.url) as client:
        system.fail("broken", times=2, skip=1)
        system.fail("forbidden", path="/dossiers/x")
        assert [client.get("/dossiers").status_code for _ in range(4)] == [200, 500, 500, 200]
        assert client.get("/dossiers/x").status_code == 403
        assert client.get("/dossiers/x").status_code == 404


def test_what_happens_there_is_told_from_then_on() -> None:
    with RestSystem(10, RestKnobs(paging="none")) as system, httpx.Client(base_url=system.url) as client:

        def told() -> dict[str, dict[str, object]]:
            return {row["so_ho_so"]: row for row in client.get("/dossiers").json()["data"]}

        before = told()
        moved = system.store.advance(2)
        (new,) = system.store.insert()
        (late,) = system.store.insert(changed=datetime(2026, 1, 1, tzinfo=UTC))
        quiet = next(code for code in before if code not in moved)
        system.store.change_child(quiet, "le_phi", [])
        after = told()
        assert after.keys() - before.keys() == {new, late}
        assert all(after[code]["trang_thai"] != before[code]["trang_thai"] for code in moved)
        assert after[quiet] == {**before[quiet], "le_phi": []}
        assert str(after[late]["updated_at"]).startswith("2026-01-01")
        system.store.delete(new)
        assert new not in told()


def test_wrong_logins_lock_the_account() -> None:
    with RestSystem(1, RestKnobs(login="session", lock_after=2)) as system:
        for _ in range(2):
            wrong = httpx.post(f"{system.url}/login", json={"username": "dong-bo", "password": "sai"})
            assert wrong.status_code == 401
        right = httpx.post(f"{system.url}/login", json={"username": "dong-bo", "password": system.password})
        assert system.account_locked
        assert right.status_code == 403
