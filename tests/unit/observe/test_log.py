"""One door: every line has its head, only planned fields, and no secret; library logs come the same way."""

import json
import logging
import warnings
from datetime import UTC, datetime, timedelta

import pytest

from connector.domain.dossier import Dossier
from connector.domain.errors import ConnectorError
from connector.domain.status import Status
from connector.observe.events import Event
from connector.observe.log import Door, Log, set_up
from connector.observe.redact import keep_secret

NOW = datetime(2026, 1, 2, 17, 30, tzinfo=UTC)  # 00:30 of the next day in Vietnam


class Lines:
    """A sink that keeps what it is given."""

    def __init__(self):
        self.lines = []

    def append(self, line):
        self.lines.append(json.loads(line))


@pytest.fixture
def lines():
    return []


@pytest.fixture
def log(lines):
    return Log.recording(lines)


@pytest.fixture
def library_logs():
    """Take the process's library logging for one test, and give it back."""
    root, names = (
        logging.getLogger(),
        ("httpx", "apscheduler", "sqlalchemy", "alembic", "httpcore", "asyncio", "py.warnings"),
    )
    handlers, levels = list(root.handlers), {name: logging.getLogger(name).level for name in names}
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def in_operation(sink, level="info"):
    return Log(Door(sink, level=level, strict=False, now=lambda: NOW))


def read(folder):
    return [json.loads(line) for path in sorted(folder.iterdir()) for line in path.read_text("utf-8").splitlines()]


def test_a_line_begins_with_time_level_event_and_context(log, lines):
    log.bind(link="investment", run="r1").bind(dossier="H13.22-220805-0001", system="onestop").say(
        Event.DELIVERY_SENT, attempt=1, fields=frozenset({"status", "due_at"}), steps=2
    )
    (line,) = lines
    assert list(line)[:7] == ["ts", "level", "event", "run", "link", "system", "dossier"]
    assert (line["level"], line["event"], line["fields"], line["steps"]) == (
        "info",
        "delivery.sent",
        ["due_at", "status"],
        2,
    )


def test_the_time_is_told_in_vietnam(tmp_path):
    sink = Lines()
    in_operation(sink).say(Event.RUN_STARTED, kind="sync")
    assert sink.lines[0]["ts"] == "2026-01-03T00:30:00.000+07:00"


def test_values_are_told_plainly(log, lines):
    log.say(Event.CLOCK_AHEAD, row_time=NOW, rows=Status.FINISHED)
    log.say(Event.DELIVERY_RETRY_SCHEDULED, retry_after=timedelta(minutes=2), error=None)
    assert lines[0]["row_time"] == "2026-01-02T17:30:00+00:00"
    assert lines[0]["rows"] == 9
    assert lines[1]["retry_after"] == 120
    assert "error" not in lines[1]


@pytest.mark.parametrize("field", ["phone", "applicant_name", "colour"])
def test_a_strict_log_refuses_a_field_the_event_does_not_have(log, field):
    with pytest.raises(ValueError, match=field):
        log.say(Event.PULL_PAGE, **{field: "x"})


def test_a_strict_log_refuses_a_stray_field_even_when_the_level_is_not_written(tmp_path):
    quiet = Log(Door(Lines(), level="error", strict=True))
    with pytest.raises(ValueError, match="phone"):
        quiet.say(Event.PULL_PAGE, phone="x")


def test_a_strict_log_refuses_context_it_does_not_know(log):
    with pytest.raises(ValueError, match="officer"):
        log.bind(officer="x")


def test_a_log_in_operation_drops_stray_fields_and_says_so():
    sink = Lines()
    in_operation(sink).bind(officer="Trần Thị Thử").say(Event.PULL_PAGE, page=1, phone="0912345678")
    (line,) = sink.lines
    assert line["page"] == 1
    assert line["dropped"] == ["officer", "phone"]
    assert "Thử" not in json.dumps(line, ensure_ascii=False)
    assert "0912345678" not in json.dumps(line)


def test_a_whole_record_never_gets_in(log):
    with pytest.raises(ValueError, match="error"):
        log.say(Event.DELIVERY_DEAD, error=Dossier(code="H13.22-220805-0001", applicant_name="Trần Thị Thử"))


def test_nothing_below_the_level_is_written():
    sink = Lines()
    quiet = in_operation(sink, level="warning")
    quiet.say(Event.PULL_PAGE, page=1)
    quiet.say(Event.BRAKE_APPLIED, held=3)
    assert [line["event"] for line in sink.lines] == ["brake.applied"]


