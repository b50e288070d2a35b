"""pydantic's errors, told as problems at the line that causes them, in words that never hold the value itself."""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Facts
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from connector.settings.document import Document, Mapping, Node, Scalar, Sequence, Steps, plain, scalars
from connector.settings.problems import Place, Problem, Sentence, path_text
from connector.settings.secrecy import is_secret_name
from connector.settings.shape import keys_of, models_at


@dataclass(frozen=True, slots=True)
class _Located:
    """Where an error's ``loc`` leads in the file: the way, what stands there, and how many labels were stepped over."""

    steps: Steps
    node: Node
    skipped: int
    last_taken: bool


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was meant, if any is near."""
    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)), None)


def suggestion(word: str, known: Iterable[str]) -> Sentence:
    """``; có phải là …?``, or nothing when no known word is near."""
    near = nearest(word, known)
    return Sentence("", "") if near is None else Sentence(f"; có phải là {near}?", f"; did you mean {near}?")


_MISSING = Sentence("thiếu khóa này", "this key is missing")


def _no_such_key(near: Sentence) -> Sentence:
    return Sentence(f"không có khóa này{near.vi}", f"there is no such key{near.en}")


@dataclass(frozen=True, slots=True)
class Explainer:
    """Tells the errors of one document."""

    document: Document
    missing: frozenset[Steps] = frozenset()

    def problem(self, steps: Steps, sentence: Sentence) -> Problem:
        """A problem at the value of that way; at the nearest place above it when it is not written."""
        assert self.document.root is not None  # noqa: S101 only documents that were read are judged
        node: Node = self.document.root
        place = node.place
        for step in steps:
            below = _child(node, step)
            if below is None:
                place = node.keys[str(step)] if isinstance(node, Mapping) and step in node.keys else node.place
                break
            node, place = below, below.place
        return Problem(self.document.file, place, path_text(steps), sentence)

    def at_key(self, steps: Steps, sentence: Sentence) -> Problem:
        """A problem at the key itself."""
        assert self.document.root is not None  # noqa: S101 only documents that were read are judged
        parent: Node | None = self.document.root
        for step in steps[:-1]:
            parent = None if parent is None else _child(parent, step)
        place = parent.keys.get(str(steps[-1]), parent.place) if isinstance(parent, Mapping) else Place()
        return Problem(self.document.file, place, path_text(steps), sentence)

    def told(self, error: ValidationError, model: type[BaseModel], prefix: Steps = ()) -> list[Problem]:
        """Every error, once, without those that only follow from a variable that is not set."""
        root: Node | None = self.document.root
        for step in prefix:
            root = None if root is None else _child(root, step)
        if root is None:
            return []
        errors = _apt(error.errors(include_url=False), root)
        told = [self._told(details, located, model, prefix) for details, located in errors]
        return list(dict.fromkeys(problem for problem in told if problem is not None))

    def _told(self, details: ErrorDetails, located: _Located, model: type[BaseModel], prefix: Steps) -> Problem | None:
        steps = (*prefix, *located.steps)
        kind = details["type"]
        if self._follows(steps, kind):
            return None
        if kind == "extra_forbidden":
            known = {key for found in models_at(model, details["loc"][:-1]) for key in keys_of(found)}
            near = suggestion(str(steps[-1]), known)
            return self.at_key(steps, _no_such_key(near))
        if kind == "missing":
            return self.problem(steps if located.last_taken else (*steps, str(details["loc"][-1])), _MISSING)
        if kind in {"union_tag_not_found", "union_tag_invalid"} and isinstance(located.node, Mapping):
            return self._of_tag(steps, located.node, details)
        if details["loc"] and details["loc"][-1] == "[key]":
            word = str(steps[-1])
            return self.at_key(steps, _sentence(details, Scalar(Place(), word, word), steps))
        return self.problem(steps, _sentence(details, located.node, steps))

    def _of_tag(self, steps: Steps, node: Mapping, details: ErrorDetails) -> Problem:
        """The key that tells which kind it is: of no kind, misspelt, or missing."""
        tag = str(details.get("ctx", {}).get("discriminator", "")).strip("'")
        written = node.items.get(tag)
        if written is not None:
            return self.problem((*steps, tag), _sentence(details, written, steps))
        for key in node.items:
            near = suggestion(key, [tag])
            if near.vi:
                return self.at_key((*steps, key), _no_such_key(near))
        return self.problem((*steps, tag), _MISSING)

    def _follows(self, steps: Steps, kind: str) -> bool:
        """Whether the error stands on, or judges as a whole, a value whose variable is missing."""
        whole = kind in {"value_error", "assertion_error"}
        return any(steps[: len(lost)] == lost or (whole and lost[: len(steps)] == steps) for lost in self.missing)


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Mapping):
        return node.items.get(str(step))
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


# ---------------------------------------------------------------- where


def _ways(node: Node, loc: Steps) -> list[_Located]:
    """Every way to read a ``loc`` into the file: each step is a key or index there, or a label to step over."""
    if not loc:
        return [_Located((), node, 0, last_taken=True)]
    below = _child(node, loc[0])
    found = []
    if below is not None:
        found += [
            _Located((loc[0], *way.steps), way.node, way.skipped, way.last_taken) for way in _ways(below, loc[1:])
        ]
    for way in _ways(node, loc[1:]):
        last_taken = way.last_taken and len(loc) > 1
        found.append(_Located(way.steps, way.node, way.skipped + 1, last_taken))
    return found


def _locate(details: ErrorDetails, root: Node) -> _Located:
    loc = tuple(details["loc"])
    ways = _ways(root, loc)
    if details["type"] == "extra_forbidden":
        ways = [way for way in ways if way.last_taken] or ways
    fitting = [way for way in ways if _same(details["input"], way.node)]
    return min(fitting or ways, key=lambda way: way.skipped)


def _same(value: Any, node: Node) -> bool:
    if isinstance(node, Mapping):
        return isinstance(value, dict) and value.keys() <= node.items.keys()
    if isinstance(node, Sequence):
        return isinstance(value, list | tuple) and len(value) == len(node.items)
    return type(value) is type(node.value) and value == node.value


def _apt(errors: list[ErrorDetails], root: Node) -> list[tuple[ErrorDetails, _Located]]:
    """The errors worth telling: of a union, only those of the branch that came nearest."""
    located = [(details, _locate(details, root)) for details in errors]
    branches: dict[Steps, dict[Any, list[int]]] = {}
    for index, (details, where) in enumerate(located):
        fork = _fork(details, root) if where.skipped else None
        if fork is not None:
            branches.setdefault(fork, {}).setdefault(details["loc"][len(fork)], []).append(index)
    dropped: set[int] = set()
    for fork, labels in branches.items():
        best = min(labels.values(), key=lambda indices: _distance(indices, located, len(fork)))
        dropped |= {index for indices in labels.values() if indices is not best for index in indices}
    return [found for index, found in enumerate(located) if index not in dropped]


def _fork(details: ErrorDetails, root: Node) -> Steps | None:
    """The part of a ``loc`` before its first label; None where it only ends in a key that is missing."""
    loc, node = tuple(details["loc"]), root
    for index, step in enumerate(loc):
        below = _child(node, step)
        if below is None:
            return None if details["type"] == "missing" and index == len(loc) - 1 else loc[:index]
        node = below
    return None


def _distance(indices: list[int], located: list[tuple[ErrorDetails, _Located]], depth: int) -> tuple[bool, int]:
    """A branch that did not even take the kind of value is farther than one that disliked something inside."""
    at_fork = any(
        len(located[index][0]["loc"]) == depth + 1 and located[index][0]["type"].endswith("_type") for index in indices
    )
    return at_fork, len(indices)


# ---------------------------------------------------------------- what

_FIXED = {
    "bool_type": Sentence("chỉ nhận true hoặc false", "only true or false"),
    "bool_parsing": Sentence("chỉ nhận true hoặc false", "only true or false"),
    "int_type": Sentence("phải là số nguyên", "must be a whole number"),
    "int_parsing": Sentence("phải là số nguyên", "must be a whole number"),
    "int_from_float": Sentence("phải là số nguyên", "must be a whole number"),
    "float_type": Sentence("phải là số", "must be a number"),
    "float_parsing": Sentence("phải là số", "must be a number"),
    "finite_number": Sentence("phải là số hữu hạn", "must be a finite number"),
    "list_type": Sentence("phải là danh sách [...]", "must be a list [...]"),
    "tuple_type": Sentence("phải là danh sách [...]", "must be a list [...]"),
    "set_type": Sentence("phải là danh sách [...]", "must be a list [...]"),
    "frozen_set_type": Sentence("phải là danh sách [...]", "must be a list [...]"),
    "dict_type": Sentence("phải là các khóa: giá trị", "must be a mapping of keys"),
    "model_type": Sentence("phải là các khóa: giá trị", "must be a mapping of keys"),
    "model_attributes_type": Sentence("phải là các khóa: giá trị", "must be a mapping of keys"),
    "union_tag_not_found": Sentence("phải là các khóa: giá trị", "must be a mapping of keys"),
}

_WITH_FACTS = {
    "greater_than": Sentence("phải lớn hơn {gt}", "must be more than {gt}"),
    "greater_than_equal": Sentence("phải từ {ge} trở lên", "must be at least {ge}"),
    "less_than": Sentence("phải nhỏ hơn {lt}", "must be less than {lt}"),
    "less_than_equal": Sentence("phải từ {le} trở xuống", "must be at most {le}"),
    "string_too_short": Sentence("phải có ít nhất {min_length} ký tự", "must have at least {min_length} characters"),
    "string_too_long": Sentence("dài quá {max_length} ký tự", "is longer than {max_length} characters"),
    "too_short": Sentence("phải có ít nhất {min_length} mục", "must have at least {min_length} items"),
    "too_long": Sentence("nhiều quá {max_length} mục", "has more than {max_length} items"),
    "string_pattern_mismatch": Sentence("phải viết theo mẫu {pattern}", "must be of the form {pattern}"),
}


def _sentence(details: ErrorDetails, node: Node, steps: Steps) -> Sentence:
    kind, facts = details["type"], details.get("ctx", {})
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _WITH_FACTS:
        told = _WITH_FACTS[kind]
        plainly = {name: f"{fact:g}" if isinstance(fact, float) else fact for name, fact in facts.items()}
        return Sentence(told.vi.format_map(plainly), told.en.format_map(plainly))
    if kind == "string_type":
        return _not_text(node, steps)
    if kind in {"literal_error", "enum", "union_tag_invalid"}:
        return _not_one_of(facts, node)
    if kind in {"value_error", "assertion_error"} and isinstance(facts.get("error"), Exception):
        return _masked(Sentence.of(facts["error"]), node, steps)
    return Sentence(f"giá trị không dùng được ({kind})", f"the value cannot be used ({kind})")


def _not_text(node: Node, steps: Steps) -> Sentence:
    if not isinstance(node, Scalar):
        return Sentence("phải là một chuỗi", "must be a string")
    if isinstance(node.value, int | float) and not any(is_secret_name(step) for step in steps):
        return Sentence(
            f'phải là chuỗi: đặt trong dấu nháy, "{node.text}"', f'must be a string: put it in quotes, "{node.text}"'
        )
    return Sentence("phải là chuỗi: đặt trong dấu nháy", "must be a string: put it in quotes")


def _not_one_of(facts: Facts[str, Any], node: Node) -> Sentence:
    expected = str(facts.get("expected") or facts.get("expected_tags") or "")
    words = re.findall(r"'([^']*)'", expected) or re.findall(r"[^\s,]+", expected.replace(" or ", " "))
    value = plain(node)
    near = suggestion(value, words) if isinstance(value, str) else Sentence("", "")
    listed = ", ".join(words)
    return Sentence(f"phải là một trong: {listed}{near.vi}", f"must be one of: {listed}{near.en}")


def _masked(sentence: Sentence, node: Node, steps: Steps) -> Sentence:
    """A validator's own words, without what came from a variable or stands under a name that keeps secrets."""
    hidden = {value for _, scalar in scalars(node) for _, value in scalar.used}
    hidden |= {scalar.text for way, scalar in scalars(node) if any(is_secret_name(step) for step in (*steps, *way))}
    vi, en = sentence.vi, sentence.en
    for secret in sorted(hidden - {""}, key=len, reverse=True):
        vi, en = vi.replace(secret, "***"), en.replace(secret, "***")
    return Sentence(vi, en)
