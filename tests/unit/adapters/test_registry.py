"""The registry names every kind, imports none of them unasked, and shares one caller per system."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from connector.adapters import registry
from connector.adapters.registry import SHIPPED, Shared, adapter_kind, adapter_kinds, kinds
from connector.domain.errors import ConfigurationError


@pytest.fixture(autouse=True)
def _forget_kinds() -> Iterator[None]:
    adapter_kinds.cache_clear()
    yield
    adapter_kinds.cache_clear()


def install(site: Path, name: str, target: str) -> None:
    """What an installer leaves behind of a package that brings an adapter."""
    info = site / "guest-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: guest\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[connector.adapters]\n{name} = {target}\n")


def test_every_shipped_kind_is_known_under_its_own_name() -> None:
    assert {"rest", "files", "dvcqg", "memory", "register", "control_slip"} <= set(SHIPPED)
    assert all(kind.name == name for name, kind in SHIPPED.items())
    assert set(SHIPPED) <= set(kinds())


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_dotted_name_of_a_shipped_kind_leads_somewhere(name: str) -> None:
    kind = SHIPPED[name]
    assert kind.settings_models() is kinds()[name]
    for side in (kind.source, kind.target, kind.witness):
        assert side is None or callable(registry._named(side))


def test_naming_the_kinds_imports_no_heavy_library() -> None:
    program = (
        "import sys; from connector.adapters import registry; list(registry.kinds());"
        "print([m for m in ('pydantic', 'httpx', 'sqlalchemy', 'structlog', 'yaml', 'python_calamine')"
        " if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_an_unknown_kind_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError) as caught:
        adapter_kind("restt")
    assert caught.value.do == f"Dùng một trong: {', '.join(sorted(SHIPPED))}."


def test_a_kind_cannot_be_the_side_it_is_not(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="không dùng làm đích"):
        SHIPPED["rest"].make_target(None, None, None)  # type: ignore[arg-type]


def test_an_installed_package_brings_its_own_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "guest_adapter.py").write_text(
        "from connector.adapters.registry import AdapterKind\n"
        "KIND = AdapterKind(name='guest', models='guest_adapter:MODELS', source='guest_adapter:make')\n"
        "MODELS = 'its models'\n"
        "def make(system, link, context): return (system, link, context)\n"
    )
    install(tmp_path, "guest", "guest_adapter:KIND")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert kinds()["guest"] == "its models"
    assert adapter_kind("guest").make_source("s", "l", "c") == ("s", "l", "c")  # type: ignore[arg-type, comparison-overlap]


@pytest.mark.parametrize(
    ("name", "target", "sentence"),
    [
        ("rest", "guest_adapter:KIND", "hai lần"),
        ("broken", "no_such_module_here:KIND", "không nạp được"),
        ("odd", "json:dumps", "không phải là"),
    ],
)
def test_a_bad_package_is_named_to_the_operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, target: str, sentence: str
) -> None:
    install(tmp_path, name, target)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ConfigurationError, match=sentence):
        adapter_kinds()


def test_what_is_shared_is_made_once_per_system_and_closed_once() -> None:
    closed: list[str] = []
    shared = Shared()
    one = shared.once("onestop", "caller", lambda: SimpleNamespace(close=lambda: closed.append("caller")))
    assert shared.once("onestop", "caller", lambda: None) is one
    assert shared.once("other", "caller", lambda: None) is None
    shared.close()
    shared.close()
    assert len(closed) == 1
