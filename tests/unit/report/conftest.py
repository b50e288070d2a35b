"""An invented office's standings."""

import pytest

from support.report_office import Make, standings_maker


@pytest.fixture
def make() -> Make:
    return standings_maker()
