"""What is shipped loads, and so does each example once it is copied to its place."""

import shutil
from pathlib import Path

from connector.adapters.registry import kinds
from connector.settings.load import load
from connector.settings.rules import to_policy
from connector.settings.shipped import shipped_folder

VARIABLES = {
    "INVESTMENT_URL": "https://dautu.example",
    "INVESTMENT_TOKEN": "t",
    "ONESTOP_URL": "https://motcua.example",
    "ONESTOP_USER": "u",
    "ONESTOP_PASSWORD": "p",
}


def test_the_shipped_configuration_needs_no_variable_and_no_network(tmp_path: Path):
    loaded = load(shipped_folder() / "connector.yaml", kinds(), {}, home=tmp_path)
    assert {system.adapter for system in loaded.systems.values()} == {"memory"}
    (link,) = loaded.links.values()
    policy = to_policy(link)
    assert (policy.mode, policy.create) == ("push", "push")
    assert policy.brakes.max_actions >= loaded.systems[link.source_system].invented
    assert loaded.store.startswith(f"sqlite:///{tmp_path.as_posix()}")


def test_every_example_is_a_right_configuration(tmp_path: Path):
    folder = tmp_path / "config"
    shutil.copytree(shipped_folder(), folder)
    for old in (*folder.glob("systems/*.yaml"), *folder.glob("links/*.yaml")):
        old.unlink()
    examples = [*folder.glob("systems/*.yaml.example"), *folder.glob("links/*.yaml.example")]
    assert len(examples) == 6
    for example in examples:
        example.rename(example.with_suffix(""))
    loaded = load(folder / "connector.yaml", kinds(), VARIABLES)
    assert {system.adapter for system in loaded.systems.values()} == {"rest", "files", "dvcqg", "worklist"}
    assert {link.policy.mode for link in loaded.links.values()} == {"observe"}
