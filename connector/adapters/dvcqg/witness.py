"""The national portal as a witness: asked dossier by dossier what the public reads there, and never written to."""

from connector.adapters.dvcqg.client import DvcqgClient, shared_client
from connector.adapters.dvcqg.records import Records
from connector.adapters.dvcqg.settings import DvcqgSystemSettings, DvcqgWitnessSettings
from connector.adapters.registry import Context
from connector.ports import Covers, Testimony, Witness, WitnessKind


def make_witness(
    system: DvcqgSystemSettings,
    settings: DvcqgWitnessSettings,  # noqa: ARG001  # a link's witness has no keys of this kind
    covers: Covers,
    context: Context,
    *,
    name: str,
) -> "DvcqgPortal":
    """The witness of one link; it shares the system's session and rate with every link that names the system."""
    return DvcqgPortal(system, shared_client(system, context), covers=covers, name=name)


class DvcqgPortal(Witness):
    """What one such system tells of dossiers. All it holds is what asks; its connections belong to the caller."""

    kind: WitnessKind = "portal"
    enumerable = False

    def __init__(self, settings: DvcqgSystemSettings, client: DvcqgClient, *, covers: Covers, name: str) -> None:
        self.name = name
        self.covers = covers
        self.concurrency = settings.concurrency
        self._records = Records(settings, client)

    @property
    def requests(self) -> int:
        return self._records.requests

    def probe(self) -> None:
        self._records.probe()

    def close(self) -> None:
        """The connections are shared by every link of the system; they end with the caller."""

    def look_up(self, code: str) -> Testimony | None:
        reading = self._records.look_up(code)
        if reading is None:
            return None
        return Testimony(dossier=reading.dossier, readable=reading.readable, where=self.name)
