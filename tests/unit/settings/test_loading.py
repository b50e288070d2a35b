"""What is written means what design says, and what is not written has its default."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from connector.domain.link import Notifies, Policy, Scope
from connector.domain.status import Status
from connector.settings.load import default_config
from connector.settings.rules import to_notifies, to_policy, to_scope
from connector.settings.shipped import shipped_folder


def test_an_empty_main_file_gives_every_default(folder):
    folder.write("connector.yaml", "")
    loaded = folder.load()
    assert loaded.language == "vi"
    assert loaded.store == f"sqlite:///{(folder.home / 'var' / 'connector.db').as_posix()}"
    assert loaded.data == folder.home / "var"
    assert loaded.logs.file == folder.home / "var" / "logs" / "connector.jsonl"
    assert (loaded.logs.level, loaded.logs.rotate_mb, loaded.logs.keep) == ("info", 50, 30)
    assert (loaded.privacy.raw_days, loaded.privacy.payload_days) == (30, 7)
    assert loaded.home == folder.home
    assert loaded.calendar == shipped_folder() / "calendar.csv"


def test_the_default_policy_is_the_domains(folder):
    folder.replace("links/investment.yaml", "policy:\n  mode: push\n", "")
    link = folder.load().links["investment"]
    assert to_policy(link) == Policy()
    assert to_scope(link) == Scope()


def test_a_key_left_empty_counts_as_not_written(folder):
    folder.replace("links/investment.yaml", "policy:\n  mode: push\n", "policy:\nscope:\nwitnesses: ~\n")
    link = folder.load().links["investment"]
    assert to_policy(link) == Policy()


def test_everything_written_reaches_the_domain(folder):
    folder.replace(
        "links/investment.yaml",
        "policy:\n  mode: push\n",
        """\
scope: {procedures: ["1.009750"], agencies: [H13.22], channels: [direct], received_from: 2026-01-01}
policy:
  mode: propose
  create: push
  allow_final: [10, 3]
  compare: {status: value, received_at: minute}
  authority: {officer: target}
  grace: 2d
  publish: {step_content: text}
  brakes: {max_actions: 7}
  retry: {max: 1h}
