"""The real program as a process of its own: started in a folder, waited for, killed, limited, run as somebody else."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import connector
from support.launcher import Launched, Launchers

#: Longer than any command of a test may take on a loaded machine.
PATIENCE = 60.0  # seconds

#: What Python does to itself before it becomes the program; nothing of it runs between fork and exec, where the threads
#: of a simulated system could deadlock it.
_LIMIT_FILES = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"
#: Permissions bind root only without its capabilities; SECBIT_NOROOT keeps exec from giving them back.
_DROP_POWERS = """
import ctypes
prctl = ctypes.CDLL(None, use_errno=True).prctl
if prctl(28, 3, 0, 0, 0) != 0:
    raise OSError(ctypes.get_errno(), "cannot give up root's powers")
"""
_BECOME = "import os, sys; os.execv(sys.executable, [sys.executable, '-m', 'connector', *sys.argv[1:]])"


@dataclass(frozen=True, slots=True)
class Finished:
    """What one call of the program left; ``code`` is negative for the signal that ended it."""

    code: int
    out: str = field(repr=False)
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)

    @property
    def run(self) -> dict[str, Any]:
        """The summary of the only link that ran."""
        (summary,) = self.json["runs"]
        return dict(summary)


class Running:
    """A call that is under way. Use it as a context: leaving it kills what still runs."""

    def __init__(self, process: "subprocess.Popen[bytes] | Launched", out: IO[bytes], err: IO[bytes]) -> None:
        self._process = process
        self._out = out
        self._err = err

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """kill -9: nothing of the program runs afterwards. Returns when it is dead; harmless when it was already."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def terminate(self) -> None:
        """SIGTERM, without waiting."""
        self._process.terminate()

    def wait(self, timeout: float = PATIENCE) -> Finished:
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired as expired:
            self.kill()
            raise AssertionError(
                f"still running after {timeout:g} s\n{_told(self._out)}\n{_told(self._err)}"
            ) from expired
        return Finished(code, _told(self._out), _told(self._err))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        self._out.close()
        self._err.close()


def start(
    home: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    max_file_bytes: int | None = None,
    powerless: bool = False,
    through: Sequence[str] = (),
    afresh: bool = False,
) -> Running:
    """The program with these arguments, in ``home``.

    ``max_file_bytes`` is the largest file it may write (POSIX); ``powerless`` binds it to file permissions even where
    the tests run as root (Linux). ``through`` names a module of ``support``, with its own arguments, that becomes the
    program after doing something to its process. Where nothing of the kind is asked, and it need not start ``afresh``,
    it is forked from a process that has loaded the libraries, which saves most of the time that a command takes.
    """
    before = [] if max_file_bytes is None else [_LIMIT_FILES.format(max_file_bytes)]
    # A limit that cuts a file of Python's own short would stay behind for every later run.
    compiled = {} if max_file_bytes is None else {"PYTHONDONTWRITEBYTECODE": "1"}
    before += [_DROP_POWERS] if powerless and _is_root() else []
    command = [sys.executable, "-c", "\n".join([*before, _BECOME])] if before else [sys.executable, "-m", "connector"]
    if through:
        command = [sys.executable, "-m", *through]
    environment = _environment() | compiled | dict(env or {})
    forked = not (before or through or afresh) and sys.platform != "win32" and _launchers().launches(environment)
    with ExitStack() as files:
        out, err = (files.enter_context(tempfile.TemporaryFile()) for _ in range(2))
        process: subprocess.Popen[bytes] | Launched
        if forked:
            process = _launchers().launch(home, arguments, environment, out.fileno(), err.fileno())
        else:
            process = subprocess.Popen(
                [*command, *arguments], cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )
        files.pop_all()
    return Running(process, out, err)


def run(home: Path, *arguments: str, timeout: float = PATIENCE, **how: Any) -> Finished:
    """Start it and wait for its end; keywords as in ``start``."""
    with start(home, *arguments, **how) as running:
        return running.wait(timeout)


@cache
def _launchers() -> Launchers:
    """This process's own, until it ends."""
    return Launchers(_environment())


def _environment() -> dict[str, str]:
    """Ours, with the package under test and the modules it may be started through importable from any folder; warnings
    stay on stderr where a test sees them."""
    folders = os.pathsep.join(map(str, (Path(connector.__file__).parents[1], Path(__file__).parents[1])))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))}
    return inherited | {"PYTHONPATH": folders, "PYTHONWARNINGS": "default", "COLUMNS": "120"}


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _told(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
