"""No personal value and no secret leaves the real program: not in a log, not in an error, not in any listing.

Every dossier is about one invented person whose every value is a canary, every answer of both systems repeats them,
and the one-stop fails in every way it can.
"""

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from connector.testing.onestop_knobs import Failure
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import PASSWORD as REST_PASSWORD
from connector.testing.rest_system import USERNAME as REST_USERNAME
from connector.testing.server import Reply, Request
from support.office import Office
from support.process import Finished

NAME, OFFICER, DESK_NAME = "Hoàng Thị Bạch Yến Canary", "Đỗ Quạ Đen Canary", "Hoàng Thị Hoạ Mi Canary"
ID, PHONE, EMAIL = "000199765432", "0987654321", "chim.yen.canary@vi-du.vn"
ADDRESS, CONTENT = "Số 17 ngõ Chim Yến", "Chim Yến thiếu giấy khai sinh"
PERSON = {"ten": NAME, "loai": "CN", "so_giay_to": ID, "dien_thoai": PHONE, "email": EMAIL, "dia_chi": ADDRESS}
ONESTOP_PASSWORD, HEADER = "matKhau/Rất+Dài=9", "khoa-rieng-cua-tieu-de"

#: What must be nowhere, in small letters; whatever mask is used, these are what it must cover.
CANARIES = (
    *("bạch yến", "hoạ mi", "quạ đen", "canary", "bach yen", "hoa mi", "qua den", "hoàng thị", "hoang thi"),
    *(ID, ID[3:9], PHONE, "098 765 4321", "0987.654.321", EMAIL, "chim.yen", "chim yến", "giấy khai sinh"),
    *(ONESTOP_PASSWORD.lower(), REST_PASSWORD.lower(), HEADER, "phien-"),
)

GOSSIP = (
    f"Hồ sơ của {NAME} ({NAME.upper()}) hoang thi bach yen, cán bộ QUA DEN, giấy tờ {ID}, "
    f"điện thoại 098 765 4321 hay 0987.654.321, {EMAIL}, {ADDRESS}, "
    f"cán bộ {OFFICER}: {CONTENT}; mật khẩu {ONESTOP_PASSWORD}"
)


def told_by(text: str) -> list[str]:
    """The canaries that a text tells."""
    small = unicodedata.normalize("NFC", text).casefold()
    return [canary for canary in CANARIES if canary in small]


