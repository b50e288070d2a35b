"""Drifts by which the sides tell different values, or one that cannot be."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from connector.domain.legacy_text import decode_tcvn3
from connector.domain.mismatch import Kind
from connector.domain.status import ENDED, Status
from connector.domain.text import display, key
from connector.domain.times import ZONE
from connector.testing.office_year.catalogue import procedures
from connector.testing.office_year.recipes import (
    Recipe,
    finished_only,
    no_holiday_near,
    off_paper,
    plain,
    shifted,
    under_own_name,
)
from connector.testing.office_year.views import AGENCY_KEY, Views, compact, fee, minute
from connector.testing.onestop_books import Record

_BACK = timedelta(days=6)
_EIGHT_BIT = range(0xA1, 0x100)


def _record(view: Views) -> Record:
    assert view.target is not None  # noqa: S101  # a recipe alters only sides that are there
    return view.target


def _row(view: Views) -> dict[str, object]:
    assert view.source is not None  # noqa: S101  # a recipe alters only sides that are there
    return view.source


def _with(**values: object) -> Callable[[Views, random.Random], None]:
    """Set these keys of the one-stop's record."""

    def alter(view: Views, _: random.Random) -> None:
        _record(view).update(values)

    return alter


# ---------------------------------------------------------------- days


def _received(view: Views) -> datetime:
    assert view.life.received_at is not None  # noqa: S101  # it fits only dossiers that were received
    return view.life.received_at


def _due(view: Views) -> datetime:
    assert view.life.due_at is not None  # noqa: S101  # it fits only dossiers with a due date
    return view.life.due_at


def _at_work_or_done(view: Views) -> bool:
    return off_paper(view) and view.life.status not in ENDED


def _received_another_day(view: Views, chance: random.Random) -> None:
    _record(view)["NgayTiepNhan"] = shifted(_received(view), chance.randrange(1, 4))


def _received_back_in_time(view: Views, _: random.Random) -> None:
    """Both programs say it came a week before the day that its number was given out."""
    submitted, received = view.life.submitted_at - _BACK, _received(view) - _BACK
    _row(view).update(ngay_nop=minute(submitted), ngay_nhan=minute(received))
    _record(view).update(NgayNopHoSo=compact(submitted), NgayTiepNhan=compact(received))


def _well_inside(view: Views) -> bool:
    """Its week before lies in the year too, and is not the day of a submission long before, which a number may name."""
    if not _at_work_or_done(view) or _received(view) - _BACK <= datetime(2024, 10, 3, tzinfo=ZONE):
        return False
    return view.life.submitted_at.date() == _received(view).date()


def _shift_zone(view: Views, _: random.Random) -> None:
    _record(view)["NgayHenTra"] = compact(_due(view) + timedelta(hours=7))


def _was_resumed(view: Views) -> bool:
    return _at_work_or_done(view) and any(pause.ended is not None for pause in view.life.pauses)


def _carry_over_otherwise(view: Views, chance: random.Random) -> None:
    """The rest of the term after the pause, a day or two more."""
    _record(view)["NgayHenTra"] = shifted(_due(view), chance.choice((1, 2)))


def _spans_holidays(view: Views) -> bool:
    if not (_at_work_or_done(view) and not view.life.pauses):
        return False
    plain_due = _weekdays_after(_received(view), view.life.procedure.term)
    return plain_due.date() != _due(view).date()


def _forget_holidays(view: Views, _: random.Random) -> None:
    """The one-stop counts Monday to Friday, holidays and make-up Saturdays be what they may."""
    plain_due = _weekdays_after(_received(view), view.life.procedure.term)
    _record(view)["NgayHenTra"] = compact(plain_due.replace(hour=17, minute=0))
    _row(view)["da_xin_loi"] = True  # it may be late by that date


def _weekdays_after(moment: datetime, days: int) -> datetime:
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment


def _straight(view: Views) -> bool:
    return _at_work_or_done(view) and plain(view) and no_holiday_near(view)


def _due_another_day(view: Views, chance: random.Random) -> None:
    _record(view)["NgayHenTra"] = shifted(_due(view), chance.choice((4, 5, 10)))


