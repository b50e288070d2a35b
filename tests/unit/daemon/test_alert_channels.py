"""The ways a message leaves, against real servers and a real file."""

import os
import socket
import stat
import sys

import orjson
import pytest
from pydantic import TypeAdapter, ValidationError

from connector.daemon.alerts.channels import (
    ChannelError,
    FileChannel,
    MailChannel,
    Message,
    PartlySentError,
    WebhookChannel,
    channels,
)
from connector.settings.alerts import AlertsSettings, MailSettings, WebhookSettings
from connector.testing.certificates import ServerIdentity
from connector.testing.server import Reply, Request, SimulatedServer
from support.clocks import START
from support.mail_server import MailServer

PASSWORD = "mat-khau-thu-nghiem-9f3"
MESSAGE = Message(
    kind="trouble",
    subject="[connector H13.22] Có việc cần người xử lý",
    lines=["• Hệ thống onestop không trả lời: quá tải", ".một dòng bắt đầu bằng dấu chấm"],
    at=START,
)


@pytest.fixture(scope="module")
def identity():
    with ServerIdentity() as made:
        yield made


def mail(server: MailServer, **keys) -> MailChannel:
    told = {"host": "127.0.0.1", "port": server.port, "from": "connector@example.vn", "to": ["an@example.vn"]}
    return MailChannel(MailSettings.model_validate(told | keys))


# ---------------------------------------------------------------- mail


def test_mail_goes_out_encrypted_and_with_the_account(identity) -> None:
    with MailServer(identity=identity, accounts={"connector": PASSWORD}) as server:
        mail(server, ca=str(identity.ca_file), username="connector", password=PASSWORD).send(MESSAGE)
    (got,) = server.received
    assert (got.encrypted, got.account) == (True, "connector")
    assert (got.sender, got.to) == ("connector@example.vn", ("an@example.vn",))
    assert got.mail["Subject"] == MESSAGE.subject
    assert got.mail["Auto-Submitted"] == "auto-generated"
    assert got.mail["Date"].datetime == START
    assert got.text.splitlines() == list(MESSAGE.lines)


def test_mail_over_tls_from_the_start(identity) -> None:
    with MailServer(identity=identity, tls_first=True) as server:
        mail(server, security="tls", ca=str(identity.ca_file)).send(MESSAGE)
    assert [got.encrypted for got in server.received] == [True]


def test_mail_on_a_network_without_encryption_is_possible_without_a_password() -> None:
    with MailServer() as server:
        mail(server, security="none", to=["an@example.vn", "binh@example.vn"]).send(MESSAGE)
    assert [got.to for got in server.received] == [("an@example.vn", "binh@example.vn")]


def failure(server: MailServer, **keys) -> ChannelError:
    with pytest.raises(ChannelError) as failed:
        mail(server, **keys).send(MESSAGE)
    error = failed.value
    told = f"{error.what} {error.where} {error.do}"
    assert PASSWORD not in told
    assert "@" not in told
    assert error.where == "127.0.0.1"
    assert error.do
    assert server.received == []
    return error


def test_a_certificate_nobody_vouches_for_is_not_believed(identity) -> None:
    with MailServer(identity=identity) as server:
        assert "chứng thư" in failure(server).what


def test_a_server_that_cannot_encrypt_gets_neither_mail_nor_password() -> None:
    with MailServer(accounts={"connector": PASSWORD}) as server:
        assert "STARTTLS" in failure(server, username="connector", password=PASSWORD).what


def test_a_server_that_takes_no_login_gets_no_password(identity) -> None:
    with MailServer(identity=identity) as server:
        error = failure(server, ca=str(identity.ca_file), username="connector", password=PASSWORD)
        assert "không nhận đăng nhập" in error.what


def test_a_refused_account_is_told_from_a_server_that_is_not_there(identity) -> None:
    with MailServer(identity=identity, accounts={"connector": "khác"}) as server:
        error = failure(server, ca=str(identity.ca_file), username="connector", password=PASSWORD)
        assert "không nhận tài khoản" in error.what
    assert failure(server, security="none").what == "Không gửi được thư: máy chủ từ chối kết nối."


def test_a_server_that_turns_everybody_away_is_told_by_its_number() -> None:
    with MailServer() as server:
        server.busy = True
        assert "421" in failure(server, security="none").what


def test_a_receiver_nobody_knows_fails_alone_and_not_the_others() -> None:
    with MailServer(refused=("nhầm@example.vn", "nham@example.vn")) as server:
        assert "người nhận" in failure(server, security="none", to=["nham@example.vn"]).what
        with pytest.raises(PartlySentError, match="1 trong 2"):
            mail(server, security="none", to=["nham@example.vn", "an@example.vn"]).send(MESSAGE)
    assert [got.to for got in server.received] == [("an@example.vn",)]


def test_a_subject_cannot_smuggle_headers_in() -> None:
    sly = Message(kind="test", subject="một\r\nBcc: nguoi-khac@example.vn", lines=["x"], at=START)
    with MailServer() as server:
        mail(server, security="none").send(sly)
    (got,) = server.received
    assert got.mail["Bcc"] is None
    assert got.to == ("an@example.vn",)


