"""The sentences of errors, holds and rejections, read in English.

They are said once, in Vietnamese, where they happen, and are kept so in the store and the log; whoever asks for English
reads them through here. A sentence is known by its fixed words; what stands between them is read in its turn. One that
nobody knows stays as it is. A test holds every such sentence of the program against these tables.
"""

import re
from collections.abc import Mapping
from functools import cache

_GAP = "{}"


def in_english(text: str) -> str:
    """The text in English, as far as its sentences are known."""
    known = _known(text)
    if known is None and text[:1].islower():  # a sentence within another one begins small
        known = _known(text[:1].upper() + text[1:])
        known = known and known[:1].lower() + known[1:]
    if known is not None:
        return known
    for between in (": ", "; ", ", "):  # a place or a field and then a sentence; several of them
        if between in text:
            head, _, rest = text.partition(between)
            return f"{in_english(head)}{between}{in_english(rest)}"
    return text


def said_in(text: str, language: str) -> str:
    """The text as it was said, or in English."""
    return in_english(text) if language == "en" else text


def _known(text: str) -> str | None:
    if text.isascii():
        return text
    whole = _sentences().get(text)
    if whole is not None:
        return whole
    for pattern, quoted, english in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            parts = zip(found.groups(), quoted, strict=True)
            return english.format(*(part if as_it_stands else in_english(part) for part, as_it_stands in parts))
    return None


@cache
def _sentences() -> Mapping[str, str]:
    # Only a reader of English waits for the tables.
    from connector.domain.english import about_data, about_machine, about_systems, about_tables  # noqa: PLC0415
    from connector.domain.field_labels import FIELD_LABELS  # noqa: PLC0415
    from connector.domain.status import Status  # noqa: PLC0415

    states = {status.label: status.told("en") for status in Status}
    numbered = {f"{int(status)} – {status.label}": f"{int(status)} – {status.told('en')}" for status in Status}
    fields = {label.vi: label.en for label in FIELD_LABELS.values()}
    tables = (about_systems, about_tables, about_machine, about_data)
    return fields | states | numbered | {vi: en for table in tables for vi, en in table.SENTENCES.items()}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[bool, ...], str], ...]:
    """Sentences with gaps, those with the most fixed words first, and which of the gaps are quoted: what a foreign
    system said stays as it said it."""
    gapped = [(vi, en) for vi, en in _sentences().items() if _GAP in vi]
    gapped.sort(key=lambda pair: -len(pair[0].replace(_GAP, "")))
    return tuple((_pattern(vi), _quoted(vi), en) for vi, en in gapped)


def _quoted(sentence: str) -> tuple[bool, ...]:
    return tuple(before.endswith("“") for before in sentence.split(_GAP)[:-1])


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, sentence.split(_GAP))), re.DOTALL)
