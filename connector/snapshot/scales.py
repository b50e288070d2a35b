"""Where weighings are made and standings are kept. DuckDB is loaded when the first of them is asked for."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from connector.domain.standing import Standing
from connector.ports import Scales, Weighing
from connector.snapshot.private import file_name, working_folder


class DuckScales(Scales):
    """``folder`` becomes what only the service account can read: a weighing lives there for its time, standings stay.

    One run at a time may use a link's scales; the lease of the link sees to that.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def weighing(self, link: str, fields: Sequence[str]) -> Iterator[Weighing]:
        from connector.snapshot.weighing import DuckWeighing  # noqa: PLC0415 - DuckDB, which a plain sync never needs

        with working_folder(self._folder / "weighing" / file_name(link)) as folder:
            weighing = DuckWeighing(folder, fields)
            try:
                yield weighing
            finally:
                weighing.close()

    def keep(self, link: str, standings: Iterable[Standing], *, whole: bool) -> None:
        from connector.snapshot.keeping import keep  # noqa: PLC0415 - DuckDB, which a plain sync never needs

        with working_folder(self._folder / "keeping" / file_name(link)) as folder:
            keep(self._kept(link), standings, whole=whole, folder=folder)

    def standings(
        self, links: Sequence[str], *, first: date | None = None, last: date | None = None
    ) -> Iterator[Standing]:
        files = [path for path in map(self._kept, dict.fromkeys(links)) if path.exists()]
        if not files:
            return
        from connector.snapshot.keeping import kept  # noqa: PLC0415 - DuckDB, which a plain sync never needs

        yield from kept(files, first=first, last=last)

    def _kept(self, link: str) -> Path:
        return self._folder / "standings" / f"{file_name(link)}.parquet"
