"""Which values of a configuration a log must never repeat, and which it may."""

import pytest

from connector.adapters.registry import load_settings
from connector.settings.secret_values import secret_values

MAIN = (
    'agency: {code: "H13.22", name: "Cơ quan mô phỏng"}\nstore: "postgresql+psycopg://ai:m%40t-kh%E1%BA%A9u@may/kho"\n'
)
SYSTEM = """\
system: investment
adapter: rest
url: "https://dautu.example/${DUONG_DAN_TOKEN}"
auth: {type: bearer, token: tu-khoa-dang-nhap}
headers: {X-Don-Vi: "H13.22", Authorization: "MA-BI-MAT", X-Khac: "khoa-viet-thuong"}
"""
LINK = """\
link: investment
title: "Mô phỏng"
source: {system: investment, list: {path: /x, records: data, paging: {type: none}}, map: {code: so_ho_so}}
target: {system: onestop}
"""


@pytest.fixture
def secrets(tmp_path, monkeypatch) -> set[str]:
    monkeypatch.setenv("DUONG_DAN_TOKEN", "trong-dia-chi")
    onestop = "system: onestop\nadapter: memory\n"
    for name, text in (
        ("connector.yaml", MAIN),
        ("systems/investment.yaml", SYSTEM),
        ("systems/onestop.yaml", onestop),
        ("links/investment.yaml", LINK),
    ):
        path = tmp_path / "config" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return set(secret_values(load_settings(tmp_path / "config" / "connector.yaml")))


def test_whatever_opens_a_door_is_a_secret_wherever_it_was_written(secrets) -> None:
    assert {"tu-khoa-dang-nhap", "trong-dia-chi", "MA-BI-MAT", "khoa-viet-thuong"} <= secrets
    assert {"m%40t-kh%E1%BA%A9u", "m@t-khẩu"} <= secrets


def test_the_agencys_code_in_a_header_is_none_or_every_dossiers_code_would_be_blackened(secrets) -> None:
    assert "H13.22" not in secrets