def test_foreign_text_is_scrubbed_and_our_own_fields_are_not(log, lines):
    log.bind(dossier="H13.22-220805-000123456").say(Event.DELIVERY_DEAD, error="CMND 000123456789 sai")
    assert lines[0]["error"] == "CMND ••• sai"
    assert lines[0]["dossier"] == "H13.22-220805-000123456"


def test_a_secret_is_replaced_in_every_field_however_deep(log, lines):
    keep_secret("token-rất-bí-mật")
    log.bind(dossier="token-rất-bí-mật").say(
        Event.RUN_SUMS_BROKEN, problems=["a token-rất-bí-mật b"], problem="token-rất-bí-mật"
    )
    log.say(Event.RUN_FINISHED, mismatches={"token-rất-bí-mật": 1})
    assert "bí-mật" not in json.dumps(lines, ensure_ascii=False)


def test_an_unexpected_error_keeps_its_traceback_and_hides_variables_and_people(log, lines):
    def fail(applicant_name):
        raise RuntimeError("không đọc được 000123456789")

    try:
        fail("Trần Thị Thử")
    except RuntimeError as error:
        log.unexpected(error, where="trang 3")
    (line,) = lines
    assert line["event"] == "error.unexpected"
    assert line["error_type"] == "RuntimeError"
    assert "in fail" in line["traceback"]
    assert "000123456789" not in json.dumps(line)
    assert "raise RuntimeError" in line["traceback"]


# ---------------------------------------------------------------- the file


def test_lines_go_to_the_dated_file(tmp_path):
    log = set_up(tmp_path / "logs" / "connector.jsonl", now=lambda: NOW)
    log.say(Event.RUN_STARTED, kind="sync")
    log.close()
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["connector-2026-01-03.jsonl"]
    assert read(tmp_path / "logs")[0]["event"] == "run.started"


def test_a_required_log_that_cannot_be_opened_says_where_and_what_to_do(tmp_path):
    (tmp_path / "logs").write_text("a file where a folder should be")
    with pytest.raises(ConnectorError) as caught:
        set_up(tmp_path / "logs" / "connector.jsonl")
    assert caught.value.where == str(tmp_path / "logs" / "connector.jsonl")
    assert "logs.file" in caught.value.do


def test_a_log_that_is_not_required_goes_on_on_stderr_and_says_so_once(tmp_path, capsys):
    (tmp_path / "logs").write_text("a file where a folder should be")
    log = set_up(tmp_path / "logs" / "connector.jsonl", required=False)
    log.say(Event.PULL_PAGE, page=1)
    log.say(Event.PULL_PAGE, page=2)
    log.close()
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in told] == ["log.unwritable", "pull.page", "pull.page"]


def test_a_log_that_can_be_written_again_returns_to_its_file(tmp_path, capsys):
    blocker = tmp_path / "logs"
    blocker.write_text("")
    log = set_up(tmp_path / "logs" / "connector.jsonl", required=False)
    log.say(Event.PULL_PAGE, page=1)
    blocker.unlink()
    log.say(Event.PULL_PAGE, page=2)
    log.close()
    assert [line["page"] for line in read(tmp_path / "logs")] == [2]


# ---------------------------------------------------------------- libraries


def test_library_logs_come_through_the_same_door_from_warning_up(tmp_path, library_logs):
    log = set_up(tmp_path / "connector.jsonl", level="debug")
    logging.getLogger("httpx").info("HTTP Request: GET https://example.vn/?cccd=000123456789")
    logging.getLogger("sqlalchemy.engine").warning("row %s", "000123456789")
    logging.getLogger("apscheduler.scheduler").error("job failed", exc_info=ValueError("sai 0912345678"))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("một lời cảnh báo", UserWarning, stacklevel=1)
    log.close()
    told = read(tmp_path)
    assert [(line["event"], line["logger"]) for line in told] == [
        ("library.warning", "sqlalchemy.engine"),
        ("library.error", "apscheduler.scheduler"),
        ("library.warning", "py.warnings"),
    ]
    assert "ValueError" in told[1]["traceback"]
    assert "0912345678" not in json.dumps(told)
    assert "000123456789" not in json.dumps(told)


def test_a_second_set_up_does_not_say_library_lines_twice(tmp_path, library_logs):
    first = set_up(tmp_path / "a.jsonl")
    second = set_up(tmp_path / "a.jsonl")
    logging.getLogger("alembic").warning("một lần")
    first.close()
    second.close()
    assert len(read(tmp_path)) == 1
