"""Dossiers of the target that a number leads to and that nobody may link, or beside which another was linked: they are
there, and counted by themselves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from connector.domain.codes import code_key
from connector.domain.dossier import Dossier
from connector.domain.standing import Stand, Standing
from connector.reconcile.namesakes import namesakes
from connector.reconcile.scope import in_scope
from connector.reconcile.sides import AllSides
from connector.reconcile.standing import standing_of
from connector.sync.all_sides import AllJudged
from connector.sync.extent import Extent
from connector.sync.work import LinkWork


class Unlinked:
    """Each once, whichever dossiers of the source may be it. What it is to be is told by the case of those, or of that
    which was linked."""

    def __init__(self, work: LinkWork, run: str, extent: Extent) -> None:
        self._work = work
        self._run = run
        self._extent = extent
        self._told: set[str] = set()

    def of(self, judged: AllJudged, now: datetime) -> Iterator[Standing]:
        for reading in namesakes(judged.sides, judged.one.readings):
            code = reading.dossier.code
            if code in self._told or not self._is_ours(reading.dossier):
                continue
            self._told.add(code)
            standing = standing_of(
                AllSides(reading=reading),
                stand=Stand.DIFFERS,
                link=self._work.link,
                run=self._run,
                now=now,
                synced_at=None,
                policy=self._work.rules.policy,
                registers=self._work.rules.paper_witness,
            )
            # Of two contents under one code the source's has the key.
            key = code_key(code)
            yield replace(standing, key=f"{key} ({code})" if key == judged.one.key else key)

    def _is_ours(self, dossier: Dossier) -> bool:
        return in_scope(dossier, self._work.rules.scope) and self._extent.contains(dossier)
