"""Makes docs/configuration.md: ``python -m connector.cli.configuration_page > docs/configuration.md``."""

import sys

from connector.adapters.registry import kinds
from connector.settings.reference import reference


def page() -> str:
    """The whole page, in Markdown, for every shipped kind of system."""
    return reference(kinds())


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
