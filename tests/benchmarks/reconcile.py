"""The scales of a reconcile: two sides of N dossiers with 14 compared fields, 1 % of which differ.

The sides are laid, joined and told as a reconcile does it; the floor is a bare scan by DuckDB of the very files that
were laid, with the same settings, in the same process, turn by turn with the join. The peer, datacompy on polars,
reads the same files in a process of its own; ``--peer`` names a Python that has it.
"""

import argparse
import subprocess
import sys
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import duckdb

from benchmarks.measure import Spent, in_own_process, median, peak_mb, spent, tell, tell_machine, tell_verdict
from connector.domain.standing import Stand, Standing
from connector.domain.status import Status
from connector.ports import Side, SideRow
from connector.snapshot import DuckScales
from connector.snapshot.engine import MEMORY, THREADS, from_files
from connector.snapshot.weighing import DuckWeighing

FIELDS = (
    "status", "procedure_code", "procedure_name", "agency_code", "department", "officer", "channel", "applicant_name",
    "applicant_id", "submitted_at", "received_at", "due_at", "finished_at", "steps",
)  # fmt: skip

_PAGE = 500
_PAYLOAD = b"x" * 600  # as long as a dossier with two steps is as JSON
_NAMES = [f"nguyễn văn thử {number}" for number in range(997)]
_PROCEDURES = [(f"1.{number:06}", f"cấp giấy phép thử nghiệm số {number}") for number in range(35)]
_MOMENTS = [(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * n)).isoformat() for n in range(10_007)]


def side(which: Side, number: int) -> Iterator[SideRow]:
    """One side's rows, each side in an order of its own. Of a thousand dossiers eight differ in one field, one is
    missing on the target, and the target has one that nobody else has."""
    step = 7_368_787 if which is Side.SOURCE else 15_485_863  # primes: every dossier once
    for place in range(number):
        n = place * step % number
        if which is Side.TARGET and n % 1000 == 999:
            yield _row(n + number, "")
        else:
            yield _row(n, "x" if which is Side.TARGET and n % 125 == 0 else "")


def _row(n: int, change: str) -> SideRow:
    code, name = _PROCEDURES[n % 35]
    submitted, received, due, finished = (_MOMENTS[(n * factor) % 10_007] for factor in (1, 3, 5, 7))
    values = (
        str(n % 10 + 1), code, name, "h13.22", f"phòng {n % 3}", _NAMES[n % 41], "online" if n % 7 else "direct",
        _NAMES[n % 997] + change, f"000{n:09}", submitted, received, due, finished, f"{submitted}:1,{due}:{n % 9}",
    )  # fmt: skip
    key = f"h13.22-{n % 365:03}-{n:08}"
    return SideRow(
        key=key,
        code=key.upper(),
        aliases=frozenset({("receipt", str(n))}),
        received=date(2024, 1, 1) + timedelta(days=n % 365),
        keys=dict(zip(FIELDS, values, strict=True)),
        content=f"{n:032x}",
        payload=_PAYLOAD,
    )


@dataclass(slots=True)
class Seen:
    """Seconds on the wall and of CPU, by what was done; and the highest memory so far."""

    lay: Spent = field(default_factory=Spent)
    joins: list[Spent] = field(default_factory=list)
    scans: list[Spent] = field(default_factory=list)
    walk: Spent = field(default_factory=Spent)
    size: int = 0
    drawers: int = 0
    lay_peak: float = 0.0


def weigh(folder: str, number: int, rounds: int, peer: str) -> tuple[Seen, str]:
    seen = Seen()
    with DuckScales(Path(folder)).weighing("bench", FIELDS) as weighing:
        assert isinstance(weighing, DuckWeighing)
        for which in (Side.SOURCE, Side.TARGET):
            _lay(weighing, which, number, seen)
        next(iter(weighing.codes([Side.SOURCE, Side.TARGET])))  # the last rows go into their files
        seen.lay_peak = peak_mb()
        files = {which: sorted(Path(folder).rglob(f"{which}.*.parquet")) for which in (Side.SOURCE, Side.TARGET)}
        seen.size = sum(path.stat().st_size for paths in files.values() for path in paths)
        seen.drawers = sum(path.stat().st_size for path in Path(folder).rglob("*.bytes"))
        for _ in range(rounds):
            seen.scans.append(_scan(files))
            weighing.lay(Side.PAPER, ())  # as if nothing had been settled: every round does the whole of it
            for which in (Side.SOURCE, Side.TARGET):
                weighing.lay(which, ())
            with spent() as once:
                weighing.join()
            seen.joins.append(once)
        with spent() as seen.walk:
            told = Counter(one.equal for batch in weighing.weigh() for one in batch)
        expected = number // 125 + 2 * (number // 1000)  # 999 is no multiple of 125
        if told[False] != expected or told.total() != number + number // 1000:
            raise RuntimeError(f"{told[False]} of {told.total()} differ, not {expected} of {number}")
        return seen, _ask_peer(peer, files)


def _lay(weighing: DuckWeighing, which: Side, number: int, seen: Seen) -> None:
    """Rows are made beforehand, a page at a time: what is measured is laying them."""
    rows = side(which, number)
    while page := list(islice(rows, _PAGE)):
        with spent() as once:
            weighing.lay(which, page)
        seen.lay.cpu += once.cpu
        seen.lay.wall += once.wall


def _scan(files: dict[Side, list[Path]]) -> Spent:
    """Of every key and every compared field the length: nothing that decodes all values costs less."""
    names = ", ".join(f"sum(strlen({name}))" for name in ("key", *(f"f{number}" for number in range(len(FIELDS)))))
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS}) as database, spent() as once:
        for paths in files.values():
            database.execute(f"SELECT {names} FROM read_parquet({from_files(*paths)})").fetchall()  # noqa: S608
    return once


