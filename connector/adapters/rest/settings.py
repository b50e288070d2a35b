"""The keys of the ``rest`` adapter: a system spoken to in JSON over HTTP, described by configuration alone."""

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from connector.adapters.http.settings import Address, HttpSystemSettings
from connector.adapters.rest.paging import MAX_PAGES
from connector.adapters.rest.templates import NAMES, Body, CodePath, CodeText, ListPath, Text, names_in
from connector.mapping.converters import DEFAULT_ZONE, ConvertName, ZoneName
from connector.mapping.paths import JmesPath
from connector.mapping.rules import MapRules
from connector.settings.model import Keys, KindModels
from connector.settings.values import Day, Duration, Secret, UnusableError

# ---------------------------------------------------------------- how to be let in


class NoAuth(Keys):
    type: Literal["none"] = Field(description="Không đăng nhập. / No login.")


class BasicAuth(Keys):
    type: Literal["basic"] = Field(description="Tên và mật khẩu trong mỗi lần hỏi. / HTTP Basic.")
    username: str = Field(description="Tên đăng nhập. / User name.")
    password: Secret = Field(description="Mật khẩu. / Password.")


class BearerAuth(Keys):
    type: Literal["bearer"] = Field(description="Mã truy cập có sẵn. / A ready token.")
    token: Secret = Field(description="Mã truy cập. / The token.")


class HeaderAuth(Keys):
    type: Literal["header"] = Field(description="Một tiêu đề bí mật. / A secret header.")
    name: str = Field(description="Tên tiêu đề. / The header's name.", min_length=1)
    value: Secret = Field(description="Giá trị. / Its value.")


class OAuth2Auth(Keys):
    type: Literal["oauth2"] = Field(description="OAuth2 client_credentials.")
    token_url: Address = Field(description="Địa chỉ cấp mã. / Where tokens are given.")
    client_id: str = Field(description="Mã ứng dụng. / Client id.")
    client_secret: Secret = Field(description="Khóa ứng dụng. / Client secret.")
    scope: str | None = Field(default=None, description="Phạm vi xin. / The scope asked for.")
    send: Literal["basic", "body"] = Field(
        default="basic", description="Gửi khóa ở tiêu đề hay trong thân. / Credentials as Basic or in the body."
    )


class SessionPlace(Keys):
    """Where the session's token goes in each request: exactly one of the three."""

    header: str | None = Field(default=None, description="Tên tiêu đề. / A header of this name.", min_length=1)
    query: str | None = Field(default=None, description="Tên tham số. / A parameter of this name.", min_length=1)
    field: str | None = Field(default=None, description="Tên khóa trong thân. / A member of the body.", min_length=1)

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(name is not None for name in (self.header, self.query, self.field)) != 1:
            raise UnusableError("phải có đúng một trong header, query, field", "exactly one of header, query, field")
        return self


class SessionAuth(Keys):
    type: Literal["session"] = Field(description="Đăng nhập lấy phiên. / A session by login.")
    path: ListPath = Field(description="Đường dẫn đăng nhập. / The path of the login.")
    body: dict[str, Secret] = Field(description="Thân gửi khi đăng nhập. / The login's JSON body.")
    token: JmesPath = Field(description="Mã phiên nằm ở đâu trong trả lời. / Where the token stands in the answer.")
    place: SessionPlace = Field(alias="as", description="Gửi mã phiên ở đâu. / Where the token goes.")


Auth = Annotated[NoAuth | BasicAuth | BearerAuth | HeaderAuth | OAuth2Auth | SessionAuth, Field(discriminator="type")]


class RestSystemSettings(HttpSystemSettings):
    """A specialized system with a JSON interface."""

    auth: Auth = Field(default=NoAuth(type="none"), description="Cách đăng nhập. / How to be let in.")


# ---------------------------------------------------------------- how a list is paged


class NoPaging(Keys):
    type: Literal["none"] = Field(description="Một lần là hết. / Everything at once.")
    offers: ClassVar[frozenset[str]] = frozenset()


class PagePaging(Keys):
    type: Literal["page"] = Field(description="Theo số trang. / By page number.")
    param: str | None = Field(default=None, description="Tham số số trang. / The page number's parameter.")
    first: int = Field(default=1, ge=0, description="Số của trang đầu. / The first page's number.")
    offers: ClassVar[frozenset[str]] = frozenset({"page"})


class OffsetPaging(Keys):
    type: Literal["offset"] = Field(description="Theo vị trí. / By offset.")
    param: str | None = Field(default=None, description="Tham số vị trí. / The offset's parameter.")
    limit_param: str | None = Field(default=None, description="Tham số số dòng. / The limit's parameter.")
    limit: int = Field(default=100, ge=1, description="Số dòng xin mỗi lần. / Rows asked for at a time.")
    offers: ClassVar[frozenset[str]] = frozenset({"offset"})


