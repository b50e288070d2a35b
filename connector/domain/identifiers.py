"""Numbers of persons and enterprises. Only tax codes have a check digit; of the others only the shape can be judged."""

import re

_SEPARATORS = re.compile(r"[\s.\-]+")
_PASSPORT = re.compile(r"(?=[A-Z0-9]*\d{4})(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,15}")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
#: What fingers run along when a form insists.
_RUNS = ("0123456789" * 3, "9876543210" * 3, "123456789" * 3)


def id_key(written: str) -> str:
    """The number without the separators people type."""
    return _SEPARATORS.sub("", written).upper()


def is_filler(written: str) -> bool:
    """Whether somebody typed anything at all because the form asked: nothing, one digit over and over, 000000001,
    123456789 and the like."""
    number = id_key(written)
    if not any(map(str.isdigit, number)):
        return True
    if not number.isdigit():
        return False
    runs = len(number) >= 6 and any(number in run for run in _RUNS)
    return runs or len(set(number)) == 1 or len(number.lstrip("0")) <= 1


def is_valid_personal_id(written: str) -> bool:
    """Twelve digits (CCCD) or nine (CMND), and no filler. Neither has a check digit; provinces come and go."""
    number = id_key(written)
    return len(number) in {9, 12} and _digits(number) and not is_filler(number)


def is_valid_tax_code(written: str) -> bool:
    """Ten digits that check, the same with a branch number, or since July 2025 a person's twelve digits."""
    number = id_key(written)
    if not _digits(number) or is_filler(number):
        return False
    if len(number) == 13:
        return number[10:] != "000" and _checks(number[:10])
    return len(number) == 12 or (len(number) == 10 and _checks(number))


def is_valid_id(written: str) -> bool:
    """Whether a number can identify an applicant: a person's, an enterprise's, or a passport's."""
    number = id_key(written)
    if is_valid_personal_id(number) or is_valid_tax_code(number):
        return True
    return _PASSPORT.fullmatch(number) is not None and not is_filler(number)


def _digits(number: str) -> bool:
    return number.isascii() and number.isdigit()


def _checks(number: str) -> bool:
    rest = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, number, strict=False)) % 11
    return rest != 0 and int(number[9]) == 10 - rest
