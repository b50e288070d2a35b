"""Every secret that a configuration holds, so that whoever speaks can be told what never to say."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, SecretStr

from connector.settings.document import scalars
from connector.settings.secrecy import is_secret_name, is_secret_variable
from connector.settings.settings import Settings

#: A header may as well carry the agency's code, and every dossier's code begins with it: hiding that would blacken the
#: whole log and protect nothing.
_UNIT_CODE = re.compile(r"[A-Z0-9.\-]{1,24}")


def secret_values(settings: Settings) -> Iterator[str]:
    """Every secret of the configuration: by its type, its key's name, or the variable or file it came from."""
    typed: set[str] = set()
    for part in settings.parts:
        for model in (part.model, *part.sides.values(), *part.witnesses):
            typed.update(_typed_secrets(model))
    yield from typed
    password = urlsplit(settings.store).password
    if password:
        yield from (password, unquote(password))
    for part in settings.parts:
        if part.document.root is None:
            continue
        for steps, scalar in scalars(part.document.root):
            known = scalar.value in typed or is_secret_name(steps[-1] if steps else None)
            yield from (value for name, value in scalar.used if known or is_secret_variable(name))


def _typed_secrets(value: Any) -> Iterator[str]:
    match value:
        case SecretStr():
            yield value.get_secret_value()
        case BaseModel():
            for _, inner in value:
                yield from _typed_secrets(inner)
        case Mapping():
            for name, inner in value.items():
                if not _is_unit_code(name, inner):
                    yield from _typed_secrets(inner)
        case list() | tuple() | set() | frozenset():
            for inner in value:
                yield from _typed_secrets(inner)


def _is_unit_code(name: Any, value: Any) -> bool:
    if not isinstance(value, SecretStr) or is_secret_name(name):
        return False
    return _UNIT_CODE.fullmatch(value.get_secret_value()) is not None
