"""Numbers of persons and enterprises. Only tax codes have a check digit; of the others only the shape can be judged."""

import re

_SEPARATORS = re.compile(r"[\s.\-]+")
_PASSPORT = re.compile(r"(?=[A-Z0-9]*\d{4})(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,15}")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_ASCENDING = "0123456789" * 3
_DESCENDING = _ASCENDING[::-1]


def id_key(id: str) -> str:  # noqa: A002 - the word of the trade
    """The number without the separators people type."""
    return _SEPARATORS.sub("", id).upper()


def is_filler(id: str) -> bool:  # noqa: A002 - as above
    """Whether somebody typed anything at all because the form asked: nothing, one digit over and over, 000000001,
    123456789 and the like."""
    number = id_key(id)
    if not any(map(str.isdigit, number)):
        return True
    if not number.isdigit():
        return False
    counted = len(number) >= 6 and (number in _ASCENDING or number in _DESCENDING)
    return len(set(number)) == 1 or len(number.lstrip("0")) <= 1 or counted


def is_valid_personal_id(id: str) -> bool:  # noqa: A002 - as above
    """Twelve digits (CCCD) or nine (CMND), and no filler. Neither has a check digit; provinces come and go."""
    number = id_key(id)
    return len(number) in {9, 12} and _digits(number) and not is_filler(number)


def is_valid_tax_code(id: str) -> bool:  # noqa: A002 - as above
    """Ten digits that check, the same with a branch number, or since July 2025 a person's twelve digits."""
    number = id_key(id)
    if not _digits(number) or is_filler(number):
        return False
    if len(number) == 13:
        return number[10:] != "000" and _checks(number[:10])
    return len(number) == 12 or (len(number) == 10 and _checks(number))


def is_valid_id(id: str) -> bool:  # noqa: A002 - as above
    """Whether a number can identify an applicant: a person's, an enterprise's, or a passport's."""
    number = id_key(id)
    if is_valid_personal_id(number) or is_valid_tax_code(number):
        return True
    return _PASSPORT.fullmatch(number) is not None and not is_filler(number)


def _digits(number: str) -> bool:
    return number.isascii() and number.isdigit()


def _checks(number: str) -> bool:
    rest = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, number, strict=False)) % 11
    return rest != 0 and int(number[9]) == 10 - rest
