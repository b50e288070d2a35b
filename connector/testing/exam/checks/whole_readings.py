"""Read to the end: nothing lost, nothing doubled, nothing unreadable passed over in silence."""

from collections.abc import Mapping
from unicodedata import normalize

from connector.domain.dossier import Dossier
from connector.domain.fingerprint import content_fingerprint
from connector.domain.text import display
from connector.testing.exam.bench import Bench
from connector.testing.exam.check import ALL_SIDES, NotAsked, Wrong, check
from connector.testing.exam.checks.broken_answers import error_of
from connector.testing.exam.rows import Row, row, rows
from connector.testing.exam.told import Told, named, require_each_once, require_nothing_lost

#: More than any bench has on a page, and more than once.
MANY = 130

#: The same name as different keyboards, fonts and spreadsheets leave it.
_WRITINGS: Mapping[str, str] = {
    "decomposed": normalize("NFD", "Đặng Thị Thử Nghiệm"),
    "with another Đ": "Ðỗ Văn Thử Nghiệm",
    "with unbreakable spaces": "Lê\u00a0Thị\u00a0Thử\u202fNghiệm",
    "with the tone on the second vowel": "Võ Thị Hoà",
    "with the tone on the first vowel": "Võ Thị Hòa",
    "with white space around it": "  Trần Giả Định ",
}

#: What a column in an old character table says.
_LEGACY = "Nguyễn Thị Thử Nghiệm Đặc Biệt"


@check("S1", "Hai lần đọc hết cho cùng một kết quả.", "Two full reads are equal.", sides=ALL_SIDES)
def two_full_reads_are_equal(bench: Bench) -> None:
    bench.put(rows(MANY))
    side = bench.make()
    first, second = bench.everything(side), bench.everything(side)
    require_nothing_lost(first.latest, bench.rows, bench.tells, when="the first full read")
    again = _contents(second)
    differing = [code for code, content in _contents(first).items() if again.get(code) != content]
    if differing or len(first.dossiers) != len(second.dossiers):
        raise Wrong(f"the second full read tells {len(differing)} otherwise ({named(differing)})")


@check(
    "S2",
    "Giá trị lạ được đọc, báo lại hoặc từ chối kèm lý do; không bao giờ bị bỏ qua im lặng.",
    "A value nobody knows is mapped, reported or rejected with a reason; never dropped in silence.",
    sides=ALL_SIDES,
)
def what_cannot_be_read_is_said(bench: Bench) -> None:
    if not bench.unreadable:
        raise NotAsked(bench.reason("unreadable"))
    good = rows(4)
    odd = {
        name: row(10 + number).but(odd={name: bench.unreadable[name]}) for number, name in enumerate(bench.unreadable)
    }
    bench.put([*good, *odd.values()])
    read: list[Told] = []
    found = error_of(lambda: read.append(bench.everything(bench.make())))
    if found is not None:
        raise Wrong(f"one row that cannot be read keeps all others from being told: {found.what}")
    told = read[0]
    require_nothing_lost(told.latest, good, bench.tells, when="beside rows that cannot be read")
    for rejection in told.rejections:
        if not rejection.reason.strip() or not rejection.where.strip():
            raise Wrong("a row is rejected without saying where or why")
    unaccounted = [each.code for name, each in odd.items() if not _is_said(told, each, name)]
    if unaccounted:
        raise Wrong(f"values that cannot be read are passed over in silence ({named(unaccounted)})")


def _is_said(told: Told, odd: Row, name: str) -> bool:
    """Whether somebody hears of the odd value: the row rejected, or told without it and the value reported."""
    rejected = any(
        each.code == odd.code or (each.field or "").startswith(name) or (each.code is None and each.field is None)
        for each in told.rejections
    )
    found = told.latest.get(odd.code)
    if found is None:
        return rejected
    if getattr(found, name) is not None:
        raise Wrong(f"a value of {name} that cannot be read is told as something else ({odd.code})")
    return rejected or name in found.unknown


@check(
    "S3",
    "Khóa của mỗi hồ sơ có mặt, không rỗng, không trùng, xét trên các dòng đã đọc ra.",
    "Keys are present, non-empty and unique, asserted on the rows themselves.",
    sides=ALL_SIDES,
)
def every_dossier_has_its_own_key(bench: Bench) -> None:
    bench.put(rows(MANY))
    told = bench.everything(bench.make())
    empty = [dossier for dossier in told.dossiers if not dossier.code.strip()]
    if empty:
        raise Wrong(f"{len(empty)} dossiers without a code")
    require_each_once(told, bench.rows, when="a quiet system read to its end")
    require_nothing_lost(told.latest, bench.rows, {"code"}, when="a quiet system read to its end")


@check(
    "S13",
    "Chữ Việt về một dạng: NFC/NFD, Đ/Ð, dấu cách đặc biệt, bảng mã cũ theo cột.",
    "Vietnamese text comes out canonical: NFC/NFD, Đ/Ð, odd spaces, legacy tables by column.",
    sides=ALL_SIDES,
)
def vietnamese_text_is_canonical(bench: Bench) -> None:
    name = bench.text_field
    if name is None:
        raise NotAsked(bench.reason("text"))
    written = rows(len(_WRITINGS))
    bench.put([each.but(odd={name: text}) for each, text in zip(written, _WRITINGS.values(), strict=True)])
    told = bench.everything(bench.make()).latest
    for each, (how, text) in zip(written, _WRITINGS.items(), strict=True):
        _require_text(told.get(each.code), name, display(text), how)
    for how, encode in bench.legacy.items():
        bench.put([each.but(odd={name: encode(_LEGACY)}) for each in rows(6)])
        told = bench.everything(bench.make(**bench.legacy_keys(how))).latest
        for each in bench.rows:
            _require_text(told.get(each.code), name, _LEGACY, f"in {how}")


def _require_text(dossier: Dossier | None, name: str, wanted: str, how: str) -> None:
    if dossier is None:
        raise Wrong(f"a row with a text {how} is lost")
    if getattr(dossier, name) != wanted:
        raise Wrong(f"a text {how} is not told in its canonical form")


def _contents(told: Told) -> Mapping[str, str]:
    return {code: content_fingerprint(dossier) for code, dossier in told.latest.items()}