""",
    )
    folder.write("systems/onestop.yaml", "system: onestop\nadapter: box\nnotifies: {states: [5, 10]}\n")
    loaded = folder.load()
    link = loaded.links["investment"]
    policy = to_policy(link)
    assert (policy.mode, policy.create, policy.grace) == ("propose", "push", timedelta(days=2))
    assert policy.allow_final == {Status.RETURNED, Status.REFUSED}
    assert policy.compare == {"status": "value", "received_at": "minute"}
    assert policy.authority == {"officer": "target"}
    assert (policy.publish.step_content, policy.publish.note) == ("text", "never")
    assert (policy.brakes.max_actions, policy.brakes.max_share) == (7, 0.2)
    assert (policy.retry.first, policy.retry.max) == (timedelta(seconds=30), timedelta(hours=1))
    assert to_scope(link) == Scope(
        procedures=frozenset({"1.009750"}),
        agencies=frozenset({"H13.22"}),
        channels=frozenset({"direct"}),
        received_from=date(2026, 1, 1),
    )
    notifies = to_notifies(loaded.systems["onestop"])
    assert notifies == Notifies(states=frozenset({Status.SUPPLEMENT, Status.RETURNED}), older_than=timedelta(days=3))
    assert to_notifies(loaded.systems["investment"]) == Notifies()


def test_a_link_names_its_systems_and_holds_its_adapters_keys(folder):
    link = folder.load().links["investment"]
    assert (link.source_system, link.target_system) == ("investment", "onestop")
    assert link.source.listing.params == {"page_size": "200"}
    assert link.target.drawer == "top"
    assert link.title == "investment"


def test_digits_behind_a_zero_stay_the_text_that_was_written(folder):
    folder.replace("connector.yaml", '"Cơ quan thử"}', '"Cơ quan thử", hotline: 02923830000}')
    assert folder.load().agency.hotline == "02923830000"


def test_words_that_older_yaml_took_for_booleans_are_words(folder):
    folder.replace("links/investment.yaml", "{moi: 1}", "{no: 2, on: 1, yes: off, 01: x, 1.10: y, null: z}")
    rule = folder.load().links["investment"].source.map["status"]
    assert rule.values == {"no": 2, "on": 1, "yes": "off", "01": "x", "1.10": "y", "null": "z"}


@pytest.mark.parametrize(
    ("written", "environ", "meant"),
    [
        ("${A}", {"A": "x"}, "x"),
        ("${A:-y}", {}, "y"),
        ("${A:-y}", {"A": ""}, "y"),
        ("${A}", {"A": ""}, ""),
        ("${A:-}", {}, ""),
        ("'a ${A} b ${B:-c} d'", {"A": "1"}, "a 1 b c d"),
        ("'$${A} $A ${A}'", {"A": "1"}, "${A} $A 1"),
        ("${A}", {"A": "${B}"}, "${B}"),
        ("${A}", {"A": "123456"}, "123456"),
        ("${A}", {"A": "no: [yes"}, "no: [yes"),
        ("${file:in.txt}", {}, "two\nlines"),
    ],
)
def test_variables_are_filled_into_scalars(folder, written, environ, meant):
    (folder.home / "in.txt").write_bytes(b"\xef\xbb\xbftwo\nlines\r\n")
    folder.environ |= environ
    folder.replace("systems/onestop.yaml", "${ONESTOP_PASSWORD}", written)
    assert folder.load().systems["onestop"].password.get_secret_value() == meant


def test_a_variable_may_stand_for_a_number_or_a_truth(folder):
    folder.replace(
        "systems/investment.yaml", "rate: 20/s", "concurrency: ${N}\nverify_steps: ${STEPS}\ngeneration: ${G}"
    )
    folder.environ |= {"N": "7", "STEPS": "false", "G": "2020"}
    system = folder.load().systems["investment"]
    assert (system.concurrency, system.verify_steps, system.generation) == (7, False, 2020)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///data/x.db?timeout=5", "sqlite:///{home}/data/x.db?timeout=5"),
        ("sqlite+pysqlite:///x.db", "sqlite+pysqlite:///{home}/x.db"),
        ("sqlite:////srv/x.db", "sqlite:////srv/x.db"),
        ("'sqlite://'", "sqlite://"),
        ("'sqlite:///:memory:'", "sqlite:///:memory:"),
        ("postgresql+psycopg://db.example/x", "postgresql+psycopg://db.example/x"),
    ],
)
def test_only_a_relative_sqlite_file_moves_to_home(folder, written, meant):
    folder.replace("connector.yaml", "sqlite:///var/connector.db", written)
    assert folder.load().store == meant.format(home=folder.home.as_posix())


def test_the_rules_text_follows_what_judges_and_nothing_else(folder):
    before = folder.load().links["investment"].rules_text
    unjudged = {
        "links/investment.yaml": ("every 5m", "every 9m"),
        "systems/investment.yaml": ("rate: 20/s", "rate: 5/s"),
        "connector.yaml": ("Cơ quan thử", "Cơ quan khác"),
    }
    for name, (right, other) in unjudged.items():
        folder.replace(name, right, other)
    folder.replace("links/investment.yaml", "link: investment", "title: Khác\nlink: investment")
    assert folder.load().links["investment"].rules_text == before
    folder.replace("links/investment.yaml", "  mode: push", '  mode: "push"\n  create: hold   # the default')
    assert folder.load().links["investment"].rules_text == before
    for right, other in (('mode: "push"', "mode: propose"), ("{moi: 1}", "{moi: 2}"), ("so_ho_so", "ma_hs")):
        folder.replace("links/investment.yaml", right, other)
        after = folder.load().links["investment"].rules_text
        assert after != before
        before = after


def test_the_order_in_which_rules_are_written_does_not_matter(folder):
    folder.replace("links/investment.yaml", "mode: push", "mode: push\n  allow_final: [3, 10]\n  create: push")
    before = folder.load().links["investment"].rules_text
    folder.replace(
        "links/investment.yaml",
        "mode: push\n  allow_final: [3, 10]\n  create: push",
        "create: push\n  allow_final: [10, 3]\n  mode: push",
    )
    assert folder.load().links["investment"].rules_text == before


def test_without_a_configuration_the_shipped_one_works_in_the_current_folder(tmp_path: Path):
    assert default_config(tmp_path) == shipped_folder() / "connector.yaml"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "connector.yaml").touch()
    assert default_config(tmp_path) == tmp_path / "config" / "connector.yaml"


def test_home_may_be_given(folder, tmp_path: Path):
    loaded = folder.load(home=tmp_path / "elsewhere")
    assert loaded.data == tmp_path / "elsewhere" / "var"
    assert loaded.store.endswith("/elsewhere/var/connector.db")
