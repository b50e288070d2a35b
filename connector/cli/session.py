"""What one call of the program was asked for, before anything is loaded."""

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connector.cli.app import App

Opener = Callable[..., "AbstractContextManager[App]"]


def open_wired(config: Path | None, *, lang: str | None, writes: bool) -> "AbstractContextManager[App]":
    """The real application, imported only when a command needs it."""
    with _loading():
        from connector import bootstrap  # noqa: PLC0415 - `--help` must not wait for every library

    return bootstrap.open_app(config, lang=lang, writes=writes)


@contextmanager
def _loading() -> Iterator[None]:
    """Nothing that is loaded is ever garbage: not to look for any meanwhile, nor among it later, saves a tenth of the
    time that loading takes."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


@dataclass(slots=True)
class Session:
    """The global options and the way to the application."""

    opener: Opener = field(default=open_wired)
    config: Path | None = None
    json: bool = False
    lang: str | None = None  #: --lang
    configured: str | None = None  #: `language` of the configuration, once it was read

    @property
    def language(self) -> str:
        """--lang, else the configuration's, else Vietnamese."""
        return self.lang or self.configured or "vi"
