"""Templates of a query: ``{since:%Y-%m-%dT%H:%M:%S%z}``, ``{page}``, ``{token}`` … A value not known is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from string import Formatter
from typing import Annotated, Any, TypeGuard
from urllib.parse import quote

from pydantic import AfterValidator, BeforeValidator

from connector.settings.values import UnusableError

#: What a template may ask for, each with a specimen its format is tried on.
NAMES: Mapping[str, datetime | date | int | str] = {
    "since": datetime(2026, 11, 23, 14, 35, 47, tzinfo=UTC),
    "until": datetime(2026, 11, 23, 14, 35, 47, tzinfo=UTC),
    "time": datetime(2026, 11, 23, 14, 35, 47, tzinfo=UTC),
    "first": date(2026, 11, 23),
    "last": date(2026, 11, 23),
    "page": 1,
    "offset": 0,
    "limit": 100,
    "token": "abc",
    "key": "abc",
    "agency": "H13.22",
}

#: The values known for one request, by name; a name that is absent or None is not known.
Known = Mapping[str, datetime | date | int | str | None]


@dataclass(frozen=True, slots=True)
class _Part:
    """Plain text, then perhaps a value to be put after it."""

    text: str
    name: str | None
    form: str


@dataclass(frozen=True, slots=True)
class Template:
    """One text with places to fill."""

    parts: tuple[_Part, ...]

    @classmethod
    def parse(cls, text: str, names: frozenset[str] = frozenset(NAMES)) -> "Template":
        """Raises UnusableError for a place that cannot be filled."""
        try:
            pieces = list(Formatter().parse(text))
        except ValueError:
            raise UnusableError(
                "ngoặc { } không cân; viết {{ cho một dấu {", "unbalanced { }; write {{ for a {"
            ) from None
        parts = tuple(_Part(plain, name, form or "") for plain, name, form, conversion in pieces if _plain(conversion))
        for part in parts:
            _check(part, names)
        return cls(parts)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(part.name for part in self.parts if part.name is not None)

    def fill(self, known: Known) -> str | None:
        """The text, or None when a value it needs is not known."""
        told = []
        for part in self.parts:
            told.append(part.text)
            if part.name is not None:
                value = known.get(part.name)
                if value is None:
                    return None
                told.append(_formatted(value, part.form))
        return "".join(told)

    def fill_typed(self, known: Known) -> str | int | None:
        """As ``fill``; a bare ``{page}``, ``{offset}`` or ``{limit}`` stays a number."""
        if len(self.parts) == 1 and not self.parts[0].text and not self.parts[0].form and self.parts[0].name:
            value = known.get(self.parts[0].name)
            if isinstance(value, int):
                return value
        return self.fill(known)


def fill_body(body: Any, known: Known) -> Any:
    """A JSON body with every text in it filled; members whose value is not known are left out."""
    if isinstance(body, str):
        return Template.parse(body).fill_typed(known)
    if isinstance(body, Mapping):
        filled = {key: fill_body(value, known) for key, value in body.items()}
        return {key: value for key, value in filled.items() if value is not None or body[key] is None}
    if isinstance(body, (list, tuple)):
        return [value for value in (fill_body(member, known) for member in body) if value is not None]
    return body


def fill_path(template: Template, known: Known) -> str:
    """A path with each value percent-encoded whole, slashes included. Every value must be known."""
    encoded = {name: None if value is None else quote(_formatted(value, ""), safe="") for name, value in known.items()}
    filled = template.fill(encoded)
    if filled is None:
        raise ValueError("a path needs every one of its values")
    return filled


def names_in(body: Any) -> frozenset[str]:
    """Every name that a body, or any text in it, asks for."""
    if isinstance(body, str):
        return Template.parse(body).names
    members = body.values() if isinstance(body, Mapping) else body if isinstance(body, (list, tuple)) else ()
    return frozenset().union(*(names_in(member) for member in members))


def _plain(conversion: str | None) -> bool:
    if conversion:
        raise UnusableError("không dùng ! trong { }", "no ! inside { }")
    return True


def _check(part: _Part, names: frozenset[str]) -> None:
    if part.name is None:
        return
    if part.name not in names:
        known = ", ".join(sorted(names))
        raise UnusableError(f"không có giá trị tên này trong {{ }} (có: {known})", f"no such value in {{ }} ({known})")
    try:
        _formatted(NAMES.get(part.name, "abc"), part.form)
    except ValueError:
        raise UnusableError("dạng viết trong { } không dùng được", "unusable format in { }") from None


def _formatted(value: datetime | date | int | str, form: str) -> str:
    if isinstance(value, date) and not form:
        return value.isoformat()
    return format(value, form)


def _check_text(text: str) -> str:
    Template.parse(text)
    return text


def _number_as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _check_path(text: str) -> str:
    if "?" in text or "#" in text or _is_full(text):
        raise UnusableError("chỉ viết đường dẫn; tham số ở params", "a path only; parameters go to params")
    known = Template.parse(text).names - {"agency"}
    if known:
        raise UnusableError("ở đây chỉ dùng {agency}", "only {agency} can stand here")
    return text


def _check_code_path(text: str) -> str:
    if "?" in text or "#" in text or _is_full(text):
        raise UnusableError("chỉ viết đường dẫn; tham số ở params", "a path only; parameters go to params")
    Template.parse(text, CODE_NAMES)
    return text


def _check_code_text(text: str) -> str:
    Template.parse(text, CODE_NAMES)
    return text


def _is_full(text: str) -> TypeGuard[str]:
    return text.startswith(("http://", "https://", "//"))


def _check_body(body: Any) -> Any:
    names_in(body)
    return body


#: What a request for one dossier may ask for.
CODE_NAMES = frozenset({"code", "agency"})

#: A parameter's value.
Text = Annotated[str, BeforeValidator(_number_as_text), AfterValidator(_check_text)]
ListPath = Annotated[str, AfterValidator(_check_path)]
Body = Annotated[Any, AfterValidator(_check_body)]
CodePath = Annotated[str, AfterValidator(_check_code_path)]
CodeText = Annotated[str, BeforeValidator(_number_as_text), AfterValidator(_check_code_text)]
