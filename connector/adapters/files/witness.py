"""An export of a further system as a witness: what it tells of each dossier, and what of it cannot be read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from connector.adapters.files.book import Wanted, tables_in
from connector.adapters.files.export import PatientMapper, is_note
from connector.adapters.files.folder import label_of
from connector.adapters.files.guard import Still
from connector.adapters.files.rows import wanted_of
from connector.adapters.files.settings import FilesWitnessSettings
from connector.adapters.files.spool import Labelled
from connector.adapters.files.testimony import FileWitness, Testimonies
from connector.adapters.registry import Context
from connector.ports import Covers, RawRow, Rejection, Testimony
from connector.settings.model import SystemSettings


def make_witness(
    system: SystemSettings | None,
    settings: FilesWitnessSettings,
    covers: Covers,
    context: Context,
    *,
    name: str,
) -> "ExportWitness":
    """The files of these settings; as a witness they have no system of their own."""
    del system
    read = partial(
        read_export,
        settings=settings,
        wanted=wanted_of(settings.map, optional=settings.optional),
        mapper=PatientMapper(settings.map),
    )
    return ExportWitness("export", settings, covers, context, name=name, read=read)


class ExportWitness(FileWitness):
    """The export as it stands. A file that tells less than it did proves nothing: no absence is concluded from it."""

    def _gathered(self, files: Sequence[Labelled]) -> Testimonies:
        """With a word for a person where all of it tells of no dossier: most often an export that went wrong."""
        gathered = super()._gathered(files)
        if not gathered.tells:
            where = label_of(self._path, self._home)
            gathered.put(Rejection(where=where, reason="tệp xuất không có hồ sơ nào đọc được"))
        return gathered


def read_export(
    file: Still, *, settings: FilesWitnessSettings, wanted: Wanted, mapper: PatientMapper
) -> Iterator[Testimony | Rejection]:
    """Every row as it is told; what cannot be read of one is said beside it, and of that value alone."""
    for table in tables_in(file, settings, wanted):
        for row in table.rows():
            if isinstance(row, Rejection):
                yield row
            else:
                yield from _told(row, mapper)


def _told(row: RawRow, mapper: PatientMapper) -> Iterator[Testimony | Rejection]:
    faults: list[Rejection] = []
    told = mapper.read(row, faults)
    if isinstance(told, Rejection):
        if not is_note(row.values):
            yield told
        return
    dossier = told.dossier
    yield Testimony(dossier=dossier, readable=told.readable, where=row.where)
    yield from (replace(fault, code=dossier.code) for fault in faults)
    for name, word in dossier.unknown.items():
        reason = f"{name}: {word} chưa được khai báo nghĩa trong values"
        yield Rejection(where=row.where, reason=reason, raw=row.values, field=name, code=dossier.code)
