"""The JSON Schema of the files and the reference page, both made from the models: neither can drift from them."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from pydantic_core import PydanticUndefined

from connector.settings.link_file import LinkKeys, witness_model
from connector.settings.main_file import MainKeys
from connector.settings.model import Keys, KindModels
from connector.settings.shape import keys_of, models_in
from connector.settings.show import text_of

_DEFS = "#/$defs/{model}"
_REQUIRED = "**bắt buộc / required**"
_SYSTEM_KEY = {"type": "string", "description": "Tên hệ thống. / The system's name."}

Schema = dict[str, Any]


def schema(kinds: Mapping[str, KindModels]) -> Schema:
    """JSON Schema (2020-12) of connector.yaml, systems/*.yaml and links/*.yaml, one property per kind of file."""
    models = _models(kinds)
    references, whole = models_json_schema([(model, "validation") for model in models], ref_template=_DEFS)
    definitions: Schema = whole.get("$defs", {})

    def of(model: type[BaseModel]) -> Schema:
        return references[model, "validation"]

    systems = [_system(kind.name, of(kind.system)) for kind in kinds.values() if kind.system is not None]
    link = _resolved(of(LinkKeys), definitions)
    for side in ("source", "target"):
        sides = [(kind.name, kind.source if side == "source" else kind.target) for kind in kinds.values()]
        told = [_side(name, _resolved(of(model), definitions)) for name, model in sides if model is not None]
        link["properties"][side] = {"description": link["properties"][side].get("description", ""), "anyOf": told}
    witnesses = [(kind.name, model) for kind in kinds.values() if (model := witness_model(kind)) is not None]
    link["properties"]["witnesses"]["items"] = {"anyOf": [_system(name, of(model)) for name, model in witnesses]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "connector",
        "description": "Các tệp cấu hình của bộ kết nối. / The connector's configuration files.",
        "type": "object",
        "properties": {
            "connector.yaml": of(MainKeys),
            "systems/*.yaml": {"anyOf": systems},
            "links/*.yaml": link,
        },
        "$defs": definitions,
    }


def _models(kinds: Mapping[str, KindModels]) -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = [MainKeys, LinkKeys]
    for kind in kinds.values():
        sides = (kind.system, kind.source, kind.target, witness_model(kind))
        found += [model for model in sides if model is not None]
    return found


def _resolved(reference: Schema, definitions: Schema) -> Schema:
    """A copy of the schema that a reference names."""
    name = str(reference["$ref"]).rpartition("/")[2]
    target: Schema = definitions[name]
    return {**target, "properties": dict(target.get("properties", {}))}


def _system(name: str, reference: Schema) -> Schema:
    return {"title": name, "allOf": [reference, {"properties": {"adapter": {"const": name}}}]}


def _side(name: str, side: Schema) -> Schema:
    """A link's side: the adapter's keys and the name of the system."""
    properties = {"system": _SYSTEM_KEY, **side["properties"]}
    return {**side, "title": name, "properties": properties, "required": ["system", *side.get("required", [])]}


# ---------------------------------------------------------------- the page


def reference(kinds: Mapping[str, KindModels]) -> str:
    """Markdown: every key of every file with its type, default and meaning, in both languages."""
    page = _Page()
    page.chapter("connector.yaml", MainKeys)
    for kind in kinds.values():
        if kind.system is not None:
            page.chapter(f"systems/*.yaml, adapter: {kind.name}", kind.system, example=kind.example)
    page.chapter("links/*.yaml", LinkKeys)
    for kind in kinds.values():
        for side, model in (("source", kind.source), ("target", kind.target)):
            if model is not None and model.model_fields:
                page.chapter(f"links/*.yaml, {side}, adapter: {kind.name}", model, prefix=side)
        witness = witness_model(kind)
        if witness is not None:
            example = kind.example if kind.system is None else ""
            page.chapter(
                f"links/*.yaml, witnesses, adapter: {kind.name}", witness, prefix="witnesses[]", example=example
            )
    return page.whole()


_OPENING = """\
# Khóa cấu hình / Configuration keys

Trang này được sinh từ mã nguồn. / This page is generated from the code.
"""


class _Page:
    """Chapters of keys. A model that many keys share (a rule of a field map) has one chapter of its own, at the end."""

    def __init__(self) -> None:
        self._lines = [_OPENING]
        self._shared: dict[str, type[BaseModel]] = {}

    def chapter(self, title: str, model: type[BaseModel], *, prefix: str = "", example: str = "") -> None:
        self._lines += [f"## {title}", ""]
        self._lines += ["| khóa / key | kiểu / type | mặc định / default | ý nghĩa / meaning |", "|---|---|---|---|"]
        whole = model.model_json_schema(by_alias=True)
        self._lines += self._rows(model, whole, whole.get("$defs", {}), prefix)
        self._lines.append("")
        if example:
            self._lines += ["```yaml", example.rstrip("\n"), "```", ""]

    def whole(self) -> str:
        told: set[str] = set()
        while self._shared.keys() - told:
            name = min(self._shared.keys() - told)
            told.add(name)
            self.chapter(name, self._shared[name])
        return "\n".join(self._lines)

    def _rows(self, model: type[BaseModel], own: Schema, definitions: Schema, prefix: str) -> Iterator[str]:
        required = set(own.get("required", []))
        for key, field in keys_of(model).items():
            path = f"{prefix}.{key}".removeprefix(".")
            kind = _cell(_type(own.get("properties", {}).get(key, {}), definitions))
            nested = [inner for inner in models_in(field.annotation) if issubclass(inner, Keys)]
            for inner in nested:  # its keys follow right below: no name is needed to find them
                kind = kind.replace(f" ({inner.__name__})", "")
            default = _REQUIRED if key in required else _default(field.get_default(call_default_factory=True))
            yield f"| `{path}` | {kind} | {default} | {_cell(field.description)} |"
            self._shared |= {inner.__name__: inner for inner in models_in(field.annotation) if inner not in nested}
            for inner in nested:
                if inner.__name__ in definitions:
                    yield from self._rows(inner, definitions[inner.__name__], definitions, path)


def _default(value: Any) -> str:
    if isinstance(value, BaseModel) or value in (None, "", PydanticUndefined):
        return "–"
    return f"`{_cell(text_of(value))}`"


def _type(told: Schema, definitions: Schema) -> str:
    """A key's type in a few words."""
    if "$ref" in told:
        name = str(told["$ref"]).rpartition("/")[2]
        target = definitions.get(name, {})
        return f"{{…}} ({name})" if "properties" in target else _type(target, definitions)
    if "const" in told or "enum" in told:
        return ", ".join(str(word) for word in told.get("enum", [told.get("const")]))
    either = told.get("anyOf") or told.get("oneOf")
    if either:
        words = [_type(part, definitions) for part in either if part.get("type") != "null"]
        return " | ".join(dict.fromkeys(words))
    if told.get("type") == "array":
        return f"[{_type(told.get('items', {}), definitions)}]"
    inner = told.get("additionalProperties")
    if told.get("type") == "object":
        return f"{{…: {_type(inner, definitions)}}}" if isinstance(inner, dict) else "{…}"
    examples = told.get("examples")
    return ", ".join(str(example) for example in examples) if examples else str(told.get("type", "any"))


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")
