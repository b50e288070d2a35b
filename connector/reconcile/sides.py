"""Everything all sides say of one dossier, laid side by side for the judgement of a reconcile."""

from dataclasses import dataclass, field

from connector.domain.dossier import Dossier
from connector.ports import Reading, Testimony


@dataclass(frozen=True, slots=True, kw_only=True)
class AllSides:
    """One dossier of the union. A side that does not have it is None; whether that is proved is said beside it."""

    source: Dossier | None = field(default=None, repr=False)
    reading: Reading | None = field(default=None, repr=False)
    papers: tuple[Testimony, ...] = ()  #: rows of paper registers; more than one is a doubled entry
    suggested: Testimony | None = None  #: a row without a code that may be this dossier's: only a person can tell
    slip: Testimony | None = None  #: its control slip
    portal: Testimony | None = None  #: the national portal
    exports: tuple[Testimony, ...] = ()  #: what exports of further systems tell
    unheard: bool = False  #: the portal or an export was asked for it and gave no answer that could be trusted
    covered: bool = False  #: a register that was read whole covers it: not being there means something
    source_whole: bool = True  #: the source was enumerated to its end, or clearly said it has none
    target_whole: bool = True  #: the target was asked for this dossier, or enumerated and asked

    @property
    def programs(self) -> tuple[Dossier, ...]:
        """The dossier as each program tells it, the one-stop first: it is right about what the counter wrote down."""
        target = None if self.reading is None else self.reading.dossier
        return tuple(one for one in (target, self.source) if one is not None)

    @property
    def further(self) -> tuple[Testimony, ...]:
        """What further programs tell: the portal, then every export."""
        return (*(() if self.portal is None else (self.portal,)), *self.exports)

    @property
    def code(self) -> str:
        """The code by which its cases are known: the source's, else the target's, else the paper's."""
        if self.source is not None:
            return self.source.code
        if self.reading is not None:
            return self.reading.dossier.code
        return next((paper.dossier.code or paper.where for paper in self.papers), "")
