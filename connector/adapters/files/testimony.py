"""Files that testify, typed of paper or exported: read whole and kept as testimonies while they stay as they are."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from connector.adapters.files.folder import files_of
from connector.adapters.files.guard import Still
from connector.adapters.files.keys import TableKeys
from connector.adapters.files.spool import Kept, Labelled, Place, Spool
from connector.adapters.registry import Context
from connector.domain.codes import code_key
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError
from connector.domain.plain import from_plain, to_plain
from connector.domain.text import display
from connector.ports import Covers, Rejection, Testimony, Witness, WitnessKind

#: Testimonies given at a time.
BATCH = 500

#: Reads what one file says; the label is its name for a person.
ReadFile = Callable[[Still], Iterable[Testimony | Rejection]]


class Testimonies:
    """All that the files say, in their order. Of a dossier told twice the later one is the newer."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._places: list[Place] = []
        self._codes: dict[str, Place] = {}
        self._alike: dict[str, tuple[str, ...]] = {}

    def put(self, told: Testimony | Rejection) -> None:
        place = self._spool.put(_to_plain(told))
        self._places.append(place)
        if isinstance(told, Rejection) or not told.dossier.code:
            return
        code, like = told.dossier.code, code_key(told.dossier.code)
        if code not in self._codes:
            self._alike[like] = (*self._alike.get(like, ()), code)
        self._codes[code] = place

    @property
    def tells(self) -> bool:
        """Whether they tell of any dossier by its code."""
        return bool(self._codes)

    def __iter__(self) -> Iterator[Testimony | Rejection]:
        return (_from_plain(self._spool.get(place)) for place in tuple(self._places))

    def of(self, code: str) -> Testimony | None:
        """Of exactly this code, else of its one other writing; two of them are no answer."""
        alike = self._alike.get(code_key(code), ())
        wanted = code if code in self._codes else alike[0] if len(alike) == 1 else None
        if wanted is None:
            if alike:
                raise BrokenAnswerError(
                    "Một mã hồ sơ ứng với nhiều mã khác cách viết ở bên làm chứng.", where=", ".join(alike)
                )
            return None
        told = _from_plain(self._spool.get(self._codes[wanted]))
        return told if isinstance(told, Testimony) else None

    def close(self) -> None:
        self._spool.close()


class FileWitness(Witness):
    """A witness that is made of files. Any of them missing, damaged or changing makes every answer an error."""

    enumerable = True

    def __init__(
        self,
        kind: WitnessKind,
        settings: TableKeys,
        covers: Covers,
        context: Context,
        *,
        name: str,
        read: ReadFile,
    ) -> None:
        self.kind = kind
        self.name = name
        self.concurrency = 1
        self.covers = covers
        self._settings = settings
        self._path = context.resolve(settings.path)
        self._home = context.home
        self._read = read
        self._kept = Kept(self._files, self._gathered)
        self._lock = threading.Lock()
        self._opened = 0

    @property
    def requests(self) -> int:
        return self._opened

    def probe(self) -> None:
        """The files are there, and each can be read to its end as what it should be."""
        self._kept.now()

    def close(self) -> None:
        self._kept.close()

    def enumerate(self) -> Iterator[Sequence[Testimony | Rejection]]:
        told = iter(self._kept.now())
        while batch := tuple(islice(told, BATCH)):
            yield batch

    def look_up(self, code: str) -> Testimony | None:
        return self._kept.now().of(display(code))

    def holds_place(self, where: str) -> bool:
        """By the file that the place begins with."""
        return any(where.startswith(f"{label}, ") for _, label in self._files())

    def _files(self) -> list[Labelled]:
        return files_of(self._path, self._settings.pattern, home=self._home)

    def _gathered(self, files: Sequence[Labelled]) -> Testimonies:
        gathered = Testimonies()
        for path, label in files:
            with self._lock:
                self._opened += 1
            file = Still(path, label, max_mb=self._settings.max_mb)
            for told in self._read(file):
                gathered.put(told)
            file.check()
        return gathered


def _to_plain(told: Testimony | Rejection) -> dict[str, Any]:
    if isinstance(told, Rejection):
        return {
            "where": told.where,
            "reason": told.reason,
            "field": told.field,
            "code": told.code,
            "raw": dict(told.raw),
        }
    return {
        "dossier": to_plain(told.dossier),
        "readable": sorted(told.readable),
        "where": told.where,
        "signed": told.signed,
    }


def _from_plain(plain: dict[str, Any]) -> Testimony | Rejection:
    if "dossier" not in plain:
        return Rejection(**plain)
    dossier: Dossier = from_plain(plain["dossier"])
    readable = frozenset(plain["readable"])
    return Testimony(dossier=dossier, readable=readable, where=plain["where"], signed=plain["signed"])
