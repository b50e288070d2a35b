"""Invented dossiers are the same for the same seed, belong to nobody, and read like a real link."""

import re
from collections import Counter

from connector.adapters.memory.invented import FIRST_DAY, WORDS, behind, invent
from connector.adapters.memory.settings import MODELS, MemorySourceSettings, MemorySystemSettings, MemoryTargetSettings
from connector.adapters.memory.source import make_source
from connector.adapters.memory.target import make_target
from connector.adapters.registry import Context
from connector.domain.codes import code_day
from connector.domain.dossier import Dossier
from connector.domain.status import Status
from connector.mapping.mapper import compile_map
from connector.ports import RawRow

MAP = {
    "code": "so_ho_so",
    "aliases": {"source": "id"},
    "procedure_code": "ma_tthc",
    "applicant_name": "chu_ho_so.ten",
    "applicant_type": {"path": "chu_ho_so.loai", "values": {"CN": "individual", "DN": "business"}},
    "applicant_id": "chu_ho_so.so_giay_to",
    "status": {"path": "trang_thai", "values": {word: int(status) for status, word in WORDS.items()}},
    "received_at": {"path": "ngay_nhan", "convert": "date_vn"},
    "due_at": {"path": "han_tra", "convert": "date_vn"},
    "updated_at": {"path": "updated_at", "convert": "iso"},
    "steps": {
        "path": "qua_trinh",
        "each": {
            "at": {"path": "luc", "convert": "date_vn"},
            "status": {"path": "tt", "values": {word: int(status) for status, word in WORDS.items()}},
            "officer": "can_bo",
            "content": "noi_dung",
        },
    },
}


def test_the_same_seed_gives_the_same_dossiers_and_more_of_them_begin_alike() -> None:
    assert invent(30, seed=1) == invent(30, seed=1)
    assert invent(50, seed=1)[:30] == invent(30, seed=1)
    assert invent(30, seed=2) != invent(30, seed=1)


def test_codes_are_unique_and_carry_the_day_of_receipt() -> None:
    dossiers = [each.dossier for each in invent(300)]
    assert len({dossier.code for dossier in dossiers}) == 300
    assert dossiers[0].code == "H13.22-260105-0001"
    for dossier in dossiers:
        assert dossier.received_at is not None
        assert code_day(dossier.code) == dossier.received_at.date()


def test_nobody_invented_can_exist() -> None:
    for each in invent(300):
        assert re.fullmatch(r"000[01]\d{8}|0000\d{6}", each.dossier.applicant_id or "")


def test_all_ten_states_appear_and_each_is_the_last_steps() -> None:
    dossiers = [each.dossier for each in invent(300)]
    assert set(Counter(dossier.status for dossier in dossiers)) == set(Status)
    for dossier in dossiers:
        assert dossier.steps
        assert dossier.steps[-1].status is dossier.status
        assert [step.at for step in dossier.steps] == sorted(step.at for step in dossier.steps)
        assert dossier.steps[0].at == dossier.received_at >= FIRST_DAY  # type: ignore[operator]


def test_the_raw_rows_map_back_to_what_was_invented() -> None:
    mapper = compile_map(MemorySourceSettings.model_validate({"map": MAP}).map)
    for each in invent(60):
        told = mapper.read(RawRow(values=each.raw(), where=""))
        assert isinstance(told, Dossier)
        for name in ("code", "procedure_code", "applicant_name", "applicant_type", "applicant_id", "status", "steps"):
            assert getattr(told, name) == getattr(each.dossier, name)
        assert (told.received_at, told.due_at) == (each.dossier.received_at, each.dossier.due_at)
        assert told.updated_at == each.dossier.updated_at
        assert told.aliases == each.dossier.aliases


def test_the_one_stop_stands_one_step_behind() -> None:
    invented = invent(60)
    records = {record.code: record for record in behind(invented)}
    missing = [each for each in invented if each.dossier.code not in records]
    assert 0 < len(missing) < 30
    for each in invented:
        if each.dossier.code in records:
            assert records[each.dossier.code].steps == (each.dossier.steps or ())[:-1]


def test_a_configured_pair_is_made_of_the_same_invented_dossiers(hand_context: Context) -> None:
    system = MemorySystemSettings(system="demo", adapter="memory", invented=12, hidden=frozenset({"phone"}))
    source = make_source(system, MemorySourceSettings.model_validate({"map": MAP}), hand_context)
    target = make_target(system, MemoryTargetSettings(), hand_context)
    rows = [row for page in source.pull(None, now=hand_context.clock.now()) for row in page.rows]
    assert len(rows) == 12
    assert set(target.snapshot()) < {row.values["so_ho_so"] for row in rows}
    assert "phone" not in target.look_up(next(iter(target.snapshot()))).readable  # type: ignore[union-attr]


def test_two_links_to_one_target_write_into_one_store(hand_context: Context) -> None:
    system = MemorySystemSettings(system="onestop", adapter="memory")
    one = make_target(system, MemoryTargetSettings(), hand_context)
    assert make_target(system, MemoryTargetSettings(), hand_context) is one


def test_the_example_of_the_reference_page_is_a_good_system() -> None:
    keys = dict(line.split(": ") for line in MODELS.example.splitlines())
    keys |= {"invented": int(keys["invented"]), "seed": int(keys["seed"])}
    assert MemorySystemSettings.model_validate(keys).invented == 30
