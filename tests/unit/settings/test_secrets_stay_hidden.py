"""No secret is in a repr, a listing, a problem or a digest, however it got into the configuration."""

import traceback

import pytest

from connector.domain.errors import ConfigurationError
from connector.settings.show import show

PASSWORD = "canary-password-91c2"
TOKEN = "canary-token-7f3a"


def rows(folder) -> dict[str, tuple[str, str]]:
    return {
        row.path: (row.value, row.origin.replace("\\", "/").rpartition("/config/")[2]) for row in show(folder.load())
    }


def assert_hidden(text: str) -> None:
    assert PASSWORD not in text
    assert TOKEN not in text
    assert "canary" not in text


def test_a_value_keeps_its_origin(folder):
    shown = rows(folder)
    assert shown["systems.investment.url"] == (
        "https://dautu.example/api",
        "systems/investment.yaml:3 ${INVESTMENT_URL}",
    )
    assert shown["systems.investment.rate"] == ("20/s", "systems/investment.yaml:5")
    assert shown["links.investment.source.map.code"] == ("so_ho_so", "links/investment.yaml:6")
    assert shown["links.investment.target.drawer"] == ("top", "default")
    assert shown["links.investment.policy.grace"] == ("1d", "default")


def test_a_typed_secret_is_masked_and_its_variable_named(folder):
    shown = rows(folder)
    assert shown["systems.investment.auth.token"] == ("***", "systems/investment.yaml:4 ${INVESTMENT_TOKEN}")
    assert shown["systems.onestop.password"] == ("***", "systems/onestop.yaml:3 ${ONESTOP_PASSWORD}")


@pytest.mark.parametrize(
    ("name", "right", "written", "path", "told"),
    [
        (
            "connector.yaml",
            "sqlite:///var/connector.db",
            "postgresql://app:${ONESTOP_PASSWORD}@db.example/connector",
            "store",
            "postgresql://app:***@db.example/connector",
        ),
        (
            "connector.yaml",
            "sqlite:///var/connector.db",
            "postgresql://app:canary-literal@db.example/connector",
            "store",
            "postgresql://app:***@db.example/connector",
        ),
        (
            "systems/investment.yaml",
            "rate: 20/s",
            'headers: {X-Way: "Bearer ${INVESTMENT_TOKEN} end"}',
            "systems.investment.headers.X-Way",
            "Bearer *** end",
        ),
        (
            "systems/investment.yaml",
            "rate: 20/s",
            "headers: {Authorization: canary-literal}",
            "systems.investment.headers.Authorization",
            "***",
        ),
        (
            "systems/investment.yaml",
            "${INVESTMENT_URL}",
            "https://dautu.example/api?a=1&access_token=canary-literal&b=2",
            "systems.investment.url",
            "https://dautu.example/api?a=1&access_token=***&b=2",
        ),
        (
            "links/investment.yaml",
            "link: investment",
            'link: investment\ntitle: "a ${file:secret.txt} b"',
            "links.investment.title",
            "a *** b",
        ),
        (
            "links/investment.yaml",
            "link: investment",
            'link: investment\ntitle: "a ${SHORT_PASSWORD} b"',
            "links.investment.title",
            "a *** b",
        ),
    ],
)
def test_a_secret_inside_a_longer_value_is_masked(folder, name, right, written, path, told):
    (folder.home / "secret.txt").write_text("canary-file\n", encoding="utf-8")
    folder.environ["SHORT_PASSWORD"] = "x"
    folder.replace(name, right, written)
    shown = rows(folder)
    assert shown[path][0] == told
    assert_hidden(repr(shown))


def test_no_repr_tells_a_secret(folder):
    folder.replace("connector.yaml", "sqlite:///var/connector.db", "postgresql://app:${ONESTOP_PASSWORD}@db/x")
    loaded = folder.load()
    for thing in (
        loaded,
        loaded.systems,
        loaded.links,
        *loaded.systems.values(),
        *loaded.links.values(),
        *loaded.parts,
    ):
        assert_hidden(repr(thing) + str(thing) + f"{thing}")


def test_the_rules_text_holds_no_secret_and_does_not_change_with_one(folder):
    before = folder.load().links["investment"].rules_text
    folder.environ |= {"ONESTOP_PASSWORD": "canary-other", "INVESTMENT_TOKEN": "canary-third"}
    assert folder.load().links["investment"].rules_text == before
    assert_hidden(before)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("systems/onestop.yaml", "${ONESTOP_PASSWORD}", "{a: ${ONESTOP_PASSWORD}}"),
        ("systems/onestop.yaml", "${ONESTOP_PASSWORD}", "[canary-literal]"),
        ("systems/onestop.yaml", "${ONESTOP_PASSWORD}", "*canary-literal"),
        ("systems/onestop.yaml", "${ONESTOP_PASSWORD}", "&canary-literal"),
        ("systems/onestop.yaml", "${ONESTOP_PASSWORD}", "%canary-literal"),
        ("systems/onestop.yaml", "${ONESTOP_PASSWORD}", "canary: literal"),
        ("systems/onestop.yaml", "${ONESTOP_PASSWORD}", "!canary"),
        ("systems/onestop.yaml", "${ONESTOP_PASSWORD}", "7319\nusernam: x"),
        ("systems/onestop.yaml", "adapter: box", "adapter: ${ONESTOP_PASSWORD}"),
        ("systems/onestop.yaml", "system: onestop", "system: 'x ${ONESTOP_PASSWORD}'"),
        ("systems/investment.yaml", "${INVESTMENT_URL}", "ftp://${INVESTMENT_TOKEN}"),
        ("systems/investment.yaml", "rate: 20/s", "rate: ${INVESTMENT_TOKEN}"),
        ("links/investment.yaml", "every 5m", "${ONESTOP_PASSWORD}"),
        ("links/investment.yaml", "mode: push", "mode: ${ONESTOP_PASSWORD}"),
        ("links/investment.yaml", "{system: onestop}", "{system: '${ONESTOP_PASSWORD}'}"),
        ("connector.yaml", "sqlite:///var/connector.db", "${ONESTOP_PASSWORD}"),
        ("connector.yaml", "store:", "systems: '${ONESTOP_PASSWORD}/*'\nstore:"),
    ],
)
def test_no_problem_tells_a_secret(folder, name, right, wrong):
    folder.replace(name, right, wrong)
    for language in ("vi", "en"):
        with pytest.raises(ConfigurationError) as refused:
            folder.load(language=language)
        told = "".join(traceback.format_exception(refused.value))
        assert refused.value.problems
        assert_hidden("\n".join(refused.value.problems) + told)
        assert "7319" not in "\n".join(refused.value.problems)