class TokenPaging(Keys):
    type: Literal["token"] = Field(description="Theo mã trang kế. / By a token of the next page.")
    param: str | None = Field(default=None, description="Tham số mã. / The token's parameter.")
    next: JmesPath = Field(description="Mã trang kế nằm ở đâu. / Where the next token stands.")
    offers: ClassVar[frozenset[str]] = frozenset({"token"})


class NextPaging(Keys):
    type: Literal["next"] = Field(description="Theo địa chỉ trang kế trong thân. / By an address in the body.")
    url: JmesPath = Field(description="Địa chỉ trang kế nằm ở đâu. / Where the next address stands.")
    offers: ClassVar[frozenset[str]] = frozenset()


class LinkPaging(Keys):
    type: Literal["link"] = Field(description="Theo tiêu đề Link (RFC 8288). / By the Link header.")
    offers: ClassVar[frozenset[str]] = frozenset()


class KeysetPaging(Keys):
    type: Literal["keyset"] = Field(description="Sau thời điểm và khóa của dòng cuối. / After the last time and key.")
    time_param: str | None = Field(default=None, description="Tham số thời điểm. / The time's parameter.")
    key_param: str | None = Field(default=None, description="Tham số khóa. / The key's parameter.")
    offers: ClassVar[frozenset[str]] = frozenset({"time", "key"})


Paging = Annotated[
    NoPaging | PagePaging | OffsetPaging | TokenPaging | NextPaging | LinkPaging | KeysetPaging,
    Field(discriminator="type"),
]


class WindowSettings(Keys):
    """For a list that only tells what was received between two days: everything is read stretch by stretch.

    ``{first}`` and ``{last}`` in the parameters or the body are the stretch's days, both included. A reading of what
    changed since a time has no such days, and parameters that ask for them are left out.
    """

    since: Day = Field(
        default=date(2018, 1, 1), alias="from", description="Đọc hết là từ ngày này. / The first day there is."
    )
    days: int = Field(
        default=31, ge=1, le=36_600, description="Mỗi lần hỏi nhiều nhất bấy nhiêu ngày. / Days of one stretch."
    )


class ListSettings(Keys):
    """How the list of dossiers is asked for and read."""

    path: ListPath = Field(description="Đường dẫn danh sách. / The list's path.")
    method: Literal["GET", "POST"] = Field(default="GET", description="GET hoặc POST. / GET or POST.")
    params: dict[str, Text] = Field(
        default_factory=dict, description="Tham số, có thể có {since:...}, {page} ... / Parameters; may hold templates."
    )
    body: Body = Field(default=None, description="Thân JSON của POST. / The JSON body of a POST.")
    records: JmesPath = Field(default="@", description="Mảng các dòng nằm ở đâu. / Where the array of rows stands.")
    paging: Paging = Field(default=NoPaging(type="none"), description="Cách phân trang. / How it is paged.")
    total: JmesPath | None = Field(default=None, description="Tổng số dòng nằm ở đâu. / Where the total stands.")
    end_on: frozenset[int] = Field(
        default=frozenset(), description="Mã HTTP nghĩa là hết. / HTTP statuses that mean the end."
    )
    success: JmesPath | None = Field(
        default=None, description="Biểu thức phải đúng (true) ở trả lời tốt. / Must be exactly true of a good answer."
    )
    null_is_empty: bool = Field(
        default=False, description="Mảng null nghĩa là không có dòng nào. / A null array means no rows."
    )
    order: Literal["ascending", "none"] = Field(
        default="none", description="Dòng có theo thứ tự cursor không. / Whether rows come in the cursor's order."
    )
    window: WindowSettings | None = Field(
        default=None,
        description="Danh sách chỉ hỏi được theo ngày tiếp nhận {first}, {last}. / "
        "The list is only told by days of receipt {first}, {last}.",
    )
    max_pages: int = Field(default=MAX_PAGES, ge=1, description="Nhiều trang hơn thế là hỏng. / More is a fault.")

    @field_validator("end_on")
    @classmethod
    def _refusals_only(cls, statuses: frozenset[int]) -> frozenset[int]:
        if any(not 400 <= status <= 499 or status in {401, 403, 408, 429} for status in statuses):
            raise UnusableError("chỉ nhận mã 4xx, trừ 401, 403, 408, 429", "only 4xx other than 401, 403, 408, 429")
        return statuses

    @model_validator(mode="after")
    def _can_be_paged(self) -> Self:
        if self.body is not None and self.method != "POST":
            raise UnusableError("có body thì method phải là POST", "a body needs method: POST")
        if self.asks & {"first", "last"} != (frozenset() if self.window is None else {"first", "last"}):
            raise UnusableError(
                "window và {first}, {last} phải đi cùng nhau", "window goes with {first} and {last}, and they with it"
            )
        for name in self.paging.offers:
            if getattr(self.paging, _PARAMETER_OF[name]) is None and name not in self.asks:
                raise UnusableError(
                    f"paging thiếu {_PARAMETER_OF[name]} (hoặc {{{name}}} trong params, body)",
                    f"paging lacks {_PARAMETER_OF[name]} (or {{{name}}} in params or body)",
                )
        return self

    @property
    def asks(self) -> frozenset[str]:
        """The names that its templates ask for."""
        return names_in(self.params) | names_in(self.body)


