"""The keys of a link's file, but for those that its adapters own (under ``source``, ``target`` and ``witnesses``)."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, create_model, model_validator

from connector.domain.dossier import FIELDS, TIME_FIELDS, Channel
from connector.domain.link import DEFAULT_COMPARE, Brakes, Precision, Publish, Retry
from connector.domain.status import FINAL, Status
from connector.settings.explain import suggestion
from connector.settings.model import Keys, KindModels
from connector.settings.schedule import ScheduleText
from connector.settings.values import Day, Duration, Name, UnusableError

_FINAL_CODES = ", ".join(str(int(status)) for status in sorted(FINAL))


def _canonical(name: str) -> str:
    if name not in FIELDS:
        near = suggestion(name, FIELDS)
        raise UnusableError(f"không có trường này{near.vi}", f"there is no such field{near.en}")
    return name


FieldName = Annotated[str, AfterValidator(_canonical)]


def _final(status: Status) -> Status:
    if status not in FINAL:
        raise UnusableError(f"chỉ nhận {_FINAL_CODES}", f"only {_FINAL_CODES}")
    return status


class ScopeSettings(Keys):
    """Which dossiers a link answers for; what is left out leaves that question open."""

    procedures: frozenset[str] = Field(
        default=frozenset(),
        description='Chỉ những thủ tục này, mã đặt trong dấu nháy: "1.009750". / Only these procedures, quoted.',
    )
    agencies: frozenset[str] = Field(default=frozenset(), description="Chỉ những cơ quan này. / Only these agencies.")
    channels: frozenset[Channel] = Field(
        default=frozenset(), description="Chỉ những kênh này: direct, online, post. / Only these channels."
    )
    received_from: Day | None = Field(
        default=None, description="Chỉ hồ sơ tiếp nhận từ ngày này. / Only dossiers received from this day on."
    )


class ScheduleSettings(Keys):
    """When the daemon runs the link, Asia/Ho_Chi_Minh."""

    sync: ScheduleText | None = Field(
        default=None, description="Đồng bộ: every 5m, hoặc cron năm trường. / Sync: every 5m, or five-field cron."
    )
    reconcile: ScheduleText | None = Field(
        default=None,
        description='Đối chiếu toàn bộ: every 1d, hoặc cron "30 1 * * *". / Full reconcile: every 1d, or "30 1 * * *".',
    )


class PublishSettings(Keys):
    """What the public may read of the source's own words."""

    step_content: Literal["label", "text"] = Field(
        default=Publish().step_content,
        description="Nội dung bước: tên trạng thái (label) hay lời của phần mềm (text). / "
        "A step's content: the state's label or the source's text.",
    )
    note: Literal["never", "text"] = Field(
        default=Publish().note, description="Ghi chú: không gửi hay gửi. / Notes: never sent, or as text."
    )


class BrakesSettings(Keys):
    """How much the link may do in a rolling day before a person is asked."""

    max_actions: int = Field(
        default=Brakes().max_actions, ge=1, le=10_000_000, description="Số lần gửi nhiều nhất. / The most deliveries."
    )
    max_share: float = Field(
        default=Brakes().max_share,
        gt=0,
        le=1,
        description="Phần hồ sơ đã biết được ghi nhiều nhất; 1.0 là tắt. / "
        "The largest share of known dossiers written; 1.0 switches this brake off.",
    )
    min_share: float = Field(
        default=Brakes().min_share,
        ge=0,
        le=1,
        description="Một bên kể ít hơn phần này của lần đủ trước, hoặc chưa kể hồ sơ nào bao giờ, thì dừng; 0: tin. / "
        "A side that enumerates less than this share of before, or never told any, is not believed; 0: it is.",
    )
    max_gap: Duration = Field(
        default=Brakes().max_gap,
        description="Lâu hơn thế từ lần đồng bộ đủ trước thì dừng. / The longest time since the last complete sync.",
    )


class RetrySettings(Keys):
    """How an answered refusal is tried again; time while a system is down does not count."""

    first: Duration = Field(default=Retry().first, description="Chờ lần đầu. / The first wait.")
    factor: float = Field(
        default=Retry().factor, ge=1, le=100, description="Mỗi lần sau lâu gấp mấy. / Each wait's growth."
    )
    max: Duration = Field(default=Retry().max, description="Chờ lâu nhất. / The longest wait.")
    give_up_after: Duration = Field(
        default=Retry().give_up_after, description="Sau đó thì cần người xử lý. / After it a person is needed."
    )

    @model_validator(mode="after")
    def _waits_grow(self) -> Self:
        if not timedelta(0) < self.first <= self.max:
            raise UnusableError("first phải lớn hơn 0s và không quá max", "first must be more than 0s, at most max")
        return self