_PEER = """
    import resource, sys, time
    try:
        import datacompy, polars
    except ImportError as error:
        sys.exit(f"skipped: {error}")
    source, target = sys.argv[1].split("|"), sys.argv[2].split("|")
    columns = ["key", *(f"f{n}" for n in range(int(sys.argv[3])))]
    began = time.perf_counter()
    compared = datacompy.PolarsCompare(
        polars.read_parquet(source, columns=columns), polars.read_parquet(target, columns=columns), join_columns="key"
    )
    unequal = compared.count_matching_rows(), len(compared.df1_unq_rows), len(compared.df2_unq_rows)
    wall = time.perf_counter() - began
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(wall, usage.ru_maxrss / 1024, datacompy.__version__, polars.__version__, unequal, sep=";")
"""


def _ask_peer(peer: str, files: dict[Side, list[Path]]) -> str:
    """What it printed; or, begun with "skipped", why there is nothing."""
    paths = ["|".join(map(str, files[which])) for which in (Side.SOURCE, Side.TARGET)]
    command = [peer, "-W", "ignore", "-c", textwrap.dedent(_PEER), *paths, str(len(FIELDS))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout.strip()
    words = done.stderr.strip().splitlines()
    return words[-1] if words and words[-1].startswith("skipped") else f"skipped: it ended with {done.returncode}"


def keep(folder: str, number: int) -> tuple[Spent, Spent, int]:
    """All of a link's standings written anew, then read; made as they are written, which is measured with it."""
    scales = DuckScales(Path(folder))
    with spent() as kept:
        scales.keep("bench", map(_standing, range(number)), whole=True)
    with spent() as read:
        told = sum(1 for _ in scales.standings(["bench"]))
    if told != number:
        raise RuntimeError(f"{told} standings of {number}")
    return kept, read, sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))


def _standing(n: int) -> Standing:
    received = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n % 525_600)
    return Standing(
        link="bench",
        code=f"H13.22-{n:08}",
        key=f"h13.22-{n:08}",
        run="run",
        judged_at=received,
        on_source=True,
        on_target=True,
        stand=Stand.AGREE,
        source_status=Status.FINISHED,
        target_status=Status.FINISHED,
        procedure_code=_PROCEDURES[n % 35][0],
        procedure_name=_PROCEDURES[n % 35][1],
        department=f"phòng {n % 3}",
        officer=_NAMES[n % 41],
        channel="online",
        received_at=received,
        due_at=received + timedelta(days=7),
        finished_at=received + timedelta(days=5),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="dossiers on each side; a multiple of 1000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", default=sys.executable, help="a Python with datacompy and polars")
    parser.add_argument("--standings", action="store_true", help="keep and read as many standings, too")
    options = parser.parse_args()
    tell_machine()
    with tempfile.TemporaryDirectory() as folder:
        seen, peer = in_own_process(weigh, folder, options.rows, options.rounds, options.peer)
        _tell(options.rows, seen, peer)
        if options.standings:
            _tell_kept(options.rows, *in_own_process(keep, folder, options.rows))


def _tell(number: int, seen: Seen, peer: str) -> None:
    tell(
        f"lay 2 x {number:,} rows (600 bytes of payload)",
        f"{2 * number / seen.lay.cpu:,.0f}/s of CPU, {2 * number / seen.lay.wall:,.0f}/s on the wall",
        peak=seen.lay_peak,
    )
    print(f"    {seen.size / number / 2:.0f} bytes a row in columns, {seen.drawers / number / 2:.0f} in the drawers")
    join = median([once.wall for once in seen.joins])
    floor = f"{median([once.wall for once in seen.scans]):.2f} s (bare scan of keys and fields)"
    pairs = list(zip(seen.joins, seen.scans, strict=True))
    ratio = median([ours.wall / bare.wall for ours, bare in pairs])
    tell(f"join 2 x {number:,}", f"{join:.2f} s on the wall", floor=floor, ratio=ratio)
    cpu = median([ours.cpu for ours in seen.joins])
    print(f"    by CPU {cpu:.2f} s, {median([ours.cpu / bare.cpu for ours, bare in pairs]):.2f} times the scan")
    bound = 2.5 if number <= 1_000_000 else 3.0
    tell_verdict(f"at most {bound} times the scan", reached=ratio <= bound)
    limit = 512 if number <= 1_000_000 else 1536
    rate = number / seen.walk.wall
    tell(
        f"weigh {number:,}: join again and tell every dossier",
        f"{seen.walk.wall:.1f} s ({rate:,.0f}/s)",
        peak=seen.walk.peak_mb,
    )
    tell_verdict(f"less than {limit} MB from the first row laid to the last told", reached=seen.walk.peak_mb < limit)
    _tell_peer(join, peer)


def _tell_peer(join: float, peer: str) -> None:
    if peer.startswith("skipped"):
        print(f"datacompy on polars: {peer}", flush=True)
        return
    wall, peak, datacompy, polars, found = peer.split(";")
    figure = f"{float(wall):.2f} s on the wall, (matching, only left, only right) = {found}"
    tell(f"datacompy {datacompy} on polars {polars}", figure, peak=float(peak))
    tell_verdict(f"4 times faster: {float(wall) / join:.1f} times", reached=float(wall) >= 4 * join)


def _tell_kept(number: int, kept: Spent, read: Spent, size: int) -> None:
    tell(f"keep {number:,} standings", f"{kept.wall:.1f} s, {size / number:.0f} bytes each", peak=kept.peak_mb)
    tell(f"read {number:,} standings", f"{read.wall:.1f} s ({number / read.wall:,.0f}/s)", peak=read.peak_mb)


if __name__ == "__main__":
    main()
