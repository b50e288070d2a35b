"""The keys of files as a source, and how a column's header becomes the path of a field map."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import ConfigDict, Field, model_validator

from connector.adapters.files.keys import DATE_TEXT, TableKeys
from connector.domain.dossier import DETAIL_FIELDS, FIELDS, TIME_FIELDS
from connector.mapping.rules import MapRules
from connector.settings.model import Keys, KindModels, SystemSettings
from connector.settings.values import Duration, UnusableError

if TYPE_CHECKING:
    ColumnField = str
else:  # the fields that one cell can hold, as data
    ColumnField = Literal[tuple(name for name in FIELDS if name not in {*DETAIL_FIELDS, "aliases"})]

#: Ways to say "a date, however the sheet holds it".
_ANY_DATE = frozenset({"auto", "excel", DATE_TEXT})

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def header_path(path: str) -> str:
    """A map's path as JMESPath: first a column's header; an expression too where it can be read as one."""
    if _QUOTED.fullmatch(path):
        return path
    header = json.dumps(path.strip(), ensure_ascii=False)
    if _NAME.fullmatch(path):
        return header
    try:
        jmespath.compile(path)
    except JMESPathError:
        return header
    return f"{header} || ({path})"


def header_of(path: str) -> tuple[str, bool] | None:
    """The header that such a path asks for, and whether nothing else will do."""
    match = _QUOTED.match(path)
    if match is None:
        return None
    header: str = json.loads(match.group())
    return header, match.end() == len(path)


class FilesSystemSettings(TableKeys, SystemSettings):
    """A file, or the files of a folder, that another program writes."""

    concurrency: int = Field(default=1, ge=1, le=8, description="Số tệp đọc cùng lúc. / Files read at the same time.")


class FilesCursor(Keys):
    """A column that says when a row was last changed, where there is one that can be trusted."""

    field: str = Field(description="Tiêu đề của cột thời điểm thay đổi. / The header of the column of change times.")
    key: str = Field(description="Tiêu đề của cột khoá. / The header of the key's column.")
    lookback: Duration = Field(
        default=timedelta(days=1), description="Đọc lại lùi một khoảng. / How far before the cursor to read again."
    )


def _without_map(schema: dict[str, Any]) -> None:
    """``columns`` alone will do: the schema must not ask for ``map``."""
    schema["required"] = [name for name in schema.get("required", []) if name != "map"]


class FieldColumns(Keys):
    """A link's keys of files as one of its sides: which column holds which field."""

    model_config = ConfigDict(json_schema_extra=_without_map)

    columns: Mapping[ColumnField, str] = Field(
        default={},
        description="Trường chuẩn: tiêu đề cột, cách viết gọn của map. / Field: header, the short form of map.",
    )
    map: MapRules = Field(
        description="Trường chuẩn lấy từ cột nào, như ở mọi nguồn; path trước hết là tiêu đề cột. / "
        "Where each field stands, as for every source; a path is a column header first."
    )
    optional: frozenset[str] = Field(
        default=frozenset(),
        description="Tiêu đề có thể vắng mặt. / Headers that a file may lack.",
    )

    @model_validator(mode="before")
    @classmethod
    def _paths_from_headers(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            return written
        rules, columns = written.get("map") or {}, written.get("columns") or {}
        if not isinstance(rules, dict) or not isinstance(columns, dict):
            return written
        if twice := sorted(rules.keys() & columns.keys()):
            names = ", ".join(map(str, twice))
            raise UnusableError(f"có cả ở map lẫn ở columns: {names}", f"both in map and in columns: {names}")
        known = {name: header for name, header in columns.items() if name in FIELDS and isinstance(header, str)}
        return written | {"map": {name: _rule(name, rule) for name, rule in (known | rules).items()}}


class FilesSourceSettings(FieldColumns):
    """Files as a link's source."""

    cursor: FilesCursor | None = Field(
        default=None,
        description="Mặc định đọc hết mọi dòng, nội dung quyết định. / By default every row is read; content decides.",
    )


class FilesTargetSettings(FieldColumns):
    """An export of the one-stop as a link's target, which can only be read."""


class FilesWitnessSettings(FieldColumns, TableKeys):
    """An export of a further system as a link's witness: where it is, and which column holds which field."""


def _rule(name: str, rule: Any) -> Any:
    """One field's rule with its path made of a header, and dates read however the sheet holds them."""
    if name == "aliases" and isinstance(rule, dict):
        return {scheme: _rule(scheme, each) for scheme, each in rule.items()}
    if isinstance(rule, str):
        rule = {"path": rule}
    if not isinstance(rule, dict) or "each" in rule:
        return rule
    if isinstance(rule.get("path"), str) and rule["path"].strip():
        rule = rule | {"path": header_path(rule["path"])}
    if name in TIME_FIELDS and rule.get("convert", "auto") in _ANY_DATE:
        rule = rule | {"convert": DATE_TEXT}
    return rule


MODELS = KindModels(
    name="files",
    system=FilesSystemSettings,
    source=FilesSourceSettings,
    target=FilesTargetSettings,
    witness=FilesWitnessSettings,
    witness_alone=True,
    example='system: investment\nadapter: files\npath: "var/xuat/*.xlsx"\n',
)