_PARAMETER_OF = {"page": "param", "offset": "param", "token": "param", "time": "time_param", "key": "key_param"}
assert NAMES.keys() >= _PARAMETER_OF.keys()  # noqa: S101  # what paging offers is what templates can ask for


class GetSettings(Keys):
    """How one dossier is asked for."""

    path: CodePath = Field(description="Đường dẫn, có {code}. / The path; {code} stands in it.")
    method: Literal["GET", "POST"] = Field(default="GET", description="GET hoặc POST. / GET or POST.")
    params: dict[str, CodeText] = Field(default_factory=dict, description="Tham số. / Parameters; {code} may stand.")
    body: dict[str, CodeText] | None = Field(default=None, description="Thân JSON của POST. / A POST's JSON body.")
    record: JmesPath = Field(default="@", description="Dòng nằm ở đâu trong trả lời. / Where the row stands.")
    success: JmesPath | None = Field(
        default=None, description="Biểu thức phải đúng (true) ở trả lời tốt. / Must be exactly true of a good answer."
    )

    @model_validator(mode="after")
    def _asks_for_the_code(self) -> Self:
        if "{code" not in " ".join((self.path, *self.params.values(), *(self.body or {}).values())):
            raise UnusableError(
                "phải có {code} trong path, params hoặc body", "{code} must stand in path, params or body"
            )
        if self.body is not None and self.method != "POST":
            raise UnusableError("có body thì method phải là POST", "a body needs method: POST")
        return self


class CursorSettings(Keys):
    """Where a row tells when it changed; paths on the raw row."""

    field: JmesPath = Field(description="Thời điểm thay đổi nằm ở đâu. / Where the change time stands.")
    key: JmesPath | None = Field(default=None, description="Khóa của dòng nằm ở đâu. / Where the row's key stands.")
    convert: ConvertName = Field(default="iso", description="Cách đọc, như trong map. / How it is read, as in map.")
    zone: ZoneName = Field(default=DEFAULT_ZONE, description="Múi giờ khi không ghi. / The zone of zoneless times.")
    lookback: Duration = Field(
        default=timedelta(minutes=15), description="Hỏi lùi lại một khoảng. / Subtracted in the query only."
    )
    blind: bool = Field(
        default=False,
        description="Thời điểm thay đổi không đáng tin: lượt nào cũng đọc hết, nội dung quyết định. / "
        "The change time cannot be trusted: every run reads everything, and content decides.",
    )


class RestSourceSettings(Keys):
    """A link's keys of a ``rest`` source."""

    list: ListSettings = Field(description="Cách đọc danh sách. / How the list is read.")
    get: GetSettings | None = Field(default=None, description="Cách đọc một hồ sơ. / How one dossier is read.")
    cursor: CursorSettings | None = Field(default=None, description="Đọc đến đâu rồi. / How far it has been read.")
    map: MapRules = Field(description="Trường chuẩn lấy từ đâu trong dòng. / Where each canonical field stands.")

    @model_validator(mode="after")
    def _cursor_where_needed(self) -> Self:
        if self.cursor is None and self.incremental:
            raise UnusableError("{since} hoặc keyset cần có cursor", "{since} or keyset needs a cursor")
        if self.cursor is None and self.list.order == "ascending":
            raise UnusableError("order: ascending cần có cursor", "order: ascending needs a cursor")
        if self.list.order == "ascending" and (self.list.window is not None or self.blind):
            raise UnusableError(
                "order: ascending không đi cùng list.window hay cursor.blind",
                "order: ascending cannot go with list.window or cursor.blind",
            )
        if isinstance(self.list.paging, KeysetPaging) and self.cursor is not None and self.cursor.key is None:
            raise UnusableError("keyset cần có cursor.key", "keyset needs cursor.key")
        return self

    @property
    def blind(self) -> bool:
        """Whether a change may leave its change time as it was."""
        return self.cursor is not None and self.cursor.blind

    @property
    def incremental(self) -> bool:
        """Whether the list can be asked for what changed since a time, and its answer believed to be all of that."""
        asks: Any = self.list.asks
        asked_by_time = bool(asks & {"since", "time"}) or isinstance(self.list.paging, KeysetPaging)
        return asked_by_time and not self.blind


MODELS = KindModels(
    name="rest",
    system=RestSystemSettings,
    source=RestSourceSettings,
    example=(
        "system: investment\nadapter: rest\nurl: ${INVESTMENT_URL}\n"
        'auth: {type: bearer, token: "${INVESTMENT_TOKEN}"}\n'
    ),
)