def _finished_before_it_came(view: Views, chance: random.Random) -> None:
    finished = _received(view) - timedelta(days=chance.randrange(2, 9))
    _row(view)["ngay_xong"] = minute(finished)
    _record(view)["NgayKetThucXuLy"] = compact(finished)


def _submitted_as_received(view: Views) -> bool:
    same_day = view.life.submitted_at.date() == _received(view).date() if view.life.received_at else False
    return _at_work_or_done(view) and same_day


def _submitted_another_day(view: Views, _: random.Random) -> None:
    _record(view)["NgayNopHoSo"] = compact(view.life.submitted_at - timedelta(days=2))


def _handed_over_otherwise(view: Views, _: random.Random) -> None:
    record = _record(view)
    record["HinhThuc"] = "0" if record["HinhThuc"] == "1" else "1"


def _fetched_in_person_or_by_post(view: Views) -> bool:
    return _at_work_or_done(view) and view.life.return_method != "electronic"


# ---------------------------------------------------------------- who and what


def _named_himself(view: Views) -> bool:
    return _at_work_or_done(view) and under_own_name(view)


def _another_name(view: Views, chance: random.Random) -> None:
    _record(view)["ChuHoSo"] = f"Công ty TNHH Không Phải Của Ai {chance.randrange(1000)}"


def _another_number(view: Views, chance: random.Random) -> None:
    _record(view)["SoGiayToChuHoSo"] = f"000190{chance.randrange(10**6):06d}"


def _other_procedure(view: Views, chance: random.Random) -> None:
    other = chance.choice([each for each in procedures() if each is not view.life.procedure])
    _record(view)["MaTTHC"] = other.code


def _former_procedure(view: Views, _: random.Random) -> None:
    _record(view)["MaTTHC"] = view.life.procedure.former_code


def _was_merged(view: Views) -> bool:
    return _at_work_or_done(view) and view.life.authority.merged


def _new_agency(view: Views, _: random.Random) -> None:
    _record(view)[AGENCY_KEY] = view.life.authority.now


def _lose_document(view: Views, _: random.Random) -> None:
    record = _record(view)
    record["TaiLieuNop"] = record["TaiLieuNop"][:-1]


def _has_fee(view: Views) -> bool:
    return _at_work_or_done(view) and view.life.procedure.fee > 0


def _other_fee(view: Views, chance: random.Random) -> None:
    _record(view)["DanhSachLePhi"] = chance.choice(([], [fee(view.life.procedure.fee + 50_000)]))


def _was_late(view: Views) -> bool:
    return off_paper(view) and view.life.overdue


def _send_no_apology(view: Views, _: random.Random) -> None:
    _row(view)["da_xin_loi"] = False


def _lose_result(view: Views, _: random.Random) -> None:
    _row(view)["ket_qua"] = []
    _record(view)["DanhSachGiayToKetQua"] = []


def _sign_nothing(view: Views, _: random.Random) -> None:
    _row(view)["da_ky_tiep_nhan"] = False


_TCVN3 = {decode_tcvn3(chr(code)): chr(code) for code in _EIGHT_BIT}


def _damage(view: Views, chance: random.Random) -> None:
    """The name in the letters of an old font, or with some of its letters lost for good."""
    name = view.life.applicant.name
    typed = "".join(_TCVN3.get(letter, letter) for letter in name)
    readable = typed != name and key(decode_tcvn3(display(typed))) == key(name)
    if readable and chance.random() < 0.6:
        _record(view)["ChuHoSo"] = typed
    else:
        _record(view)["ChuHoSo"] = "".join(letter if letter.isascii() else "\ufffd" for letter in name)


def _say_strange_word(view: Views, _: random.Random) -> None:
    _row(view)["trang_thai"] = "cho_lien_thong"


def _is_finished(view: Views) -> bool:
    return finished_only(view) and view.life.last(Status.FINISHED) is not None


