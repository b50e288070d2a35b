"""What only reads answers where no log can be written; what changes something, or shows personal data, does not."""

import json

import pytest

from connector.cli.main import run
from connector.cli.session import Session
from connector.settings.shipped import shipped_folder


@pytest.fixture
def connector(tmp_path, monkeypatch, capsys):
    """The shipped configuration after a run, with a file where the folder of its log should be."""
    shipped, config = shipped_folder(), tmp_path / "config"
    for path in [*shipped.glob("*.*"), *shipped.glob("*/*.yaml")]:
        copy = config / path.relative_to(shipped)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)

    def connector(*arguments):
        code = run([*arguments], Session())
        told = capsys.readouterr()
        return code, told.out, told.err

    assert connector("sync")[0] == 0
    main = config / "connector.yaml"
    text = main.read_text("utf-8").replace("var/logs/", "blocked/")
    assert "blocked/" in text
    main.write_text(text, encoding="utf-8")
    (tmp_path / "blocked").write_text("một tệp", encoding="utf-8")
    return connector


READING = [
    ["status"],
    ["holds"],
    ["deadletters"],
    ["rejections"],
    ["mismatches"],
    ["history", "H13.22-260301-0001"],
    ["check"],
    ["plan"],
]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_what_only_reads_answers(connector, command):
    code, out, err = connector(*command, "--json")
    assert (code, err) == (0, "")
    assert "error" not in json.loads(out)


def test_the_check_of_health_is_about_the_links_and_not_about_the_log(connector):
    code, out, _ = connector("status", "--quiet")
    assert (code in {0, 1}, out) == (True, "")


def test_one_of_a_listing_is_shown_too(connector):
    assert connector("mismatches", "show", "99999")[0] in {0, 1, 64}


@pytest.mark.parametrize("command", [["sync"], ["purge"], ["backup", "ban-sao.db"]], ids=" ".join)
def test_what_changes_something_or_takes_data_away_leaves_a_trace_or_is_not_done(connector, command, tmp_path):
    code, _, err = connector(*command)
    assert code == 2
    assert "nhật ký" in err
    assert "Cần làm" in err
    assert not (tmp_path / "ban-sao.db").exists()


@pytest.mark.parametrize("command", [["holds"], ["rejections"], ["history", "H13.22-260301-0001"]], ids=" ".join)
def test_personal_data_is_not_shown_without_a_trace(connector, command):
    code, out, err = connector(*command, "--unmask", "--by", "Thanh Tra", "--reason", "kiểm tra")
    assert (code, out) == (2, "")
    assert "nhật ký" in err