def gossiping(answer: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
    """The same system, repeating everything it knows of the person in every answer, good or bad."""

    def tell(request: Request) -> Reply:
        reply = answer(request)
        try:
            body = json.loads(reply.body)
        except ValueError:
            return replace(reply, body=reply.body + GOSSIP.encode())
        if not isinstance(body, dict):
            return replace(reply, body=json.dumps([GOSSIP]).encode())
        message = f"{body.get('message') or ''} {GOSSIP}" if body.get("message") or "error_code" not in body else None
        told = body | {"thong_bao": GOSSIP} | ({} if message is None else {"message": message})
        return replace(reply, body=json.dumps(told, ensure_ascii=False).encode())

    return tell


@pytest.fixture
def gossip(open_office) -> Office:
    """Forty dossiers of one person; the source keeps a session in its query, the one-stop's password is awkward."""
    office = open_office(number=40, rest_knobs=RestKnobs(login="session"))
    configure(office)
    office.env |= {"INVESTMENT_PASSWORD": REST_PASSWORD, "ONESTOP_PASSWORD": ONESTOP_PASSWORD}
    office.onestop.password = ONESTOP_PASSWORD
    for code in office.rest.store.codes:
        stored = office.rest.store.by_code(code)
        steps = [{**step, "can_bo": OFFICER, "noi_dung": CONTENT} for step in stored.row["qua_trinh"]]
        office.rest.store.update(code, chu_ho_so=PERSON, qua_trinh=steps)
    office.onestop.answer = gossiping(office.onestop.answer)  # type: ignore[method-assign]
    office.rest.answer = gossiping(office.rest.answer)  # type: ignore[method-assign]
    return office


def configure(office: Office, **policy: str) -> None:
    body = {"username": REST_USERNAME, "password": "${INVESTMENT_PASSWORD}"}
    session = {"type": "session", "path": "/login", "token": "session", "body": body, "as": {"query": "session"}}
    office.write_config(
        rest={"auth": session, "headers": {"X-Khoa": HEADER, "X-Don-Vi": "H13.22"}},
        onestop={"concurrency": 1},
        link={"policy": {"retry": {"first": "1s", "max": "1s", "give_up_after": "1s"}, **policy}},
    )


class Ears:
    """Runs commands and keeps everything they say, by command."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.heard: dict[str, str] = {}

    def run(self, *arguments: str) -> Finished:
        told = self._office.run(*arguments)
        assert "Traceback" not in told.err
        self.heard[" ".join(arguments)] = told.out + told.err
        return told

    def ids(self, listing: str) -> list[str]:
        return [str(one["id"]) for one in self.run(listing, "--json").json[listing]]

    def telling(self) -> Mapping[str, list[str]]:
        heard = self.heard | {"the log": self._office.logged()}
        return {command: canaries for command, text in heard.items() if (canaries := told_by(text))}


def test_the_ears_hear_a_canary_wherever_it_sings(gossip) -> None:
    """The test can fail: the words that must not be told are in what is sent and answered."""
    assert set(told_by(GOSSIP)) >= {"bạch yến", "quạ đen", "canary", ID, "098 765 4321", EMAIL, "chim yến"}
    assert told_by(NAME.upper()) == ["bạch yến", "canary", "hoàng thị"]


@pytest.mark.timeout(300)  # some twenty processes, on a machine that may be busy
def test_nothing_is_told_while_the_one_stop_fails_in_every_way_and_gossips(gossip) -> None:
    ears, codes = Ears(gossip), gossip.rest.store.codes
    gossip.rest.store.update(codes[0], ngay_nhan=f"{NAME} nộp ngày 31/02/2026")
    gossip.rest.store.update(codes[1], trang_thai="chua_biet")
    gossip.onestop.desk_enter(codes[2], ChuHoSo=DESK_NAME, DinhDanhCHS=[{"LoaiDinhDanh": "1", "SoDinhDanh": ID}])
    for place, failure in enumerate(Failure):
        for service in ("DongBoHoSoMC", "CapNhatTienDoHoSoMC"):
            gossip.onestop.fail(failure, service=service, nth=1 + place, retry_after="0", seconds=0.1)
    assert ears.run("sync", "--wait", "5s").code == 1
    assert sum(gossip.onestop.faults.happened.values()) > len(Failure)

    dead, held, mismatches = ears.ids("deadletters"), ears.ids("holds"), ears.ids("mismatches")
    assert dead
    assert ears.run("rejections", "--json").json["rejections"]
    ears.run("deadletters", "show", dead[0], "--json")
    for listing, found in (("holds", held), ("mismatches", mismatches)):
        if found:
            ears.run(listing, "show", found[0], "--json")
    for command in ("status", "rejections", "deadletters", "holds", "mismatches", "check", "logs"):
        ears.run(command)
    ears.run("history", codes[2])
    ears.run("history", codes[3], "--json")
    ears.run("config", "show", "--json")
    assert ears.telling() == {}
    dead_lines = gossip.log_lines("delivery.dead")
    assert any("“Thủ tục không thuộc thẩm quyền của đơn vị" in line["error"] for line in dead_lines)  # and says why
    assert any(codes[3] in line.get("dossier", "") for line in gossip.log_lines())  # codes are no secret, nor blackened


@pytest.mark.parametrize("fault", ["html", "truncated", "error_code", "broken", "forbidden"])
def test_nothing_is_told_when_the_source_fails_and_gossips(gossip, fault) -> None:
    ears = Ears(gossip)
    gossip.rest.fail(fault, times=1000)
    assert ears.run("sync", "--json").code == 2
    assert ears.telling() == {}


def test_a_plan_and_the_settings_tell_what_will_happen_and_nobodys_name(gossip) -> None:
    ears = Ears(gossip)
    plan = ears.run("plan", "--json")
    assert plan.code == 1
    assert plan.json["plans"][0]["counts"]["queued"] == 40
    ears.run("plan")
    settings = ears.run("config", "show").out
    assert "systems.onestop.password" in settings
    assert "H13.22" in settings
    assert ears.telling() == {}


def test_a_password_refused_in_words_that_repeat_it_is_not_told(gossip) -> None:
    ears = Ears(gossip)
    gossip.onestop.password = "mat-khau-khac"
    for command in ("sync", "check"):
        assert ears.run(command).code == 2
    assert ears.run("status").code == 0
    assert ears.telling() == {}


def test_personal_values_are_shown_only_to_whoever_gives_a_name_and_a_reason(gossip) -> None:
    configure(gossip, create="hold")
    gossip.run("sync")
    first = str(gossip.run("holds", "--json").json["holds"][0]["id"])
    assert gossip.run("holds", "show", first, "--unmask").code == 64
    masked: Any = gossip.run("holds", "show", first, "--json").out
    plain = gossip.run("holds", "show", first, "--json", "--unmask", "--by", "Người Thử", "--reason", "đối chiếu giấy")
    assert told_by(masked) == []
    assert NAME in plain.out
    (line,) = gossip.log_lines("unmask.used")
    assert (line["by"], line["reason"]) == ("Người Thử", "đối chiếu giấy")
    assert told_by(gossip.logged()) == []
