"""The keys of a paper register as a witness."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from connector.adapters.files.keys import TableKeys
from connector.domain.times import FIRST_YEAR, LAST_YEAR
from connector.settings.model import KindModels
from connector.settings.values import UnusableError

#: What a column of the book can hold: fields of a dossier, the number and volume of its entry, the signature.
BookColumn = Literal[
    "code",
    "number",
    "volume",
    "procedure_code",
    "procedure_name",
    "sector_name",
    "applicant_name",
    "applicant_id",
    "submitter_name",
    "address",
    "phone",
    "agency_name",
    "officer",
    "channel",
    "received_at",
    "due_at",
    "finished_at",
    "returned_at",
    "return_method",
    "signed",
    "receipt_number",
    "note",
]

#: What the number of an entry may be made of.
BOOK_PARTS = ("volume", "year", "sector", "number")


def _book(text: str) -> str:
    known = dict.fromkeys(BOOK_PARTS, "1")
    try:
        made = text.format_map(known)
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        made = text
    if made == text or "{number}" not in text:
        raise UnusableError(
            "phải ghép từ {volume}, {year}, {sector} và có {number}",
            "must be made of {volume}, {year}, {sector} and contain {number}",
        )
    return text


class RegisterSettings(TableKeys):
    """Where the book is, and what its own headers and titles do not say."""

    columns: Mapping[BookColumn, str] = Field(
        default={},
        description="Trường: tiêu đề cột trong sổ, khi sổ không theo mẫu. / "
        "Field: the book's own header, where it does not follow the form.",
    )
    year: int | None = Field(
        default=None,
        ge=FIRST_YEAR,
        le=LAST_YEAR,
        description="Năm của những ngày chỉ ghi ngày và tháng; mặc định lấy từ tên sổ hoặc tên trang. / "
        "The year of days written without one; by default from the title of the book or sheet.",
    )
    volume: str | None = Field(
        default=None,
        min_length=1,
        description="Quyển số; mặc định lấy từ tên sổ. / The volume; by default from the book's title.",
    )
    book: Annotated[str, AfterValidator(_book)] = Field(
        default="{volume}/{year}-{number}",
        description="Cách ghép số hiệu trong sổ (alias book) từ volume, year, sector, number. / "
        "How an entry's own number (the alias book) is made.",
    )


MODELS = KindModels(
    name="register",
    system=None,
    witness=RegisterSettings,
    paper_book=True,
    example='witnesses:\n  - {adapter: register, path: "var/so-theo-doi/*.xlsx", '
    "covers: {channels: [direct], from: 2026-01-01}}\n",
)
