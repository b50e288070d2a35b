"""Whichever key is misspelt, the problem stands at that very key, and nothing ever ends in a traceback."""

from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.domain.errors import ConfigurationError

FILES = ("connector.yaml", "systems/investment.yaml", "systems/onestop.yaml", "links/investment.yaml")

#: Mappings whose keys are the operator's own words: any key is right there.
FREE = (("source", "map"), ("source", "list", "params"), ("source", "map", "status", "values"))

RICH_LINK = """\
link: investment
title: "Đầu tư"
source:
  system: investment
  list: {path: /dossiers, params: {page_size: "200"}}
  map:
    code: so_ho_so
    status: {path: trang_thai, values: {moi: 1}}
target: {system: onestop, drawer: top}
witnesses:
  - {adapter: register, path: "var/*.xlsx", covers: {channels: [direct], from: 2026-01-01}, columns: {code: "Mã"}}
scope: {procedures: ["1.009750"], received_from: 2026-01-01}
schedule: {sync: every 5m, reconcile: "30 1 * * *"}
policy:
  mode: push
  create: push
  compare: {status: value, received_at: day}
  authority: {officer: target}
  publish: {step_content: text, note: text}
  brakes: {max_actions: 5, max_share: 0.5, min_share: 0.5, max_gap: 7d}
  retry: {first: 30s, factor: 2, max: 6h, give_up_after: 3d}
"""


def keys_of(text: str) -> list[tuple[tuple[str, ...], yaml.ScalarNode]]:
    """Every key that the program knows, with its way and its node."""
    found = []

    def walk(node: yaml.Node, way: tuple[str, ...]) -> None:
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                walk(item, way)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if way not in FREE and way != ("witnesses", "columns"):
                    found.append(((*way, key.value), key))
                walk(value, (*way, key.value))

    walk(yaml.compose(text, Loader=yaml.SafeLoader), ())
    return found


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_single_misspelt_key_is_told_at_its_place(folder, data):
    folder.write("links/investment.yaml", RICH_LINK)
    name = data.draw(st.sampled_from(FILES))
    right = (folder.config / name).read_text(encoding="utf-8")
    way, node = data.draw(st.sampled_from(keys_of(right)))
    position = data.draw(st.integers(0, len(node.value)))
    extra = data.draw(st.sampled_from("xqz_"))
    start = node.start_mark.index
    wrong = right[: start + position] + extra + right[start + position :]
    folder.write(name, wrong)
    try:
        told = folder.problems()
    finally:
        folder.write(name, right)
    misspelt = node.value[:position] + extra + node.value[position:]
    place = f"{name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}: "
    assert any(problem.startswith(place) and f"{misspelt}: " in problem for problem in told), (way, told)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(FILES),
    junk=st.one_of(
        st.text(max_size=60),
        st.binary(max_size=60),
        st.text(alphabet="ab:{}[]&*!|>#'\"%@`-?, \n\t${}", max_size=60),
    ),
    at=st.integers(0, 300),
)
def test_no_content_of_any_file_ends_in_anything_but_a_refusal(folder, name, junk, at):
    right = (folder.config / name).read_bytes()
    content = junk if isinstance(junk, bytes) else junk.encode("utf-8", "surrogatepass")
    folder.write(name, right[:at] + content + right[at:])
    try:
        assert_loads_or_refuses(folder)
    finally:
        folder.write(name, right)


def assert_loads_or_refuses(folder) -> None:
    for problem in problems_of(folder):
        file, line, column = problem.removeprefix(str(folder.config)).split(":")[:3]
        assert Path(file).suffix == ".yaml"
        assert int(line) >= 1
        assert int(column) >= 1


def problems_of(folder) -> tuple[str, ...]:
    try:
        folder.load()
    except ConfigurationError as refused:
        return refused.problems or ("a refusal without a problem",)
    return ()
