"""A PostgreSQL server of the tests' own: on a socket in a folder of its own, gone when they end."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from connector.ports import Store
from connector.store import open_store
from connector.store.tables import metadata

#: A crash of the machine during a test loses nothing that is missed.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
}
#: Leaves nothing in a store. Much faster than another database, which is three hundred files.
_EMPTY = "; ".join(
    [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]  # noqa: S608  # our own names
    + ["SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"]
)
_STARTS_WITHIN = timedelta(seconds=60)


def programs() -> Path | None:
    """The folder of the server's programs; None where none is installed, or it has no sockets of this kind."""
    if os.name == "nt":
        return None
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name), reverse=True)
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


class Server:
    """A running server, which lends empty stores."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._account = _account()
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        self._free: list[str] = []
        self._stores: dict[str, Store] = {}

    def make(self) -> None:
        if self._account:
            shutil.chown(self._folder, self._account["user"], self._account["group"])
        self._run(
            "initdb", "-D", str(self._data), "--no-sync", "-A", "trust", "-U", "office", "-E", "UTF8", "--locale=C"
        )
        self.start()

    def start(self) -> None:
        settings = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, "-k", self._folder, *settings],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                **self._account,
            )
        until = time.monotonic() + _STARTS_WITHIN.total_seconds()
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL does not start:\n{(self._folder / 'log').read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """As its administrator would in a hurry: whoever is connected is sent away."""
        if self._process is not None:
            self._process.send_signal(2)
            self._process.wait(60)

    def url(self, database: str, account: str = "office") -> str:
        return f"postgresql+psycopg://{account}@/{database}?host={self._folder}"

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of an empty store of this version; it is to be closed by then."""
        name = self._free.pop() if self._free else self._made()
        yield self.url(name)
        self.say(_EMPTY, name)
        self._free.append(name)

    @contextmanager
    def lent_store(self) -> Iterator[Store]:
        """The same as an open store. One that was closed serves again, and has its statements still compiled: that is
        half the time of a short test."""
        with self.lent() as url:
            if url not in self._stores:
                self._stores[url] = open_store(url, data=self._folder / "var")
            yield self._stores[url]

    def new_database(self, options: str = "") -> str:
        """The name of an empty database."""
        name = f"store_{next(self._numbers)}"
        self.say(f"CREATE DATABASE {name} TEMPLATE template0 {options}")
        return name

    def restored(self, database: str) -> str:
        """The name of a new database that is what a backup of this one is."""
        name = self.new_database()
        file = str(self._folder / f"{database}.dump")
        self._run("pg_dump", "-h", str(self._folder), "-U", "office", "--format=custom", "--file", file, database)
        self._run("pg_restore", "-h", str(self._folder), "-U", "office", "--dbname", name, file)
        return name

    def _made(self) -> str:
        name = self.new_database()
        open_store(self.url(name), data=self._folder).close()
        return name

    def say(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """What the server answers an administrator."""
        with psycopg.connect(host=str(self._folder), user="office", dbname=database, autocommit=True) as connection:
            answer = connection.execute(statement)  # type: ignore[call-overload]
            return answer.fetchall() if answer.description else []

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            self.say("SELECT 1")
            return True
        return False

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments], check=False, capture_output=True, cwd=self._folder, **self._account
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stderr.decode()}")


def _account() -> dict[str, Any]:
    """Whom the server runs as: it refuses root."""
    import pwd  # noqa: PLC0415  # Windows has none, and no server of ours

    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("a server may not run as root, and there is no other account")


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    # Not below pytest's folder: a socket's path is short, and the server's account may not look into root's folders.
    with tempfile.TemporaryDirectory(prefix="connector-pg-", ignore_cleanup_errors=True) as folder:
        server = Server(programs, Path(folder))
        try:
            server.make()
            yield server
        finally:
            server.stop()
