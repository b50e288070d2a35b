"""The configuration an operator of this office would have written: one folder with everything but the systems."""

from collections.abc import Iterable, Mapping
from csv import writer
from pathlib import Path
from typing import Any

import yaml

from connector.settings.shipped import shipped_folder
from connector.testing.invented import LETTERS
from connector.testing.office_year import register, slips
from connector.testing.office_year.catalogue import FIRST_DAY, MERGED, OWN, mapping_rows, procedure_rows
from connector.testing.office_year.views import AGENCY_KEY, CHANNEL_WORDS, METHOD_WORDS
from connector.testing.onestop_system import DSTCODE, MADONVI, USERNAME
from connector.testing.rest_system import TOKEN

LINK = "office-year"
SOURCE, TARGET, PORTAL = "investment", "onestop", "portal"
LIST_SERVICE = "DanhSachHoSo"

_LETTERS = {letters: int(status) for status, letters in LETTERS.items()}


def _when(path: str) -> dict[str, str]:
    return {"path": path, "convert": "date_vn"}


MAP: Mapping[str, Any] = {
    "code": "so_ho_so",
    "aliases": {"source": "id", "book": "so_theo_doi"},
    "procedure_code": "ma_tthc",
    "procedure_name": "ten_tthc",
    "agency_code": "don_vi",
    "agency_name": "phong_ban",
    "applicant_name": "chu_ho_so.ten",
    "applicant_type": {"path": "chu_ho_so.loai", "values": {"CN": "individual", "DN": "business"}},
    "applicant_id": "chu_ho_so.so_giay_to",
    "submitter_name": "nguoi_nop.ten",
    "submitter_id": "nguoi_nop.so_giay_to",
    "phone": "chu_ho_so.dien_thoai",
    "email": "chu_ho_so.email",
    "address": "chu_ho_so.dia_chi",
    "channel": {"path": "kenh", "values": dict(CHANNEL_WORDS)},
    "status": {"path": "trang_thai", "values": _LETTERS},
    "submitted_at": _when("ngay_nop"),
    "received_at": _when("ngay_nhan"),
    "first_due_at": _when("han_tra_dau"),
    "due_at": _when("han_tra"),
    "finished_at": _when("ngay_xong"),
    "returned_at": _when("ngay_tra"),
    "rejected_at": _when("ngay_tu_choi"),
    "return_method": {"path": "hinh_thuc_tra", "values": dict(METHOD_WORDS)},
    "officer": "can_bo",
    "department": "phong_ban",
    "fees": {"path": "le_phi", "each": {"name": "ten", "amount": "so_tien"}},
    "documents": {"path": "giay_to", "each": {"name": "ten", "code": "ma"}},
    "results": {"path": "ket_qua", "each": {"name": "ten"}},
    "steps": {
        "path": "qua_trinh",
        "each": {
            "at": _when("luc"),
            "status": {"path": "tt", "values": _LETTERS},
            "officer": "can_bo",
            "department": "phong",
            "content": "noi_dung",
        },
    },
    "paid_online": "thanh_toan_tt",
    "digitised": "so_hoa",
    "receipt_signed": "da_ky_tiep_nhan",
    "apologised": "da_xin_loi",
    "updated_at": {"path": "updated_at", "convert": "iso"},
}

COMPARE: Mapping[str, str] = {
    "status": "value",
    "steps": "value",
    "submitted_at": "day",
    "received_at": "day",
    "due_at": "day",
    "finished_at": "day",
    "returned_at": "day",
    "procedure_code": "value",
    "agency_code": "value",
    "applicant_name": "value",
    "applicant_id": "value",
    "return_method": "value",
    "fees": "value",
    "documents": "value",
}


def files(*, source: str, target: str, portal: str | None, password: str) -> dict[str, Any]:
    """Path under config/ → keys; the addresses are those of running systems."""
    systems = {
        f"systems/{SOURCE}.yaml": _rest(source),
        f"systems/{TARGET}.yaml": _onestop(TARGET, target, password),
    }
    if portal is not None:
        systems[f"systems/{PORTAL}.yaml"] = _onestop(PORTAL, portal, password)
    return {"connector.yaml": _main(), f"links/{LINK}.yaml": _link(portal=portal is not None), **systems}


def write_files(home: Path, content: Mapping[str, Any]) -> None:
    """The YAML files and the catalogues under ``home``/config."""
    for name, keys in content.items():
        path = home / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(keys, allow_unicode=True, sort_keys=False), encoding="utf-8")
    config = home / "config"
    (config / "calendar.csv").write_bytes((shipped_folder() / "calendar.csv").read_bytes())
    _write_table(config / "procedures.csv", ("code", "name", "term", "online"), procedure_rows())
    _write_table(config / "agencies.csv", ("code",), [(OWN.now,), *((each.now,) for each in MERGED)])
    _write_table(config / "mappings.csv", ("kind", "old", "new", "valid_from", "valid_to"), mapping_rows())


def _write_table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = writer(file)
        table.writerow(header)
        table.writerows(rows)


def _main() -> dict[str, Any]:
    return {
        "agency": {
            "code": OWN.code,
            "name": "Ban Quản lý các khu chế xuất và công nghiệp (mô phỏng)",
            "hotline": "02923 000 000",
        },
        "catalogues": {
            "procedures": "config/procedures.csv",
            "agencies": "config/agencies.csv",
            "mappings": "config/mappings.csv",
        },
    }


def _rest(url: str) -> dict[str, Any]:
    return {
        "system": SOURCE,
        "adapter": "rest",
        "url": url,
        "timeout": "30s",
        "auth": {"type": "bearer", "token": TOKEN},
    }


def _onestop(name: str, url: str, password: str) -> dict[str, Any]:
    return {
        "system": name,
        "adapter": "dvcqg",
        "url": url,
        "timeout": "30s",
        "username": USERNAME,
        "password": password,
        "madonvi": MADONVI,
        "dstcode": DSTCODE,
        "list_service": LIST_SERVICE,
        "read_map": {"agency_code": AGENCY_KEY},
        "write": "patch",
        "verify": {"first": "0s", "until": "5m"},
    }


def _link(*, portal: bool) -> dict[str, Any]:
    book = {
        "adapter": "register",
        "path": f"{register.FOLDER}/*.xlsx",
        "book": "{volume}/{year}/{sector}-{number}",
        "covers": {"channels": ["direct"], "from": FIRST_DAY.isoformat()},
    }
    slip = {"adapter": "control_slip", "path": f"{slips.FOLDER}/*.xlsx"}
    return {
        "link": LINK,
        "title": "Phần mềm chuyên ngành → Một cửa điện tử",
        "source": {
            "system": SOURCE,
            "list": {
                "path": "/dossiers",
                "params": {"updated_since": "{since:%Y-%m-%dT%H:%M:%S%z}", "page_size": "200"},
                "records": "data",
                "success": "error_code == '0'",
                "paging": {"type": "page", "param": "page", "first": 1},
            },
            "get": {"path": "/dossiers/{code}", "record": "data"},
            "cursor": {"field": "updated_at", "key": "id", "lookback": "15m"},
            "map": dict(MAP),
        },
        "target": {"system": TARGET},
        "witnesses": [book, slip, *([{"adapter": "dvcqg", "system": PORTAL}] if portal else [])],
        "scope": {"received_from": FIRST_DAY.isoformat()},
        "schedule": {"sync": "every 5m", "reconcile": "30 1 * * *"},
        "policy": {"mode": "observe", "compare": dict(COMPARE)},
    }
