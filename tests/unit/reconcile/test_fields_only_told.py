"""A field that the target tells and no write of ours could carry: compared like any other, and never planned."""

from dataclasses import replace

import pytest

from connector.domain.mismatch import Kind
from connector.domain.verdict import Disposition
from connector.reconcile.side_keys import source_keys, target_keys


@pytest.fixture
def only_told(world):
    without = world.capabilities.fields - {"agency_code"}
    return replace(world.capabilities, fields=without, told_only=frozenset({"agency_code"}))


def test_it_is_compared_and_recorded(world, only_told) -> None:
    source, target = world.dossier(status=4, agency_code="H13.22"), world.dossier(status=4, agency_code="H13.40")
    verdict = world.judge(source, target, capabilities=only_told)
    assert [finding.kind for finding in verdict.recorded] == [Kind.AGENCY_DIFFERS]
    assert verdict.action is None
    unknown = replace(only_told, told_only=frozenset())
    assert world.judge(source, target, capabilities=unknown).disposition is Disposition.AGREE


def test_it_is_never_planned_whoever_is_right(world, only_told) -> None:
    rules = world.rules(authority={"agency_code": "source"})
    source, target = world.dossier(status=9, agency_code="H13.22"), world.dossier(status=4, agency_code="H13.40")
    verdict = world.judge(source, target, capabilities=only_told, rules=rules)
    assert verdict.action is not None
    assert "agency_code" not in verdict.action.fields
    assert Kind.AGENCY_DIFFERS in {finding.kind for finding in verdict.recorded}
    created = world.judge(source, None, capabilities=only_told, rules=rules)
    assert created.action is not None
    assert "agency_code" not in created.action.fields


def test_the_scales_are_told_it_too(world, only_told) -> None:
    dossier = world.dossier(status=4, agency_code="000.00.22.H13")
    rules = world.rules()
    mine = source_keys(dossier, rules, only_told)["agency_code"]
    assert mine == target_keys(world.reading(dossier), rules, only_told)["agency_code"]
