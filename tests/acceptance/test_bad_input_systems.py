"""Systems that cannot be reached, refuse, or answer badly: the real program says so, once, and harms nothing."""

import socket

import pytest
import yaml

from connector.testing.certificates import ServerIdentity
from connector.testing.onestop_knobs import Failure
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import PASSWORD as REST_PASSWORD
from connector.testing.rest_system import USERNAME as REST_USERNAME
from support.office import LINK


def nobodys_address() -> str:
    """An address of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def refused(told, *, what: str, where: str) -> dict:
    """The run failed with a whole sentence; nothing was sent and nothing is waiting."""
    assert told.code == 2, told.err
    assert told.err == ""  # the document says it all
    run = told.run
    assert (run["outcome"], run["agreement"]) == ("failed", "unknown")
    assert what in run["error"]["what"]
    assert where in run["error"]["where"]
    assert run["error"]["do"]
    assert run["queued"] == run["verified"] == run["in_doubt"] == run["dead"] == 0
    return run


def heals(office, number: int = 8) -> None:
    """The next run, once the trouble is over, does all the work."""
    told = office.sync()
    assert (told.code, told.run["verified"]) == (0, number), told.out
    assert office.onestop.state().keys() == set(office.rest.store.codes)


# ---------------------------------------------------------------- nobody there


def test_a_source_that_cannot_be_reached_fails_alone_and_the_other_link_works(office) -> None:
    office.write("systems/far.yaml", {"system": "far", "adapter": "rest", "url": nobodys_address()})
    link = yaml.safe_load((office.config / "links" / f"{LINK}.yaml").read_text("utf-8"))
    office.write("links/aaa.yaml", {**link, "link": "aaa", "source": {**link["source"], "system": "far"}})
    told = office.sync()
    first, second = told.json["runs"]
    assert told.code == 2
    assert (first["link"], first["outcome"]) == ("aaa", "failed")
    assert first["error"]["what"] == "Máy chủ từ chối kết nối."
    assert first["error"]["where"] == "far: GET /dossiers"
    assert (second["link"], second["outcome"], second["verified"]) == (LINK, "verified", 8)
    assert [line["system"] for line in office.log_lines("system.down")] == ["far"]
    told = office.run("status")
    assert told.code == 0
    assert "Hệ thống far: ngừng từ" in told.out


def test_a_one_stop_that_cannot_be_reached_loses_nothing_and_is_named_in_words_too(office) -> None:
    address, office.env["ONESTOP_URL"] = office.env["ONESTOP_URL"], "http://khong-co-may-nay.invalid"
    told = office.run("sync")
    assert told.code == 2
    for said in ("Không tìm thấy máy chủ", "onestop: POST /mapi/login", "Kiểm tra mạng"):
        assert said in told.out
    office.env["ONESTOP_URL"] = address
    heals(office)
    assert [line["event"] for line in office.log_lines() if line["event"].startswith("system.")] == [
        "system.down",
        "system.up",
    ]


# ---------------------------------------------------------------- refused


def test_a_wrong_password_is_tried_once_per_run_so_that_the_account_is_not_locked(office) -> None:
    office.env["ONESTOP_PASSWORD"] = "mat-khau-da-doi"
    run = refused(office.sync("--wait", "5s"), what="từ chối tài khoản", where="onestop: POST /mapi/login")
    assert run["requests"]["target"] == 1
    assert "không tự thử lại" in run["error"]["do"]
    assert (office.onestop.wrong_logins, office.onestop.requests) == (1, 1)
    assert office.run("plan").code == 2
    assert office.run("check").code == 2
    assert (office.onestop.wrong_logins, office.onestop.account_locked) == (3, False)
    assert "mat-khau-da-doi" not in office.logged()
    office.env["ONESTOP_PASSWORD"] = office.onestop.password
    heals(office)


def test_a_password_changed_in_the_middle_stops_every_thread_after_one_refused_login(office) -> None:
    """Sixteen threads meet the end of their session at once; only one of them asks with the password."""
    office.write_config(onestop={"concurrency": 16})
    office.onestop.password = "mat-khau-moi"
    del office.env["ONESTOP_PASSWORD"]
    secret = office.home / "var" / "mat-khau.txt"
    secret.parent.mkdir()
    secret.write_text("mat-khau-moi\n", encoding="utf-8")
    office.write_config(onestop={"concurrency": 16, "password": "${file:var/mat-khau.txt}"})

    def change(request):
        if request.number == 20:
            office.onestop.password = "mat-khau-khac-nua"
            office.onestop.end_sessions()

    office.onestop.before.append(change)
    told = office.sync("--wait", "5s")
    office.onestop.before.clear()
    assert told.code in {1, 2}
    assert office.onestop.wrong_logins == 1
    secret.write_text("mat-khau-khac-nua", encoding="utf-8")
    last = office.sync("--wait", "30s").run
    assert (last["outcome"], last["waiting"], last["in_doubt"]) == ("verified", 0, 0)
    assert office.onestop.state().keys() == set(office.rest.store.codes)
    assert all(len(steps) == len(set(steps)) for steps in (one["steps"] for one in office.onestop.state().values()))


def test_a_wrong_password_of_the_source_is_tried_once_too(open_office) -> None:
    office = open_office(number=8, rest_knobs=RestKnobs(login="session"))
    body = {"username": REST_USERNAME, "password": "${INVESTMENT_PASSWORD}"}
    session = {"type": "session", "path": "/login", "token": "session", "body": body, "as": {"header": "X-Session"}}
    office.write_config(rest={"auth": session})
    office.env["INVESTMENT_PASSWORD"] = "mat-khau-da-doi"
    refused(office.sync(), what="từ chối đăng nhập", where="investment: POST /login")
    assert (office.rest.wrong_logins, office.rest.requests) == (1, 1)
    office.env["INVESTMENT_PASSWORD"] = REST_PASSWORD
    heals(office)


def test_an_expired_certificate_is_refused_before_a_password_is_told(open_office) -> None:
    with ServerIdentity.expired() as identity:
        office = open_office(number=8, onestop_identity=identity)
        office.write_config(onestop={"tls": {"ca": str(identity.ca_file)}})
        run = refused(office.sync(), what="Chứng thư TLS của hệ thống đã hết hạn.", where="onestop")
        assert "chứng thư" in run["error"]["do"]
        assert office.onestop.requests == 0


# ---------------------------------------------------------------- bad answers with status 200


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("html", "một trang web thay vì dữ liệu"),
        ("truncated", "không phải JSON, hoặc bị cắt giữa chừng"),
        ("null", "rỗng (null) hoặc không có"),
        ("error_code", "báo không thành công"),
    ],
)
def test_a_200_that_is_no_answer_is_never_read_as_an_empty_list(office, fault, said) -> None:
    office.rest.fail(fault)
    refused(office.sync(), what=said, where="investment: GET /dossiers")
    assert office.onestop.requests == 0
    heals(office)


def test_a_bad_second_page_keeps_the_cursor_and_the_first_page_is_read_again(open_office) -> None:
    office = open_office(number=70)
    office.rest.fail("truncated", skip=1)
    run = refused(office.sync(), what="bị cắt giữa chừng", where="investment: GET /dossiers")
    assert run["requests"]["source"] == 2
    assert office.onestop.state() == {}
    assert office.run("status", "--json").json["links"][0]["cursor"] is None
    heals(office, 70)


@pytest.mark.parametrize(
    ("fault", "config", "said"),
    [
        ("endless", {"max_pages": 4}, "Danh sách chưa hết sau 4 trang."),
        ("repeated", {}, "Danh sách lặp lại"),
        ("wrong_total", {"total": "total"}, "Hệ thống báo có 127 dòng nhưng đưa 120 dòng."),
    ],
)
def test_a_list_that_never_ends_repeats_or_lies_is_an_error_and_nothing_of_it_is_sent(
    open_office, fault, config, said
) -> None:
    office = open_office(number=120)
    office.write_config(link={"source": {"list": config}})
    office.rest.fail(fault, times=1000, skip=1 if fault == "repeated" else 0)
    run = refused(office.sync(), what=said, where="investment")
    assert run["requests"]["source"] <= 12
    assert office.onestop.state() == {}
    assert office.run("status", "--json").json["links"][0]["last_complete_sync"] is None


def test_pages_that_shift_while_they_are_read_lose_nothing(open_office) -> None:
    office = open_office(number=120, rest_knobs=RestKnobs(login="bearer", order="newest", shifting=2))
    heals(office, 120)


def test_a_one_stop_that_shows_its_login_page_is_no_empty_one_stop(office) -> None:
    office.sync()
    before = office.onestop.state()
    office.rest.store.advance(3)

    office.onestop.fail(Failure.PAGE, service="TraCuuHoSo", times=1000)
    refused(office.sync("--wait", "0s"), what="một trang web thay vì dữ liệu", where="onestop")
    assert office.onestop.state() == before