@pytest.mark.parametrize(
    "keys",
    [
        {"security": "none", "username": "connector", "password": PASSWORD},
        {"username": "connector"},
        {"password": PASSWORD},
        {"to": []},
        {"from": "không phải địa chỉ"},
    ],
)
def test_settings_that_would_not_do_what_they_say_are_refused(keys) -> None:
    told = {"host": "127.0.0.1", "from": "connector@example.vn", "to": ["an@example.vn"]}
    with pytest.raises(ValidationError):
        TypeAdapter(MailSettings).validate_python(told | keys)


# ---------------------------------------------------------------- webhook


class Hook(SimulatedServer):
    status = 200

    def answer(self, request: Request) -> Reply:
        return Reply.json({}, self.status, headers={"Location": "https://example.vn/"} if self.status == 302 else {})


def hook(server: Hook, **keys) -> WebhookChannel:
    told = {"url": f"{server.url}/tin?khoa={PASSWORD}", "headers": {"Authorization": f"Bearer {PASSWORD}"}}
    return WebhookChannel(WebhookSettings.model_validate(told | keys))


def test_a_webhook_gets_one_document_with_its_headers() -> None:
    with Hook() as server:
        hook(server).send(MESSAGE)
        (request,) = server.log
    assert (request.method, request.path) == ("POST", "/tin")
    assert request.headers["authorization"] == f"Bearer {PASSWORD}"
    assert request.json() == {
        "schema": 1,
        "kind": "trouble",
        "subject": MESSAGE.subject,
        "text": "\n".join(MESSAGE.lines),
        "at": START.isoformat(),
    }


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_is_no_success_is_told_by_its_number(status) -> None:
    with Hook() as server:
        server.status = status
        with pytest.raises(ChannelError, match=str(status)):
            hook(server).send(MESSAGE)
        assert len(server.log) == 1


def test_a_webhook_that_is_not_there_is_told_without_its_address() -> None:
    with Hook() as server:
        gone = hook(server)
    with pytest.raises(ChannelError, match="máy chủ từ chối kết nối") as failed:
        gone.send(MESSAGE)
    assert failed.value.__cause__ is None
    assert PASSWORD not in f"{failed.value.what} {failed.value.where} {failed.value.do}"


def test_a_webhook_is_called_over_tls_that_is_verified(identity) -> None:
    with Hook(identity=identity) as server:
        hook(server, ca=str(identity.ca_file)).send(MESSAGE)
        with pytest.raises(ChannelError, match="chứng thư TLS"):
            hook(server).send(MESSAGE)
        assert len(server.log) == 1


def test_a_header_that_cannot_be_sent_is_a_failure_like_any_other() -> None:
    with Hook() as server, pytest.raises(ChannelError):
        hook(server, headers={"X-Khoa": "một\ndòng"}).send(MESSAGE)


# ---------------------------------------------------------------- file


def test_each_message_is_one_line_that_only_the_service_account_can_read(tmp_path) -> None:
    path = tmp_path / "tin" / "bao.jsonl"
    for _ in range(2):
        FileChannel(path).send(MESSAGE)
    lines = path.read_bytes().splitlines()
    assert [orjson.loads(line)["subject"] for line in lines] == [MESSAGE.subject] * 2
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_named_with_what_to_do(tmp_path) -> None:
    (tmp_path / "tin").write_text("một tệp", encoding="utf-8")
    with pytest.raises(ChannelError, match="tệp") as failed:
        FileChannel(tmp_path / "tin" / "bao.jsonl").send(MESSAGE)
    assert "tin" in failed.value.where
    assert "alerts.file" in failed.value.do


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
def test_a_full_disk_is_a_failure_and_not_half_a_message(tmp_path) -> None:
    with pytest.raises(ChannelError, match="đĩa đầy"):
        FileChannel(tmp_path.__class__("/dev/full")).send(MESSAGE)


# ---------------------------------------------------------------- which


def test_an_office_has_the_channels_it_names_and_no_other(tmp_path) -> None:
    named = AlertsSettings.model_validate(
        {
            "mail": {"host": "127.0.0.1", "from": "connector@example.vn", "to": ["an@example.vn"]},
            "webhook": {"url": "https://example.vn"},
            "file": "var/tin.jsonl",
        },
        context={"home": tmp_path},
    )
    assert [channel.name for channel in channels(named, tmp_path)] == ["mail", "webhook", "file"]
    assert named.wanted
    assert channels(AlertsSettings(), tmp_path) == ()
    assert not AlertsSettings().wanted


def test_a_mail_server_that_never_answers_is_given_up(monkeypatch) -> None:
    monkeypatch.setattr("connector.daemon.alerts.channels.TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told = {"host": "127.0.0.1", "port": silent.getsockname()[1], "from": "a@example.vn", "to": ["an@example.vn"]}
        with pytest.raises(ChannelError, match="không trả lời"):
            MailChannel(MailSettings.model_validate(told)).send(MESSAGE)
