"""Drifts by which a dossier is missing somewhere, or stands where it should not."""

import random
from copy import deepcopy

from connector.domain.mismatch import Kind
from connector.domain.status import ENDED, Status
from connector.domain.times import parse_compact
from connector.testing.office_year.catalogue import OWN, calendar, procedures
from connector.testing.office_year.recipes import Recipe, off_paper, under_own_name
from connector.testing.office_year.views import Views, compact

_DOUBLES = 9000  #: added to a double's serial and number
_RETURN_AFTER = 2  # working days


def _taken_in(view: Views) -> bool:
    return off_paper(view) and view.life.status not in ENDED


def _lose_source(view: Views, _: random.Random) -> None:
    view.source = None


def _lose_target(view: Views, _: random.Random) -> None:
    view.target = None
    view.steps.clear()


def _lose_both(view: Views, _: random.Random) -> None:
    _lose_source(view, _)
    _lose_target(view, _)


def _lose_paper(view: Views, _: random.Random) -> None:
    view.paper = None


def _on_paper_with_code(view: Views) -> bool:
    return view.paper is not None and view.paper.code is not None and view.life.status not in ENDED


def _on_paper_at_work(view: Views) -> bool:
    return view.paper is not None and view.life.status not in ENDED


# ---------------------------------------------------------------- returned or not


def _awaits_return(view: Views) -> bool:
    return view.paper is not None and view.life.status is Status.FINISHED


def _return_on_paper(view: Views, _: random.Random) -> None:
    assert view.paper is not None  # noqa: S101  # it fits only dossiers of the register
    finished = view.life.finished_at
    assert finished is not None  # noqa: S101  # and only finished ones
    view.paper.returned = calendar().add(finished.date(), _RETURN_AFTER)
    view.paper.signed = "Đã ký"


def _was_fetched(view: Views) -> bool:
    life = view.life
    by_hand = life.return_method == "direct" and not life.return_known
    return view.paper is not None and life.status is Status.RETURNED and by_hand


def _never_fetched(view: Views, _: random.Random) -> None:
    assert view.paper is not None  # noqa: S101  # it fits only dossiers of the register
    view.paper.returned, view.paper.signed = None, ""


# ---------------------------------------------------------------- twice, or under another's code


def _of_a_person(view: Views) -> bool:
    life = view.life
    known = _taken_in(view) and not life.authority.merged and under_own_name(view)
    return known and life.applicant.kind == "individual" and life.submitter is None


def _enter_twice(view: Views, _: random.Random) -> Views:
    """The same application entered again under the day's next number, and worked on twice."""
    double = deepcopy(view)
    here, there = (_next_code(told) for told in _codes(view))
    assert double.source is not None  # noqa: S101  # it fits only dossiers that stand on both sides
    assert double.target is not None  # noqa: S101
    double.source |= {"so_ho_so": here, "id": double.source["id"] + 100_000}
    double.target["MaHoSo"] = there
    for step in double.steps:
        step["MaHoSo"] = there
    return double


def _codes(view: Views) -> tuple[str, str]:
    assert view.source is not None  # noqa: S101  # it fits only dossiers that stand on both sides
    assert view.target is not None  # noqa: S101
    return view.source["so_ho_so"], view.target["MaHoSo"]


def _next_code(code: str) -> str:
    head, serial = code.rsplit("-", 1)
    return f"{head}-{int(serial) + _DOUBLES:04d}"


def _in_new_form(view: Views) -> bool:
    return _taken_in(view) and not view.life.authority.merged and set(_codes(view)) == {view.life.code}


def _give_code_away(view: Views, chance: random.Random) -> None:
    """Under the old form of its number the one-stop has quite another dossier."""
    assert view.target is not None  # noqa: S101  # it fits only dossiers that stand on both sides
    life, number = view.life, chance.randrange(10**6)
    other = chance.choice([each for each in procedures() if each is not life.procedure])
    code = f"000.00.{OWN.code.rsplit('.', 1)[1]}.{OWN.code.split('.', 1)[0]}-{life.tail}"
    moved = {step: _later_day(view.target[step], 21) for step in ("NgayTiepNhan", "NgayNopHoSo", "NgayHenTra")}
    view.target |= moved | {
        "MaHoSo": code,
        "MaTTHC": other.code,
        "TenTTHC": other.name,
        "ChuHoSo": "Đỗ Tưởng Tượng Khác",
        "SoGiayToChuHoSo": f"000199{number:06d}",
    }
    for one in view.steps:
        one["MaHoSo"] = code


def _later_day(written: str, working_days: int) -> str:
    """A day of the one-stop's, so many working days later and at the same hour."""
    moment = parse_compact(written)
    day = calendar().add(moment.date(), working_days)
    return compact(moment.replace(year=day.year, month=day.month, day=day.day))


RECIPES = (
    Recipe(
        name="never entered in the specialized software",
        kinds=(Kind.ONLY_IN_TARGET,),
        fits=_taken_in,
        alter=_lose_source,
    ),
    Recipe(
        name="received past the one-stop",
        kinds=(Kind.ONLY_IN_SOURCE,),
        fits=_taken_in,
        alter=_lose_target,
    ),
    Recipe(
        name="only in the register",
        kinds=(Kind.PAPER_NOT_ENTERED,),
        fits=_on_paper_with_code,
        alter=_lose_both,
    ),
    Recipe(
        name="forgotten in the register",
        kinds=(Kind.NOT_IN_REGISTER,),
        fits=_on_paper_at_work,
        alter=_lose_paper,
    ),
    Recipe(
        name="handed over, signed for and not closed",
        kinds=(Kind.RETURNED_NOT_CLOSED,),
        fits=_awaits_return,
        alter=_return_on_paper,
    ),
    Recipe(
        name="closed as handed over and never fetched",
        kinds=(Kind.CLOSED_NOT_RETURNED,),
        fits=_was_fetched,
        alter=_never_fetched,
    ),
    Recipe(
        name="entered twice",
        kinds=(Kind.DUPLICATE_DOSSIER,),
        fits=_of_a_person,
        alter=_enter_twice,
    ),
    Recipe(
        name="its number given to another dossier",
        kinds=(Kind.CODE_COLLISION,),
        fits=_in_new_form,
        alter=_give_code_away,
    ),
)
