"""How every HTTP system is spoken to: one client factory, one rate, one circuit and one set of manners per system.

The names below are loaded when first asked for, so that reading settings does not pay for an HTTP library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connector.adapters.http.answer import Answer
    from connector.adapters.http.caller import HttpCaller
    from connector.adapters.http.settings import HttpSystemSettings

__all__ = ["Answer", "HttpCaller", "HttpSystemSettings"]

_HOMES = {"Answer": "answer", "HttpCaller": "caller", "HttpSystemSettings": "settings"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
