"""As a witness files have their place in the link itself, and need no system."""

from datetime import date
from pathlib import Path

import pytest

from connector.adapters.registry import load_settings
from connector.domain.errors import ConfigurationError
from connector.ports import Covers

LINK = """\
link: files
source: {{system: source, columns: {{code: Số}}}}
target: {{system: source, columns: {{code: Số}}}}
witnesses:
  - {witness}
"""


@pytest.fixture
def loaded(tmp_path: Path):
    def load(witness: str):
        for name, text in (
            ("connector.yaml", 'agency: {code: "H13.22", name: "Cơ quan thử"}\n'),
            ("systems/source.yaml", "system: source\nadapter: files\npath: nguon.xlsx\n"),
            ("links/files.yaml", LINK.format(witness=witness)),
        ):
            path = tmp_path / "config" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load_settings(tmp_path / "config" / "connector.yaml").links["files"].witnesses[0]

    return load


def test_a_witness_of_files_is_what_its_own_keys_say(loaded) -> None:
    witness = loaded('{adapter: files, path: "khac/*.xlsx", map: {code: Số, status: Việc}, covers: {from: 2026-01-01}}')
    assert (witness.name, witness.adapter, witness.system, witness.paper_book) == ("files", "files", None, False)
    assert witness.covers == Covers(first=date(2026, 1, 1))
    assert set(witness.model.map.told) == {"code", "status"}


@pytest.mark.parametrize(
    ("witness", "told"),
    [
        ("{adapter: files, map: {code: Số}}", "witnesses[0].path: thiếu khóa này"),
        ("{adapter: files, path: a.xlsx}", "witnesses[0].code: thiếu khóa này"),
        ("{adapter: files, path: a.xlsx, system: source, map: {code: Số}}", "witnesses[0].system: không có khóa này"),
    ],
)
def test_what_it_lacks_or_has_too_much_is_named(loaded, witness: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        loaded(witness)
    assert told in "\n".join(map(str, [error.value, *getattr(error.value, "problems", ())]))
