"""The configuration that comes with the program, and where to look when none is named."""

from pathlib import Path

import connector

MAIN_FILE = "connector.yaml"

#: An office's own, from its folder.
OWN_FILE = Path("config") / MAIN_FILE

_INSTALLED = "shipped_config"


def shipped_folder() -> Path:
    """The folder of the shipped configuration: beside the code in a checkout, inside the package once installed."""
    package = Path(connector.__file__).parent
    installed = package / _INSTALLED
    return installed if installed.is_dir() else package.parent / "config"


def default_config(cwd: Path) -> Path:
    """The file used when no ``--config`` is given: the folder's own, or the shipped one if it has none.

    Load it with ``home=cwd``, so that what the shipped configuration writes lands in the folder.
    """
    own = cwd / OWN_FILE
    return own if own.exists() else shipped_folder() / MAIN_FILE


def home_of(config_path: Path) -> Path:
    """Where relative paths start: the parent of the file's folder; for the installed copy the current folder."""
    folder = config_path.absolute().parent
    return Path.cwd() if folder == Path(connector.__file__).parent / _INSTALLED else folder.parent