def _compared(compare: Mapping[str, Precision]) -> Mapping[str, Precision]:
    if not compare:
        raise UnusableError("phải so sánh ít nhất một trường", "at least one field must be compared")
    timeless = sorted(name for name, how in compare.items() if how != "value" and name not in TIME_FIELDS)
    if timeless:
        listed = ", ".join(timeless)
        raise UnusableError(f"không phải trường ngày giờ, chỉ nhận value: {listed}", f"not times, only value: {listed}")
    return compare


class PolicySettings(Keys):
    """What the link may do."""

    mode: Literal["observe", "propose", "push"] = Field(
        default="observe",
        description="observe: chỉ ghi nhận; propose: chờ duyệt hết; push: gửi. / "
        "observe: record, queue and hold nothing; propose: hold everything; push: send.",
    )
    create: Literal["hold", "push"] = Field(
        default="hold", description="Hồ sơ bên một cửa chưa có: chờ duyệt hay gửi. / A dossier only the source has."
    )
    allow_final: frozenset[Annotated[Status, AfterValidator(_final)]] = Field(
        default=frozenset(),
        description=f"Trạng thái cuối được tự gửi, trong {_FINAL_CODES}. / Final states that may be pushed.",
    )
    compare: Annotated[dict[FieldName, Precision], AfterValidator(_compared)] = Field(
        default=dict(DEFAULT_COMPARE),
        description="Những trường được so sánh, và so sao: value, day, minute; viết ra là thay cả danh sách. / "
        "The fields compared, and how: value, day, minute; written, it replaces the whole list.",
    )
    authority: dict[FieldName, Literal["source", "target"]] = Field(
        default={}, description="Bên nào đúng về trường nào: source, target. / Which side is right about a field."
    )
    grace: Duration = Field(
        default=timedelta(days=1),
        description="Chậm hơn thế mới là lệch. / Only what is later than this is a mismatch.",
    )
    publish: PublishSettings = Field(
        default=PublishSettings(), description="Công dân đọc được gì. / What the public may read."
    )
    brakes: BrakesSettings = Field(default=BrakesSettings(), description="Phanh. / The brakes.")
    retry: RetrySettings = Field(default=RetrySettings(), description="Gửi lại. / Trying again.")


class CoversSettings(Keys):
    """Which dossiers a witness should hold."""

    channels: frozenset[Channel] = Field(default=frozenset(), description="Những kênh này. / These channels.")
    since: Day | None = Field(
        default=None, alias="from", description="Tiếp nhận từ ngày này. / Received from this day on."
    )
    until: Day | None = Field(default=None, description="Đến hết ngày này. / Up to and including this day.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since is not None and self.until is not None and self.until < self.since:
            raise UnusableError("until phải không trước from", "until must not be before from")
        return self


@cache
def witness_model(kind: KindModels) -> type[Keys] | None:
    """The keys of one of a link's witnesses of this kind: those every witness has and the adapter's own."""
    if kind.witness is None:
        return None
    every: dict[str, Any] = {
        "adapter": (str, Field(description="Loại bên làm chứng. / The kind of witness.")),
        "covers": (CoversSettings, Field(default=CoversSettings(), description="Gồm những gì. / What it covers.")),
    }
    if kind.names_system:
        every["system"] = (Name, Field(description="Tên hệ thống đã khai báo. / A configured system's name."))
    return create_model(f"{kind.name.title().replace('_', '')}Witness", __base__=kind.witness, **every)


class LinkKeys(Keys):
    """A link's file. ``source`` and ``target`` hold the system's name and the keys of its adapter."""

    link: Name = Field(description="Tên của luồng đồng bộ, duy nhất. / The link's name, unique.")
    title: str | None = Field(default=None, description="Tên cho người đọc. / A name for people.")
    source: dict[str, Any] = Field(
        description="Phần mềm chuyên ngành: system và các khóa của bộ kết nối. / The source."
    )
    target: dict[str, Any] = Field(description="Phần mềm một cửa: system và các khóa của bộ kết nối. / The target.")
    witnesses: tuple[dict[str, Any], ...] = Field(
        default=(),
        description="Các bên làm chứng, không bao giờ bị ghi: adapter, covers và các khóa của bộ kết nối. / "
        "Witnesses, never written to: adapter, covers and the adapter's own keys.",
    )
    scope: ScopeSettings = Field(default=ScopeSettings(), description="Phạm vi. / The scope.")
    schedule: ScheduleSettings = Field(default=ScheduleSettings(), description="Lịch chạy. / The schedule.")
    policy: PolicySettings = Field(default=PolicySettings(), description="Được làm gì. / What it may do.")
