"""The first hour on the real program: a configuration to start from, and the whole story in one command."""

from pathlib import Path

import pytest

from connector.adapters.registry import kinds
from connector.settings.load import load
from connector.settings.starter import kinds_of_source, kinds_of_target
from support import process

VARIABLES = {
    "INVESTMENT_URL": "http://127.0.0.1:9",
    "INVESTMENT_TOKEN": "t0ken",
    "ONESTOP_URL": "http://127.0.0.1:9",
    "ONESTOP_USER": "connector",
    "ONESTOP_PASSWORD": "t0ken",
}

PAIRS = [(source, target) for source in kinds_of_source() for target in kinds_of_target()]


def test_there_is_an_example_of_every_usual_kind() -> None:
    assert {"rest", "files"} <= set(kinds_of_source())
    assert "dvcqg" in kinds_of_target()


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_what_init_writes_is_a_good_configuration_that_only_observes(source: str, target: str, tmp_path: Path) -> None:
    flags = ["--source", source, "--target", target, "--link", "dau-tu", "--agency-code", "H00.22"]
    done = process.run(tmp_path, "init", *flags, "--agency-name", 'Ban "Thử": #1', "--register", "var/so/*.xlsx")
    assert done.code == 0, done.err
    settings = load(tmp_path / "config" / "connector.yaml", kinds(), VARIABLES)
    assert (settings.agency.code, settings.agency.name) == ("H00.22", 'Ban "Thử": #1')
    link = settings.links["dau-tu"]
    assert (link.source_system, link.target_system) == ("dau-tu-source", "onestop")
    assert link.policy.mode == "observe"
    assert len(link.witnesses) == 1


def test_init_names_the_variables_to_set_and_the_commands_to_run_next(tmp_path: Path) -> None:
    done = process.run(tmp_path, "init", "--source", "rest", "--target", "dvcqg")
    assert "ONESTOP_PASSWORD" in done.out
    assert "connector check" in done.out


def test_init_tells_a_program_what_it_wrote_and_what_is_to_be_set(tmp_path: Path) -> None:
    done = process.run(tmp_path, "init", "--source", "rest", "--target", "worklist", "--json")
    assert done.json["environment"] == ["INVESTMENT_URL", "INVESTMENT_TOKEN"]
    assert all(Path(name).is_file() for name in done.json["written"])
    assert done.json["next"] == ["connector check", "connector plan"]


def test_init_names_where_a_hotline_and_a_register_go_though_nobody_gave_them(tmp_path: Path) -> None:
    process.run(tmp_path, "init", "--source", "files", "--target", "worklist", "--link", "so")
    assert "hotline" in (tmp_path / "config/connector.yaml").read_text("utf-8")
    link = tmp_path / "config/links/so.yaml"
    assert load(tmp_path / "config/connector.yaml", kinds(), {}).links["so"].witnesses == ()
    link.write_text(link.read_text("utf-8").replace("# witnesses:", "witnesses:"), "utf-8")
    (witness,) = load(tmp_path / "config/connector.yaml", kinds(), {}).links["so"].witnesses
    assert witness.adapter == "register"


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    assert process.run(tmp_path, "init").code == 0
    mine = tmp_path / "config" / "links" / "main.yaml"
    mine.write_text("link: main  # sửa tay\n", encoding="utf-8")
    (tmp_path / "config" / "connector.yaml").unlink()
    again = process.run(tmp_path, "init")
    assert again.code == 2
    assert mine.read_text(encoding="utf-8") == "link: main  # sửa tay\n"
    assert not (tmp_path / "config" / "connector.yaml").exists()


@pytest.mark.parametrize("wrong", [["--source", "oracle"], ["--target", "rest"], ["--link", "Đầu tư"]])
def test_init_refuses_what_it_has_no_example_for(wrong: list[str], tmp_path: Path) -> None:
    assert process.run(tmp_path, "init", *wrong).code == 64
    assert not (tmp_path / "config").exists()


@pytest.mark.timeout(400)
def test_the_demo_tells_its_story_and_leaves_everything_to_look_at(tmp_path: Path) -> None:
    done = process.run(tmp_path, "demo", "--dir", "xem-thu", "--json", timeout=380.0)
    assert done.code == 0, done.out + done.err
    for failure in ("503", "429", "hết phiên làm việc", "im lặng đến hết giờ chờ"):
        assert failure in done.err
    folder = tmp_path / "xem-thu"
    told = done.json["demo"]
    assert told["held"]
    assert told["after"]["agree"] > told["before"]["agree"]
    assert f"({told['before']['agree']}/{told['before']['union']})" in done.err  # the story goes beside the document
    assert {"config", "var", "report.xlsx"} <= {path.name for path in folder.iterdir()}
    for command in (["status"], ["mismatches", "--json"], ["holds"], ["report", "--by", "division"], ["logs"]):
        assert process.run(folder, *command).code == 0
    assert process.run(tmp_path, "demo", "--dir", "xem-thu").code == 2  # a folder that holds anything is left alone