RECIPES = (
    Recipe(
        name="another day of receipt on the one-stop",
        kinds=(Kind.RECEIVED_AT_DIFFERS,),
        fits=_at_work_or_done,
        alter=_received_another_day,
    ),
    Recipe(
        name="received, on both sides, a week before its number was given out",
        kinds=(Kind.RECEIVED_AT_DIFFERS,),
        fits=_well_inside,
        alter=_received_back_in_time,
    ),
    Recipe(
        name="due seven hours later on the one-stop",
        kinds=(Kind.TIME_ZONE_SHIFT,),
        fits=_at_work_or_done,
        alter=_shift_zone,
    ),
    Recipe(
        name="the rest of a paused term counted otherwise",
        kinds=(Kind.DUE_AT_EXPLAINED,),
        fits=_was_resumed,
        alter=_carry_over_otherwise,
    ),
    Recipe(
        name="a term counted without the holidays",
        kinds=(Kind.DUE_AT_EXPLAINED,),
        fits=_spans_holidays,
        alter=_forget_holidays,
    ),
    Recipe(
        name="another due date on the one-stop",
        kinds=(Kind.DUE_AT_DIFFERS,),
        fits=_straight,
        alter=_due_another_day,
    ),
    Recipe(
        name="finished before it was received",
        kinds=(Kind.FINISHED_BEFORE_RECEIVED,),
        fits=_is_finished,
        alter=_finished_before_it_came,
    ),
    Recipe(
        name="another day of submission on the one-stop",
        kinds=(Kind.FIELD_DIFFERS,),
        fits=_submitted_as_received,
        alter=_submitted_another_day,
    ),
    Recipe(
        name="to be fetched in person here, sent by post there",
        kinds=(Kind.FIELD_DIFFERS,),
        fits=_fetched_in_person_or_by_post,
        alter=_handed_over_otherwise,
    ),
    Recipe(
        name="another applicant's name on the one-stop",
        kinds=(Kind.APPLICANT_DIFFERS,),
        fits=_named_himself,
        alter=_another_name,
    ),
    Recipe(
        name="another applicant's number on the one-stop",
        kinds=(Kind.APPLICANT_DIFFERS,),
        fits=_named_himself,
        alter=_another_number,
    ),
    Recipe(
        name="another procedure on the one-stop",
        kinds=(Kind.PROCEDURE_DIFFERS,),
        fits=_at_work_or_done,
        alter=_other_procedure,
    ),
    Recipe(
        name="the procedure's former code on the one-stop",
        kinds=(Kind.PROCEDURE_SUPERSEDED,),
        fits=_at_work_or_done,
        alter=_former_procedure,
    ),
    Recipe(
        name="the merged agency's new code on the one-stop",
        kinds=(Kind.AGENCY_RECODED,),
        fits=_was_merged,
        alter=_new_agency,
    ),
    Recipe(
        name="another agency on the one-stop",
        kinds=(Kind.AGENCY_DIFFERS,),
        fits=_at_work_or_done,
        alter=_with(**{AGENCY_KEY: "H13.40"}),
    ),
    Recipe(
        name="a paper missing on the one-stop",
        kinds=(Kind.DOCUMENTS_DIFFER,),
        fits=_at_work_or_done,
        alter=_lose_document,
    ),
    Recipe(
        name="another fee on the one-stop",
        kinds=(Kind.FEE_DIFFERS,),
        fits=_has_fee,
        alter=_other_fee,
    ),
    Recipe(
        name="finished without a result",
        kinds=(Kind.RESULT_MISSING,),
        fits=_is_finished,
        alter=_lose_result,
    ),
    Recipe(
        name="overdue, and no letter of apology sent",
        kinds=(Kind.OVERDUE_WITHOUT_APOLOGY,),
        fits=_was_late,
        alter=_send_no_apology,
    ),
    Recipe(
        name="its receipt not signed",
        kinds=(Kind.RECEIPT_UNSIGNED,),
        fits=_at_work_or_done,
        alter=_sign_nothing,
    ),
    Recipe(
        name="the applicant's name in damaged letters on the one-stop",
        kinds=(Kind.TEXT_ENCODING,),
        fits=_named_himself,
        alter=_damage,
    ),
    Recipe(
        name="a state in a word nobody knows in the specialized software",
        kinds=(Kind.UNKNOWN_VALUE,),
        fits=_at_work_or_done,
        alter=_say_strange_word,
    ),
    Recipe(
        name="a state in a number nobody knows on the one-stop",
        kinds=(Kind.UNKNOWN_VALUE,),
        fits=_at_work_or_done,
        alter=_with(TrangThaiHoSo="0"),
    ),
)
