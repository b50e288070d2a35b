"""An office whose one-stop takes no writes gets a configuration that loads as it is, paper register and all."""

from pathlib import Path

import pytest

from connector.adapters.registry import kinds
from connector.settings.load import load
from connector.settings.starter import Choices, kinds_of_source, kinds_of_target, starter_files
from unit.settings.test_shipped_configuration import VARIABLES


@pytest.mark.parametrize("source", kinds_of_source())
@pytest.mark.parametrize("target", kinds_of_target())
def test_every_pair_that_can_be_asked_for_loads(tmp_path: Path, source: str, target: str) -> None:
    choices = Choices(
        source=source,
        target=target,
        link="dau-tu",
        agency_code="H13.22",
        agency_name="Cơ quan thử",
        register="var/so/*.xlsx",
    )
    for name, text in starter_files(choices).items():
        path = tmp_path / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    loaded = load(tmp_path / "config" / "connector.yaml", kinds(), VARIABLES)
    link = loaded.links["dau-tu"]
    assert loaded.systems[link.target_system].adapter == target
    assert [witness.adapter for witness in link.witnesses] == ["register"]


def test_a_worklist_can_be_asked_for() -> None:
    assert "worklist" in kinds_of_target()
