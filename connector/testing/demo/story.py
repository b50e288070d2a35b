"""The story of the demo, told top to bottom: compare, look, send through every failure, compare again."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from connector.domain.errors import ConnectorError
from connector.testing.demo.figures import Figures
from connector.testing.demo.office import DOSSIERS, DRIFTED, let_fail, let_push, office, write_config
from connector.testing.demo.program import Called, call
from connector.testing.demo.words import Words
from connector.testing.office_year.year import OfficeYear

Say = Callable[[str], None]

#: A failing one-stop may need several runs, as the schedule would give it.
MOST_SYNCS = 12

REPORT = "report.xlsx"


class Demo:
    """One telling of the story in ``folder``. ``say`` hears it line by line."""

    def __init__(self, folder: Path, say: Say, words: Words) -> None:
        self._folder = folder
        self._say = say
        self._words = words
        self._broken: list[str] = []
        self._compared: list[Figures] = []  #: before and after

    def told(self) -> dict[str, Any]:
        """What came of it, for a program."""
        before, after = map(asdict, self._compared)
        folder = self._folder
        report = folder / REPORT
        return {"folder": folder, "report": report, "before": before, "after": after, "problems": list(self._broken)}

    def tell(self, keep_running: Callable[[], None] | None) -> bool:
        """Whether the story held. ``keep_running`` is called while the systems are still up."""
        with office() as year:
            write_config(year, self._folder)
            self._say(self._words.opening(self._folder, DOSSIERS, DRIFTED))
            before = self._compare(self._words.first_look)
            self._look_ahead()
            self._send(year)
            after = self._compare(self._words.second_look, "--report", REPORT)
            self._judge(year, before, after)
            self._say(self._words.ending(before, after, self._folder, REPORT))
            for problem in self._broken:
                self._say(self._words.broken(problem))
            if keep_running is not None:
                keep_running()
        return not self._broken

    def _compare(self, heading: str, *further: str) -> Figures:
        self._say(heading)
        run = self._call("reconcile", "--json", *further).run
        figures = Figures.of(run)
        self._compared.append(figures)
        self._say(self._words.compared(figures))
        self._expect(run["outcome"] in {"verified", "partial"}, f"reconcile: {run['outcome']}, {run['error']}")
        return figures

    def _look_ahead(self) -> None:
        """What sending would do, before anything is sent."""
        let_push(self._folder)
        self._say(self._words.look_ahead)
        plan = self._call("plan", "--json").document
        self._say(self._words.planned(plan))

    def _send(self, year: OfficeYear) -> None:
        """As often as the schedule would try, through every failure, until everything is proved."""
        self._say(self._words.sending)
        let_fail(year)
        runs: list[Mapping[str, Any]] = []
        for _ in range(MOST_SYNCS):
            done = self._call("sync", "--json", "--wait", "20s")
            runs.append(done.run)
            if done.run["outcome"] == "verified":
                break
        year.onestop.fail_by_chance({})
        happened = {failure: times for failure, times in year.onestop.faults.happened.items() if times}
        self._say(self._words.sent(sum(run["verified"] for run in runs), len(runs), happened, self._logged()))
        self._expect(runs[-1]["outcome"] == "verified", f"sync: {runs[-1]['outcome']}")
        self._expect(bool(happened), "no failure happened")

    def _judge(self, year: OfficeYear, before: Figures, after: Figures) -> None:
        """The story held: more agrees than before, nothing was written twice, and only what a person must decide is
        left."""
        wrongs = year.onestop.books.wrongs()
        self._expect(not wrongs, f"{len(wrongs)} wrong writes: {wrongs[:3]}")
        self._expect(after.agree > before.agree, f"{before.agree} agreed before, {after.agree} after")
        for kind in ("target_behind", "only_in_source", "steps_missing"):
            left = after.mismatches.get(kind, 0)
            self._expect(left < max(before.mismatches.get(kind, 0), 1), f"{kind}: {left} left")

    def _logged(self) -> Counter[str]:
        """How often each event was said so far."""
        files = sorted((self._folder / "var" / "logs").glob("*.jsonl"))
        lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
        return Counter(json.loads(line)["event"] for line in lines)

    def _call(self, *arguments: str) -> Called:
        self._say(self._words.typed(arguments))
        done = call(self._folder, arguments)
        if done.code not in {0, 1}:
            told = f"connector {arguments[0]}: {done.code}\n{done.err.strip()}"
            raise ConnectorError(self._words.broken(told), where=str(self._folder))
        return done

    def _expect(self, held: bool, problem: str) -> None:
        if not held:
            self._broken.append(problem)
