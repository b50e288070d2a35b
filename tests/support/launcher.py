"""A process that has loaded the program's libraries and becomes the program by forking.

Most of a command's time goes into loading libraries, and the tests call hundreds. Whatever a launched call does it does
in a process of its own, with its own environment, folder and files, from ``connector/__main__.py`` on; what it does not
do is load anything. Calls that are limited, or begun by another module, start from nothing.
"""

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Lock

#: What nearly every command loads. Nothing here may start a thread: a fork would not have it.
_LOADED = (
    "connector.bootstrap",
    "connector.cli.root",
    "connector.adapters.dvcqg.target",
    "connector.adapters.rest.source",
    "connector.snapshot.scales",
    "sqlalchemy.dialects.sqlite",
    "httpx",
)
#: Read by Python itself before it runs anything: only a start from nothing heeds them.
_READ_EARLY = "PYTHON"


class Launched:
    """A call that is under way, with what of ``subprocess.Popen`` is asked of one."""

    def __init__(self, link: socket.socket, pid: int, free: Callable[[], None]) -> None:
        self.pid = pid
        self.returncode: int | None = None  #: negative for the signal that ended it
        self._link = link
        self._free = free
        self._asking = Lock()

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, for whichever threads ask. Raises TimeoutExpired while it runs."""
        if not self._asking.acquire(timeout=-1 if timeout is None else timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        try:
            if self.returncode is None:
                ready, _, _ = select.select([self._link], [], [], timeout)
                if not ready:
                    raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
                self.returncode = int(self._link.recv(64))
                self._free()
            return self.returncode
        finally:
            self._asking.release()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):  # it ended just now
                os.kill(self.pid, number)


class Launchers:
    """As many such processes as calls run at the same time, each for one call after the other."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._free: list[_Launcher] = []
        atexit.register(self._close)

    def launches(self, environment: Mapping[str, str]) -> bool:
        """Whether a call in this environment is the same as one that starts from nothing."""
        early = {name for name in {*environment, *self._environment} if name.startswith(_READ_EARLY)}
        return all(environment.get(name) == self._environment.get(name) for name in early)

    def launch(
        self, home: Path, arguments: Sequence[str], environment: Mapping[str, str], out: int, err: int
    ) -> Launched:
        try:
            launcher = self._free.pop()
        except IndexError:
            launcher = _Launcher(self._environment)
        asked = json.dumps([os.fspath(home), list(arguments), dict(environment)]).encode()
        pid = launcher.ask(asked, out, err)
        return Launched(launcher.link, pid, lambda: self._free.append(launcher))

    def _close(self) -> None:
        for launcher in self._free:
            launcher.close()


class _Launcher:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self.link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "support.launcher", str(theirs.fileno())]
            self._process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )

    def ask(self, request: bytes, *files: int) -> int:
        socket.send_fds(self.link, [request], files)
        return int(self.link.recv(64))

    def close(self) -> None:
        self.link.close()
        self._process.wait()


def _serve(link: socket.socket) -> list[str] | None:
    """Fork for each request; the arguments of the call in the process that is to be it, None at the end."""
    while True:
        asked, files, _, _ = socket.recv_fds(link, 1 << 20, 2)
        if not asked:
            return None
        home, arguments, environment = json.loads(asked)
        pid = os.fork()
        if pid == 0:
            link.close()
            _settle(home, environment, *files)
            return [str(argument) for argument in arguments]
        for file in files:
            os.close(file)
        link.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        link.send(str(os.waitstatus_to_exitcode(status)).encode())


def _settle(home: str, environment: Mapping[str, str], out: int, err: int) -> None:
    os.chdir(home)
    sys.path[0] = home  # as ``python -m`` would have it
    os.environ.clear()
    os.environ.update(environment)
    for file, place in ((out, 1), (err, 2)):
        os.dup2(file, place)
        os.close(file)


def main() -> None:
    link = socket.socket(fileno=int(sys.argv[1]))
    for name in _LOADED:
        import_module(name)
    gc.freeze()  # the forks share what is loaded, and need not look through it
    arguments = _serve(link)
    if arguments is not None:
        sys.argv = ["connector", *arguments]
        runpy.run_module("connector", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
