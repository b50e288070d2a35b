"""The page of a link's conformance: versions, what was proven, each check's verdict, skips by their reason."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from connector.cli.output import coloured
from connector.cli.spoken import Text
from connector.cli.tables import moment, paragraph

if TYPE_CHECKING:
    from connector.domain.run import RunError
    from connector.testing.exam.check import Verdict
    from connector.testing.exam.live import Conformance, Examined

_SIDES = {
    "source": Text("Phần mềm chuyên ngành", "Source"),
    "target": Text("Một cửa", "Target"),
    "witness": Text("Bên làm chứng", "Witness"),
}


def conform_text(found: "Conformance", language: str, width: int) -> str:
    """The page."""
    return "\n".join(_Page(found, language, width).lines())


class _Page:
    def __init__(self, found: "Conformance", language: str, width: int) -> None:
        self._found = found
        self._language = language
        self._width = width

    def lines(self) -> Iterator[str]:
        found = self._found
        good = Text("không câu nào sai", "no check failed")
        bad = Text("có điều phải xem", "something to look at")
        verdict = coloured((good if found.passed else bad).told(self._language), "green" if found.passed else "red")
        yield f"{coloured(found.link, 'bold')}: {verdict}"
        when = f"{moment(found.at, self._language)}; connector {found.connector}"
        yield self._line(Text(f"Ngày {when}", f"On {when}"))
        for side in found.sides:
            yield from self._side(side)

    def _line(self, text: Text, indent: str = "  ") -> str:
        return paragraph(text.told(self._language), width=self._width, indent=indent)

    def _side(self, side: "Examined") -> Iterator[str]:
        yield ""
        adapter = f"{side.name} ({side.adapter} {side.version})"
        title = _SIDES[side.side]
        yield f"{title.told(self._language)} {adapter}"
        if side.trouble is not None:
            yield from self._trouble(side.trouble)
            return
        for proven in side.proven:
            yield self._line(Text(*proven))
        yield from self._verdicts(side)

    def _trouble(self, trouble: "RunError") -> Iterator[str]:
        yield self._line(Text(f"✗ {trouble.what}", f"✗ {trouble.what}"))
        if trouble.where:
            yield self._line(Text(f"Ở đâu: {trouble.where}", f"Where: {trouble.where}"), "    ")
        if trouble.do:
            yield self._line(Text(f"Cần làm: {trouble.do}", f"To do: {trouble.do}"), "    ")

    def _verdicts(self, side: "Examined") -> Iterator[str]:
        skipped: dict[Text, list[str]] = defaultdict(list)
        for each in side.verdicts:
            if each.outcome == "skipped" and each.why is not None:
                skipped[Text(*each.why)].append(each.check.id)
            else:
                yield from self._asked(each)
        for why, ids in skipped.items():
            listed = ", ".join(dict.fromkeys(ids))
            yield self._line(Text(f"– Bỏ qua {listed}: {why.vi}", f"– Left out {listed}: {why.en}"))

    def _asked(self, each: "Verdict") -> Iterator[str]:
        mark = "✓" if each.outcome == "passed" else "✗"
        said = each.check.said
        yield self._line(Text(f"{mark} {each.check.id} {said.vi}", f"{mark} {each.check.id} {said.en}"))
        if each.why is not None:
            yield self._line(Text(f"Thấy: {each.why.vi}", f"Found: {each.why.en}"), "    ")
