"""Telling people: once when trouble starts, once when it heals, a digest each working morning, nothing twice."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from connector.daemon.alerts.alerting import Alerting
from connector.daemon.alerts.causes import Cause
from connector.daemon.alerts.channels import Channel, ChannelError, Message, PartlySentError
from connector.daemon.alerts.post import AGAIN, MOST, WORTH
from connector.domain.calendar import read_calendar
from connector.domain.errors import StoreError
from connector.domain.kinds import Said
from connector.domain.times import ZONE
from connector.observe.log import Log
from connector.observe.redact import keep_secret
from connector.settings.alerts import AlertsSettings
from connector.store import open_store

NOW = datetime(2026, 2, 12, 10, 0, tzinfo=ZONE)  # a Thursday; the new year's days off begin on Monday
CALENDAR = read_calendar(Path(__file__).parents[3].joinpath("config/calendar.csv").read_text("utf-8").splitlines())
DOWN = Cause(
    "system onestop", Said("Hệ thống onestop không trả lời.", "System onestop does not answer."), Said("Hỏi.", "Ask.")
)
REFUSED = Cause("system onestop account", Said("Từ chối tài khoản.", "Refused."), Said("Sửa.", "Correct."))
DEAD = Cause("link investment dead", Said("Hai việc.", "Two."), Said("Xem.", "Look."))
WATCHED = frozenset({("system", "onestop"), ("link", "investment")})


class Box(Channel):
    """Takes messages, or fails while it is told to."""

    def __init__(self, name: str = "mail") -> None:
        self.name = name
        self.taken: list[Message] = []
        self.tried = 0
        self.error: ChannelError | None = None

    def send(self, message: Message) -> None:
        self.tried += 1
        if self.error is not None:
            raise self.error
        self.taken.append(message)


class Office:
    """One alerting over a real store, started again as often as a test likes."""

    def __init__(self, folder: Path, **settings) -> None:
        self.box = Box()
        self.boxes = [self.box]
        self.said: list[dict] = []
        self._settings = AlertsSettings.model_validate(settings)
        self._store = open_store(f"sqlite:///{folder}/var/connector.db", data=folder / "var")
        self.english = False
        self.start_again()

    def start_again(self) -> None:
        self.alerting = Alerting(
            self._settings,
            self.boxes,
            self._store.alerts(),
            CALENDAR,
            Log.recording(self.said),
            agency="H13.22",
            english=self.english,
        )

    def look(self, *standing: Cause, after: timedelta, watched=WATCHED, explained=frozenset()) -> None:
        causes = {cause.id: cause for cause in standing}
        self.alerting.look(causes, NOW + after, watched=watched, explained=explained)

    def digest(self, at: datetime) -> list[datetime]:
        """When a digest goes out at that time: since when it tells."""
        asked: list[datetime] = []

        def lines(since: datetime) -> list[str]:
            asked.append(since)
            return ["một dòng"]

        self.alerting.digest(lines, at)
        return asked

    @property
    def kinds(self) -> list[str]:
        return [message.kind for message in self.box.taken]

    def close(self) -> None:
        self._store.close()


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    yield office
    office.close()


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


# ---------------------------------------------------------------- starts and heals


def test_trouble_is_told_once_when_it_lasts_and_once_when_it_heals(office) -> None:
    for minute in range(0, 60, 2):
        office.look(DOWN, after=minutes(minute))
    assert office.kinds == ["trouble"]
    assert office.box.taken[0].at == NOW + minutes(10)
    for minute in range(60, 80, 2):
        office.look(after=minutes(minute))
    assert office.kinds == ["trouble", "healed"]
    assert office.box.taken[1].at == NOW + minutes(70)
    trouble, healed = office.box.taken
    assert trouble.subject == "[connector H13.22] Có việc cần người xử lý"
    assert list(trouble.lines) == ["• Hệ thống onestop không trả lời.", "  → Hỏi."]
    assert list(healed.lines) == ["• Hệ thống onestop đã trả lời lại."]


def test_trouble_that_comes_back_is_told_again(office) -> None:
    for start in (0, 100):
        office.look(DOWN, after=minutes(start))
        office.look(DOWN, after=minutes(start + 10))
        office.look(after=minutes(start + 20))
        office.look(after=minutes(start + 30))
    assert office.kinds == ["trouble", "healed"] * 2


def test_trouble_that_comes_and_goes_is_told_once_and_its_end_when_it_has_ended(office) -> None:
    """Down for a quarter of an hour and back for five minutes, a whole day."""
    for minute in range(0, 1440, 5):
        office.look(*([DOWN] if minute % 20 < 15 else []), after=minutes(minute))
    assert office.kinds == ["trouble"]
    for minute in range(1440, 1460, 5):
        office.look(after=minutes(minute))
    assert office.kinds == ["trouble", "healed"]


def test_a_system_that_turns_from_one_trouble_to_another_is_not_told_to_be_well(office) -> None:
    office.look(DOWN, after=minutes(0))
    office.look(DOWN, after=minutes(10))
    for minute in range(20, 60, 5):
        office.look(REFUSED, after=minutes(minute))
    assert office.kinds == ["trouble", "trouble"]
    for minute in range(60, 80, 5):
        office.look(after=minutes(minute))
    assert office.kinds == ["trouble", "trouble", "healed"]
    assert len(office.box.taken[-1].lines) == 2


def test_what_other_trouble_explains_is_not_over(office) -> None:
    office.look(DEAD, after=minutes(0))
    office.look(DEAD, after=minutes(10))
    office.look(after=minutes(15))
    for minute in range(20, 60, 5):
        office.look(after=minutes(minute), explained=frozenset({DEAD.id}))
    office.look(after=minutes(60))
    assert office.kinds == ["trouble"]
    office.look(after=minutes(70))
    assert office.kinds == ["trouble", "healed"]


def test_a_clock_set_back_delays_the_end_by_after_and_not_by_a_day(office) -> None:
    office.look(DOWN, after=minutes(0))
    office.look(DOWN, after=minutes(10))
    office.look(after=minutes(20))
    back = -timedelta(days=1)
    office.look(after=back)
    office.look(after=back + minutes(10))
    assert office.kinds == ["trouble", "healed"]


def test_a_hiccup_shorter_than_after_is_never_told_however_often(office) -> None:
    for minute in range(0, 200, 5):
        office.look(*([DOWN] if minute % 2 else []), after=minutes(minute))
    assert office.box.tried == 0


def test_a_restart_in_between_tells_nothing_twice_and_forgets_nothing(office) -> None:
    office.look(DOWN, after=minutes(0))
    office.start_again()
    office.look(DOWN, after=minutes(10))
    office.start_again()
    office.look(DOWN, after=minutes(11))
    office.start_again()
    office.look(after=minutes(12))
    office.start_again()
    office.look(after=minutes(13))
    assert office.kinds == ["trouble"]
    office.look(after=minutes(23))
    office.start_again()
    office.look(after=minutes(24))
    assert office.kinds == ["trouble", "healed"]


def test_all_that_started_goes_in_one_message_and_all_that_healed_in_one(office) -> None:
    office.look(DOWN, DEAD, after=minutes(0))
    office.look(DOWN, DEAD, after=minutes(10))
    office.look(after=minutes(20))
    office.look(after=minutes(30))
    assert office.kinds == ["trouble", "healed"]
    assert [len(message.lines) for message in office.box.taken] == [4, 2]


def test_what_starts_while_other_trouble_lasts_is_told_alone(office) -> None:
    office.look(DOWN, after=minutes(0))
    office.look(DOWN, DEAD, after=minutes(10))
    office.look(DOWN, DEAD, after=minutes(20))
    assert [next(iter(message.lines)) for message in office.box.taken] == [
        "• Hệ thống onestop không trả lời.",
        "• Hai việc.",
    ]


def test_with_after_nought_it_is_told_at_once(tmp_path) -> None:
    office = Office(tmp_path, after="0s")
    office.look(DOWN, after=minutes(0))
    assert office.kinds == ["trouble"]
    office.close()


def test_a_link_that_is_configured_no_more_is_forgotten_without_a_word(office) -> None:
    office.look(DOWN, DEAD, after=minutes(0))
    office.look(DOWN, DEAD, after=minutes(10))
    office.look(DOWN, after=minutes(20), watched=frozenset({("system", "onestop")}))
    assert office.kinds == ["trouble"]
    office.look(DEAD, after=minutes(30))
    office.look(DEAD, after=minutes(40))
    assert sorted(office.kinds) == ["healed", "trouble", "trouble"]


def test_a_clock_set_back_a_day_delays_a_message_by_after_and_not_by_a_day(office) -> None:
    office.look(DOWN, after=minutes(0))
    back = -timedelta(days=1)
    office.look(DOWN, after=back)
    office.look(DOWN, after=back + minutes(10))
    assert office.kinds == ["trouble"]


# ---------------------------------------------------------------- nobody takes it


def test_what_nobody_takes_is_tried_again_later_until_somebody_does(office) -> None:
    office.box.error = ChannelError("Máy chủ thư không trả lời.", do="Kiểm tra.")
    office.look(DOWN, after=minutes(0))
    for minute in range(10, 20):
        office.look(DOWN, after=minutes(minute))
    assert office.box.tried == 10 / (AGAIN / minutes(1))
    office.box.error = None
    office.look(DOWN, after=minutes(20))
    office.look(DOWN, after=minutes(21))
    assert office.kinds == ["trouble"]
    assert [line["event"] for line in office.said] == ["alert.failed", "alert.sent"]


def test_a_heal_nobody_took_is_told_when_somebody_does(office) -> None:
    office.look(DOWN, after=minutes(0))
    office.look(DOWN, after=minutes(10))
    office.box.error = ChannelError("Máy chủ thư không trả lời.", do="Kiểm tra.")
    office.look(after=minutes(11))
    office.look(after=minutes(21))
    office.start_again()
    office.box.error = None
    office.look(after=minutes(30))
    office.look(after=minutes(40))
    assert office.kinds == ["trouble", "healed"]


@pytest.fixture
def two_ways(office) -> Box:
    """A webhook that fails, beside the mail."""
    webhook = Box("webhook")
    webhook.error = ChannelError("Địa chỉ nhận tin trả lời 500.", do="Kiểm tra.")
    office.boxes.insert(0, webhook)
    office.start_again()
    return webhook


def test_one_channel_that_takes_it_is_enough_and_the_other_is_logged_once(office, two_ways) -> None:
    for minute in range(0, 40, 5):
        office.look(DOWN, after=minutes(minute))
    assert office.kinds == ["trouble"]
    failed, sent = office.said
    assert (failed["event"], failed["channels"]) == ("alert.failed", ["webhook"])
    assert failed["error"] == "Địa chỉ nhận tin trả lời 500."
    assert (sent["event"], sent["channels"]) == ("alert.sent", ["mail"])


def test_what_one_channel_missed_it_gets_in_order_once_it_works_again(office, two_ways) -> None:
    office.look(DOWN, after=minutes(0))
    office.look(DOWN, after=minutes(10))
    office.digest(NOW + minutes(11))
    assert office.kinds == ["trouble", "digest"]
    two_ways.error = None
    office.look(DOWN, after=minutes(12))
    assert two_ways.taken == []  # it is left alone for a moment
    office.look(DOWN, after=minutes(16))
    office.look(DOWN, after=minutes(17))
    assert [message.kind for message in two_ways.taken] == ["trouble", "digest"]
    assert office.kinds == ["trouble", "digest"]


def test_what_a_channel_missed_is_neither_kept_for_ever_nor_without_end(office, two_ways) -> None:
    for number in range(2 * MOST):
        office.alerting.store_lost(StoreError("Đĩa đầy."), NOW + minutes(30 * number))
        office.alerting.store_lost(StoreError("Đĩa đầy."), NOW + minutes(30 * number + 10))
        office.alerting.store_back(NOW + minutes(30 * number + 20))
    last = minutes(30 * 2 * MOST)
    two_ways.error = None
    office.look(after=last)
    assert len(two_ways.taken) == MOST
    two_ways.error = ChannelError("Địa chỉ nhận tin trả lời 500.", do="Kiểm tra.")
    office.digest(NOW + last + minutes(1))
    two_ways.error = None
    office.look(after=last + WORTH + minutes(2))
    assert len(two_ways.taken) == MOST


def test_a_message_some_receivers_got_is_not_sent_to_them_again_and_again(office) -> None:
    office.box.error = PartlySentError("Máy chủ thư không nhận 1 trong 2 người nhận.", do="Sửa.")
    for minute in range(0, 60, 5):
        office.look(DOWN, after=minutes(minute))
    assert office.box.tried == 1


def test_no_secret_leaves_in_a_message(office) -> None:
    keep_secret("bi-mat-thu-nghiem-771")
    sly = Cause("system onestop", Said("Hỏng: bi-mat-thu-nghiem-771", "x"), Said("Hỏi.", "Ask."))
    office.look(sly, after=minutes(0))
    office.look(sly, after=minutes(10))
    assert "bi-mat" not in office.box.taken[0].text


# ---------------------------------------------------------------- the store itself


def test_a_store_that_cannot_be_used_is_told_though_nothing_can_be_written_down(office) -> None:
    lost = StoreError("Không ghi được kho dữ liệu: đĩa đầy.", do="Giải phóng dung lượng.")
    for minute in range(0, 40, 2):
        office.alerting.store_lost(lost, NOW + minutes(minute))
    assert office.kinds == ["trouble"]
    assert list(office.box.taken[0].lines) == ["• Không ghi được kho dữ liệu: đĩa đầy.", "  → Giải phóng dung lượng."]
    for minute in (40, 42):
        office.alerting.store_back(NOW + minutes(minute))
    assert office.kinds == ["trouble", "healed"]


def test_a_store_locked_for_a_moment_is_no_trouble(office) -> None:
    lost = StoreError("Kho dữ liệu đang bị khóa.")
    for minute in range(0, 60, 6):
        office.alerting.store_lost(lost, NOW + minutes(minute))
        office.alerting.store_back(NOW + minutes(minute + 3))
    assert office.box.tried == 0


# ---------------------------------------------------------------- the digest


def at(day: int, hour: int, minute: int = 0, month: int = 2) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def test_the_digest_goes_out_once_a_working_day_from_its_hour_on(office) -> None:
    assert office.digest(at(12, 7, 29)) == []
    assert office.digest(at(12, 7, 30)) == [at(11, 7, 30)]  # the first one tells of a day
    office.start_again()
    assert office.digest(at(12, 16)) == []
    assert office.digest(at(13, 9)) == [at(12, 7, 30)]
    assert [message.subject for message in office.box.taken] == [
        "[connector H13.22] Tóm tắt ngày 12/02/2026",
        "[connector H13.22] Tóm tắt ngày 13/02/2026",
    ]


def test_no_digest_on_days_off_and_the_first_one_afterwards_tells_of_them_all(office) -> None:
    office.digest(at(13, 7, 30))
    days_off = [day for day in range(14, 29) if not CALENDAR.is_working(date(2026, 2, day))]
    first = CALENDAR.next_working_day(date(2026, 2, 16)).day
    assert days_off[:3] == [14, 15, 16]
    assert first > 17
    assert [office.digest(at(day, 8)) for day in range(14, first)] == [[]] * (first - 14)
    assert office.digest(at(first, 8)) == [at(13, 7, 30)]


def test_a_digest_nobody_took_is_tried_again_the_same_day(office) -> None:
    office.box.error = ChannelError("Máy chủ thư không trả lời.", do="Kiểm tra.")
    assert len(office.digest(at(12, 8))) == 1
    assert office.digest(at(12, 8, 1)) == []
    office.box.error = None
    assert len(office.digest(at(12, 8, 5))) == 1
    assert office.kinds == ["digest"]


def test_a_digest_dated_2099_by_a_wrong_clock_silences_nothing(office) -> None:
    office.digest(datetime(2099, 3, 4, 8, 0, tzinfo=ZONE))
    assert len(office.digest(at(12, 8))) == 1
