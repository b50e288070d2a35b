"""A live target: looked up, listed for one day, never written to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from connector.domain.codes import code_key
from connector.domain.dossier import FIELDS, Dossier
from connector.domain.fingerprint import content_fingerprint
from connector.domain.kinds import Said
from connector.domain.times import at_zone
from connector.domain.window import Window
from connector.ports import Capabilities, Reading
from connector.sync.work import LinkWork
from connector.testing.exam.check import NotAsked, Wrong, check
from connector.testing.exam.told import named, require_canonical

#: No agency can have given this number.
NOBODYS_CODE = "000.00.00.H00-000000-0000"


@dataclass(slots=True)
class LiveTarget:
    """What it says of a few of the link's dossiers."""

    work: LinkWork
    asked: tuple[str, ...]
    readings: Mapping[str, Reading | None] = field(init=False)

    def __post_init__(self) -> None:
        self.readings = {code: self.work.target.look_up(code) for code in self.asked}

    @property
    def standing(self) -> list[tuple[str, Reading]]:
        return [(code, reading) for code, reading in self.readings.items() if reading is not None]

    @property
    def capabilities(self) -> Capabilities:
        return self.work.target.capabilities

    def proven(self) -> tuple[Said, ...]:
        told = frozenset(name for _, reading in self.standing for name in reading.readable)
        declared = self.capabilities
        found = f"{len(self.standing)}/{len(self.asked)}"
        untold = ", ".join(name for name in FIELDS if name in declared.fields - told)
        return (
            Said(f"hồ sơ mẫu có ở đó: {found}", f"samples that stand there: {found}"),
            Said(
                f"trường đọc được: {', '.join(name for name in FIELDS if name in told) or '–'}",
                f"fields that can be read: {', '.join(name for name in FIELDS if name in told) or '–'}",
            ),
            Said(f"trường khai báo mà mẫu không cho đọc: {untold or '–'}", f"declared, and not told: {untold or '–'}"),
            Said(f"write: {declared.write}", f"write: {declared.write}"),
            Said(f"liệt kê được: {_yes(declared.enumerable, vi=True)}", f"enumerable: {_yes(declared.enumerable)}"),
            Said(f"ghi được: {_yes(declared.writable, vi=True)}", f"writable: {_yes(declared.writable)}"),
        )


def _yes(value: bool, *, vi: bool = False) -> str:
    if vi:
        return "có" if value else "không"
    return "yes" if value else "no"


@check("B1", "Trả lời, và nhận tài khoản này.", "It answers, and accepts this account.", sides=("target",))
def answers(live: LiveTarget) -> None:
    live.work.target.probe()


@check(
    "B2",
    "Trường, độ dài và danh sách đúng như đã khai.",
    "Fields, lengths and listing are as declared.",
    sides=("target",),
)
def capabilities_are_true(live: LiveTarget) -> None:
    declared = live.capabilities
    for code, reading in live.standing:
        stray = sorted(name for name in reading.readable - {"code"} if not declared.tells(name))
        if stray:
            raise Wrong(
                f"{code} tells what is not declared: {', '.join(stray)}", f"{code} cho biết: {', '.join(stray)}"
            )
        long = [name for name, limit in declared.lengths.items() if len(getattr(reading.dossier, name) or "") > limit]
        if long and not declared.told_only.issuperset(long):
            _require_shown(live, code, reading.dossier, long)
    _require_listing(live)


def _require_shown(live: LiveTarget, code: str, dossier: Dossier, names: list[str]) -> None:
    """A text longer than declared may stand there only as the adapter itself would show it."""
    for name in names:
        value = getattr(dossier, name)
        if live.work.target.shown(name, value) != value:
            raise Wrong(f"{code}: {name} is longer than declared", f"{code}: {name} dài hơn giới hạn đã khai")


def _require_listing(live: LiveTarget) -> None:
    target, before = live.work.target, live.work.target.requests
    day = next((at_zone(at).date() for _, one in live.standing if (at := one.dossier.received_at) is not None), None)
    if not live.capabilities.enumerable:
        window = Window(live.work.clock.now().date(), live.work.clock.now().date())
        try:
            next(iter(target.enumerate(window)), None)
        except NotImplementedError:
            if target.requests == before:
                return
        raise Wrong("it lists, or asks, though it says it cannot", "Nói là không liệt kê được mà vẫn hỏi hệ thống.")
    if day is None:
        return
    listed = {reading.dossier.code for batch in target.enumerate(Window(day, day)) for reading in batch}
    missing = [
        code
        for code, one in live.standing
        if (at := one.dossier.received_at) is not None and at_zone(at).date() == day and one.dossier.code not in listed
    ]
    if missing:
        raise Wrong(f"the list of {day} leaves out {named(missing)}", f"Danh sách ngày {day} thiếu {named(missing)}")


@check("S1", "Tra cứu lại ngay thì như cũ.", "Looked up again at once it says the same.", sides=("target",))
def reads_equal(live: LiveTarget) -> None:
    if not live.standing:
        raise _no_sample()
    for code, before in live.standing:
        again = live.work.target.look_up(code)
        if again is None or again.readable != before.readable:
            raise Wrong(f"{code} is told otherwise at once", f"Tra cứu lại {code} ngay thì khác")
        moved = again.dossier.updated_at != before.dossier.updated_at
        if not moved and content_fingerprint(again.dossier) != content_fingerprint(before.dossier):
            raise Wrong(f"{code} is told otherwise at once", f"Tra cứu lại {code} ngay thì khác")


@check(
    "S3", "Hỏi hồ sơ nào thì trả lời về hồ sơ ấy.", "It answers about the dossier it was asked for.", sides=("target",)
)
def keys_are_good(live: LiveTarget) -> None:
    if not live.standing:
        raise _no_sample()
    for code, reading in live.standing:
        if code_key(reading.dossier.code) != code_key(code):
            raise Wrong(f"asked for {code}, it tells of another dossier", f"Hỏi {code} mà trả lời hồ sơ khác")


@check(
    "S8",
    "Một mã không ai có thì trả lời rõ là không có.",
    "Of a number nobody can have it says clearly that there is none.",
    sides=("target",),
)
def absence_is_clear(live: LiveTarget) -> None:
    """Of a number that nobody can have given, it says clearly that there is none."""
    if live.work.target.look_up(NOBODYS_CODE) is not None:
        raise Wrong("it tells of a dossier that cannot exist", "Cho biết một hồ sơ không thể có.")


@check("S13", "Mọi chữ đọc ra đều ở dạng chuẩn.", "Every text it tells is canonical.", sides=("target",))
def text_is_canonical(live: LiveTarget) -> None:
    if not live.standing:
        raise _no_sample()
    require_canonical((code, reading.dossier) for code, reading in live.standing)


def _no_sample() -> NotAsked:
    return NotAsked(
        "none of the link's first dossiers stands there", "Chưa hồ sơ nào trong mẫu của luồng có ở một cửa."
    )
