"""A live witness: a register read to its end, a portal asked for a few dossiers."""

from dataclasses import dataclass, field
from itertools import islice

from connector.domain.dossier import FIELDS
from connector.domain.fingerprint import content_fingerprint
from connector.domain.kinds import Said
from connector.ports import Rejection, Testimony, Witness
from connector.testing.exam.check import NotAsked, Wrong, check
from connector.testing.exam.told import require_canonical


@dataclass(slots=True)
class LiveWitness:
    """What it said: its first batches, or of the dossiers asked for."""

    witness: Witness
    asked: tuple[str, ...]
    batches: int
    told: list[Testimony] = field(init=False)
    rejections: list[Rejection] = field(init=False)

    def __post_init__(self) -> None:
        found = self._read()
        self.told = [one for one in found if isinstance(one, Testimony)]
        self.rejections = [one for one in found if isinstance(one, Rejection)]

    def _read(self) -> list[Testimony | Rejection]:
        if self.witness.enumerable:
            return [one for batch in islice(self.witness.enumerate(), self.batches) for one in batch]
        answers = (self.witness.look_up(code) for code in self.asked)
        return [one for one in answers if one is not None]

    def again(self) -> "LiveWitness":
        return LiveWitness(self.witness, self.asked, self.batches)

    def proven(self) -> tuple[Said, ...]:
        readable = frozenset(name for one in self.told for name in one.readable)
        fields = ", ".join(name for name in FIELDS if name in readable) or "–"
        counts = f"{len(self.told)}/{len(self.rejections)}"
        return (
            Said(f"dòng đọc được/không đọc được: {counts}", f"rows told/rejected: {counts}"),
            Said(f"trường đọc được: {fields}", f"fields that can be read: {fields}"),
        )


@check("B1", "Trả lời, và nhận tài khoản này.", "It answers, and accepts this account.", sides=("witness",))
def answers(live: LiveWitness) -> None:
    live.witness.probe()


@check("S1", "Đọc lại ngay thì như cũ.", "Read again at once it says the same.", sides=("witness",))
def reads_equal(live: LiveWitness) -> None:
    if not live.told:
        raise NotAsked("it told nothing to compare", "Không có gì để so.")
    before, again = ([content_fingerprint(one.dossier) for one in each.told] for each in (live, live.again()))
    if before != again:
        raise Wrong("read again at once, it says otherwise", "Đọc lại ngay thì khác.")


@check(
    "S2",
    "Dòng nào không đọc được cũng nói rõ ở đâu, vì sao.",
    "Every row that could not be read says where and why.",
    sides=("witness",),
)
def rejections_say_why(live: LiveWitness) -> None:
    if any(not one.reason.strip() or not one.where.strip() for one in live.rejections):
        raise Wrong("a row is rejected without saying where or why", "Có dòng bị từ chối mà không nói ở đâu, vì sao.")


@check("S13", "Mọi chữ đọc ra đều ở dạng chuẩn.", "Every text it tells is canonical.", sides=("witness",))
def text_is_canonical(live: LiveWitness) -> None:
    require_canonical((one.where, one.dossier) for one in live.told)
