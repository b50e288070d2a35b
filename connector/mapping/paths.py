"""Where in a raw row a value stands: JMESPath, with plain dotted paths compiled to getters."""

from collections.abc import Callable
from functools import lru_cache
from operator import methodcaller
from typing import Annotated, Any

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator

from connector.mapping.faults import RuleError

#: Takes a row (or any JSON value) and gives what stands at the path; None where nothing does.
Getter = Callable[[Any], Any]


class PathError(ValueError):
    """The expression cannot be applied to this row; the sentence quotes no value of it."""


def check_path(expression: str) -> str:
    """Give the expression back if it is JMESPath; else say where it goes wrong."""
    try:
        _parsed(expression)
    except JMESPathError as error:
        position = getattr(error, "lex_position", None)
        place = (f" ở ký tự thứ {position + 1}", f" at character {position + 1}") if position is not None else ("", "")
        raise RuleError(f"không phải là biểu thức JMESPath{place[0]}", f"not a JMESPath{place[1]}") from error
    return expression


#: A JMESPath, checked when the configuration is read.
JmesPath = Annotated[str, AfterValidator(check_path)]


def compile_path(expression: str) -> Getter:
    """A getter for the expression. Raises PathError when applied to a row it does not fit."""
    parsed = _parsed(expression)
    names = _plain_names(parsed.parsed)
    if names is None:
        return _searcher(expression, parsed)
    if len(names) == 1:
        return _field(names[0])
    return _walker(names)


@lru_cache(maxsize=1024)
def _parsed(expression: str) -> Any:
    return jmespath.compile(expression)


def _plain_names(node: Any) -> tuple[str, ...] | None:
    """The names of a path made of names and dots only, else None."""
    if node["type"] == "field":
        return (node["value"],)
    if node["type"] != "subexpression":
        return None
    parts = [_plain_names(child) for child in node["children"]]
    if any(part is None for part in parts):
        return None
    return tuple(name for part in parts if part is not None for name in part)


def _field(name: str) -> Getter:
    get = methodcaller("get", name)

    def field(row: Any) -> Any:
        try:
            return get(row)
        except AttributeError:  # as JMESPath has it: a name asked of what is no object gives nothing
            return None

    return field


def _walker(names: tuple[str, ...]) -> Getter:
    def walk(row: Any) -> Any:
        for name in names:
            try:
                row = row.get(name)
            except AttributeError:
                return None
        return row

    return walk


def _searcher(expression: str, parsed: Any) -> Getter:
    def search(row: Any) -> Any:
        try:
            return parsed.search(row)
        except JMESPathError as error:
            raise PathError(f"biểu thức {expression!r} không áp dụng được cho dòng này") from error

    return search
