"""The other process of check B5: the same rows read under another hash seed, locale and time zone.

``python -m connector.testing.exam.elsewhere FILE CLASS HOME`` prints the fingerprint of each dossier, in order.
"""

import importlib.util
import inspect
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from connector.domain.fingerprint import content_fingerprint
from connector.testing.exam.bench import Bench
from connector.testing.exam.check import NotAsked, Wrong
from connector.testing.exam.rows import rows

_ELSEWHERE = {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"}
_PATIENCE = 60.0  # seconds


def fingerprints(bench: Bench, *, turned: bool = False) -> list[str]:
    """What the bench's side tells of some rows, as fingerprints by code."""
    bench.put([replace(each, turned=turned) for each in rows(12)])
    told = bench.everything(bench.make())
    return [f"{dossier.code} {content_fingerprint(dossier)}" for dossier in sorted(told.dossiers, key=lambda d: d.code)]


def fingerprints_elsewhere(bench: type[Bench], home: Path) -> list[str]:
    """The same by another process, its rows written with their members in another order."""
    if "<locals>" in bench.__qualname__:
        raise NotAsked(f"{bench.__qualname__} stands inside a function, where no other process finds it")
    done = subprocess.run(  # noqa: S603  # this interpreter, and a class that is being examined here
        [sys.executable, "-m", __spec__.name, inspect.getfile(bench), bench.__qualname__, str(home)],
        env={**os.environ, **_ELSEWHERE, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        encoding="utf-8",
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip() or "nothing said").splitlines()[-1]
        raise Wrong(f"in another process it does not read at all: {last}")
    return done.stdout.split("\n")[:-1]


def _bench_of(file: str, name: str) -> type[Bench]:
    spec = importlib.util.spec_from_file_location("bench_of_the_exam", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"no module can be made of {file}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    found: type[Bench] = getattr(module, name)
    return found


def _main(file: str, name: str, home: str) -> None:
    with _bench_of(file, name)(Path(home)) as bench:
        sys.stdout.buffer.write("".join(f"{line}\n" for line in fingerprints(bench, turned=True)).encode())


if __name__ == "__main__":
    _main(*sys.argv[1:])
