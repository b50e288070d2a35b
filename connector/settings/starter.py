"""A configuration to start from: the shipped, commented examples, under an office's own names, in observe mode."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from connector.settings.shipped import shipped_folder

#: Kinds of targets that are read as tables, and so have their columns told in the link.
_READ_BY_COLUMNS = frozenset({"worklist"})

_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What an office answers. ``source`` and ``target`` are kinds of systems for which there is an example."""

    source: str
    target: str
    link: str
    agency_code: str
    agency_name: str
    hotline: str | None = None
    language: str = "vi"
    register: str | None = None  #: where the paper register's books lie, a path or a pattern


def kinds_of_source() -> tuple[str, ...]:
    """The kinds for which there is an example of a link."""
    return _examples("links")


def kinds_of_target() -> tuple[str, ...]:
    """The kinds for which there is an example of a system, and that are no source's alone."""
    return tuple(name for name in _examples("systems") if name not in kinds_of_source())


def starter_files(choices: Choices) -> Mapping[Path, str]:
    """Path under config/ → text. Nothing is written."""
    source, target = f"{choices.link}-source", "onestop"
    return {
        Path("connector.yaml"): _main(choices),
        Path("calendar.csv"): _shipped("calendar.csv"),
        Path("systems") / f"{source}.yaml": _named(
            _shipped(f"systems/{choices.source}.yaml.example"), "system", source
        ),
        Path("systems") / f"{target}.yaml": _named(
            _shipped(f"systems/{choices.target}.yaml.example"), "system", target
        ),
        Path("links") / f"{choices.link}.yaml": _link(choices, source, target),
    }


def variables_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The variables these files want to be set, comments aside, each once, in order."""
    lines = [line.partition(" #")[0] for text in texts for line in text.splitlines() if not line.startswith("#")]
    return tuple(dict.fromkeys(name for line in lines for name in _VARIABLE.findall(line)))


def _main(choices: Choices) -> str:
    agency = {"code": choices.agency_code, "name": choices.agency_name}
    if choices.hotline:
        agency["hotline"] = choices.hotline
    written = ", ".join(f"{name}: {_quoted(value)}" for name, value in agency.items())
    text = re.sub(r"(?m)^language: \w+", f"language: {choices.language}", _shipped("connector.yaml"), count=1)
    more = "" if choices.hotline else f"   {_NO_HOTLINE}"
    return re.sub(r"(?m)^agency: .*$", lambda _: f"agency: {{{written}}}{more}", text, count=1)


_NO_HOTLINE = '# thêm hotline: "…", số đường dây nóng in trên báo cáo'


def _link(choices: Choices, source: str, target: str) -> str:
    text = _named(_shipped(f"links/{choices.source}.yaml.example"), "link", choices.link)
    text = re.sub(r"(?m)^(source:\n  system: )\S+", rf"\g<1>{source}", text, count=1)
    text = re.sub(r"(?m)^target: \{system: [^}]*\}", lambda _: _target(choices, target), text, count=1)
    path = _quoted(choices.register or "so-theo-doi/*.xlsx")
    witness = f"witnesses: [{{adapter: register, path: {path}, covers: {{channels: [direct]}}}}]"
    told = "# Sổ theo dõi hồ sơ giấy: bên làm chứng, không bao giờ bị ghi vào."
    return f"{text.rstrip()}\n\n{told}\n{'' if choices.register else '# '}{witness}\n"


def _target(choices: Choices, target: str) -> str:
    """The link's side of the one-stop. One whose exports are read has its columns there, the office's to correct."""
    if choices.target not in _READ_BY_COLUMNS:
        return f"target: {{system: {target}}}"
    return f"""\
target:
  system: {target}
  columns:                          # trường chuẩn: tiêu đề cột của tệp xuất
    code: "Mã hồ sơ"
    procedure_code: "Mã thủ tục"
    applicant_name: "Chủ hồ sơ"
    received_at: "Ngày tiếp nhận"
    due_at: "Ngày hẹn trả"
    finished_at: "Ngày kết thúc xử lý"
  map:
    status:
      path: "Trạng thái"
      values: {{"Được tiếp nhận": 2, "Đang xử lý": 4, "Đã xử lý xong": 9, "Đã trả kết quả": 10}}"""


def _named(text: str, key: str, name: str) -> str:
    """The example under its new name, without what it says of itself and of the examples beside it."""
    told = re.sub(r" +# xem systems/\S+\.example$", "", text, flags=re.MULTILINE)
    lines = [line for line in told.splitlines() if not line.startswith("# Mẫu:")]
    return re.sub(rf"(?m)^{key}: .*$", f"{key}: {name}", "\n".join(lines) + "\n", count=1)


def _examples(folder: str) -> tuple[str, ...]:
    found = (shipped_folder() / folder).glob("*.yaml.example")
    return tuple(sorted(path.name.removesuffix(".yaml.example") for path in found))


def _shipped(name: str) -> str:
    return (shipped_folder() / name).read_text(encoding="utf-8")


def _quoted(value: str) -> str:
    """As a YAML scalar that no character of it can end: JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)
