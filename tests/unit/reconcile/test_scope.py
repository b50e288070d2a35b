"""What a link answers for: only a value that is known can put a dossier outside."""

from datetime import date

import pytest

from connector.domain.link import Scope
from connector.reconcile.scope import in_scope


@pytest.mark.parametrize(
    ("scope", "values", "expected"),
    [
        (Scope(), {}, True),
        (Scope(procedures=frozenset({"1.009748"})), {"procedure_code": "1.009748.000.00.00.H13"}, True),
        (Scope(procedures=frozenset({"1.009748"})), {"procedure_code": "1.009750"}, False),
        (Scope(procedures=frozenset({"1.009748"})), {}, True),
        (Scope(agencies=frozenset({"H13.22"})), {"agency_code": "000.00.22.H13"}, True),
        (Scope(agencies=frozenset({"000.00.22.H13"})), {"agency_code": "H13.22"}, True),
        (Scope(agencies=frozenset({"H13.23"})), {"agency_code": "H13.22"}, False),
        (Scope(agencies=frozenset({"H13.22"})), {}, True),  # the code begins with it
        (Scope(agencies=frozenset({"H13.23"})), {}, False),
        (Scope(agencies=frozenset({"H13.23"})), {"code": "CT-2022-17"}, True),  # a code that tells no agency
        (Scope(channels=frozenset({"online"})), {"channel": "online"}, True),
        (Scope(channels=frozenset({"online"})), {"channel": "direct"}, False),
        (Scope(channels=frozenset({"online"})), {}, True),
        (Scope(received_from=date(2022, 8, 6)), {}, True),
    ],
)
def test_a_dossier_is_outside_only_when_a_known_value_says_so(world, scope, values, expected) -> None:
    assert in_scope(world.dossier(**values), scope) is expected


def test_the_first_day_of_a_scope_is_inside(world) -> None:
    scope = Scope(received_from=date(2022, 8, 5))
    assert in_scope(world.dossier(received_at=world.at(5, hour=0)), scope)
    assert not in_scope(world.dossier(received_at=world.at(4, hour=23)), scope)
