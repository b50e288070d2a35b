"""What keys a model has, however deep: for suggestions, listings and the reference page."""

from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Model = type[BaseModel]


def keys_of(model: Model) -> dict[str, FieldInfo]:
    """Keys as an operator writes them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def attribute_of(model: Model, key: str) -> str:
    """The Python name behind a key."""
    return next(name for name, field in model.model_fields.items() if (field.alias or name) == key)


def models_in(annotation: Any) -> tuple[Model, ...]:
    """Every model that a value of this annotation may be, or may hold directly."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    if get_origin(annotation) is Literal:
        return ()
    found = [model for inner in get_args(annotation) for model in models_in(inner)]
    return tuple(dict.fromkeys(found))


def models_at(model: Model, loc: tuple[str | int, ...]) -> tuple[Model, ...]:
    """The models that may stand at the end of a pydantic error's ``loc``, labels of unions included."""
    candidates: tuple[Model, ...] = (model,)
    for step in loc:
        deeper = [inner for known in candidates for inner in _below(known, step)]
        if deeper:
            candidates = tuple(dict.fromkeys(deeper))
        else:  # a label that chose one of them, or a key of a plain mapping, or an index
            candidates = tuple(known for known in candidates if _is_labelled(known, step)) or candidates
    return candidates


def _below(model: Model, step: str | int) -> tuple[Model, ...]:
    field = keys_of(model).get(str(step))
    return () if field is None else models_in(field.annotation)


def _is_labelled(model: Model, step: str | int) -> bool:
    literals = [
        get_args(field.annotation) for field in model.model_fields.values() if get_origin(field.annotation) is Literal
    ]
    return model.__name__ == step or any(step in values for values in literals)
