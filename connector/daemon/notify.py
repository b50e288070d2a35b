"""Telling systemd how the daemon fares (sd_notify); nothing where it was not started by systemd."""

import os
import socket
import sys


class Notify:
    """``READY=1``, ``WATCHDOG=1``, ``STOPPING=1`` and ``STATUS=…`` to the socket that systemd named."""

    def __init__(self, address: str | None = None) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET") if address is None else address

    def ready(self) -> None:
        self._tell("READY=1")

    def alive(self, status: str) -> None:
        self._tell(f"WATCHDOG=1\nSTATUS={status}")

    def reloading(self) -> None:
        self._tell("RELOADING=1")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        if not self._address or sys.platform == "win32":
            return
        where = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
                channel.setblocking(False)  # a full queue at the other end must not hold up the schedule
                channel.connect(where)
                channel.send(state.encode())
        except OSError:  # systemd restarts what it does not hear from; there is nobody else to tell
            return
