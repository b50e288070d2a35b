"""Invented people and companies. Nobody exists: personal numbers are of province 000, tax codes begin with 0000."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from connector.domain.dossier import ApplicantType
from connector.domain.identifiers import is_valid_tax_code

_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Đặng", "Võ", "Đoàn", "Bùi", "Đỗ")
_MIDDLE = ("Giả", "Thử", "Mẫu", "Tưởng Tượng", "Không Thật")
_NAMES = ("An", "Bình", "Đức", "Hòa", "Khỏe", "Quý", "Thúy", "Uyên", "Toàn", "Loan")
_TRADES = ("Cơ khí", "Bao bì", "Thủy sản", "Dệt may", "Điện tử", "Hóa chất", "Đồ gỗ", "Vật liệu")
_STREETS = ("Lô A1", "Lô B2", "Lô C3", "Lô D4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An applicant, or who handed a dossier in for one."""

    name: str = field(repr=False)
    kind: ApplicantType
    id: str = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A business with the clerk who hands its dossiers in."""

    party: Party
    clerk: Party


def persons(chance: random.Random, *, start: int) -> Iterator[Party]:
    """People without end, no number given twice; ``start`` keeps the numbers of two kinds of people apart."""
    number = start
    while True:
        number += 1
        name = " ".join(chance.choice(part) for part in (_SURNAMES, _MIDDLE, _NAMES))
        yield Party(
            name=name,
            kind="individual",
            id=f"000{chance.choice('01')}{chance.randrange(60, 99)}{number:06d}",
            phone=f"0900{number:06d}",
            email=f"nguoi{number}@example.invalid",
            address=f"{chance.choice(_STREETS)}, khu nhà ở giả định số {number % 40 + 1}",
        )


def companies(chance: random.Random, number: int) -> tuple[Company, ...]:
    clerks = persons(chance, start=900_000)
    codes = (code for code in (f"0000{serial:05d}" for serial in range(1, 99_999)) if _check_digit(code))
    return tuple(_company(chance, place, next(codes), next(clerks)) for place in range(1, number + 1))


def _company(chance: random.Random, place: int, code: str, clerk: Party) -> Company:
    party = Party(
        name=f"Công ty TNHH {chance.choice(_TRADES)} Giả Định {place}",
        kind="business",
        id=code + _check_digit(code),
        phone=f"02923{place:06d}",
        email=f"lienhe@congty{place}.example.invalid",
        address=f"{chance.choice(_STREETS)}, khu công nghiệp Giả Định {place % 6 + 1}",
    )
    return Company(party=party, clerk=clerk)


def _check_digit(code: str) -> str:
    """The tenth digit that makes a tax code of these nine; "" where none does."""
    return next((digit for digit in "123456789" if is_valid_tax_code(code + digit)), "")
