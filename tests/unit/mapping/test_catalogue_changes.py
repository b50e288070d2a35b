"""What an import changes: told before it is done, nothing dropped unless asked, and written so that it reads alike."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.catalogue import Agency, OnlineClass, Procedure, TermUnit
from connector.domain.link import CodeMapping
from connector.mapping.catalogue_changes import changes, written
from connector.mapping.catalogue_forms import (
    AGENCIES,
    FORMS,
    HOLIDAYS,
    MAPPINGS,
    PROCEDURES,
    Holiday,
    MappedCode,
    TableLine,
    read_records,
)
from connector.mapping.catalogues import read_catalogue, table_of

DAY = date(2026, 1, 1)
#: Text as it stands in a catalogue: what ``display`` keeps as it is, separators and quotes included.
NAMES = st.none() | st.text("Cấp giấy,;\"'=-\n1", min_size=1, max_size=12).map(str.strip).map(lambda text: text or None)
CODES = st.sampled_from(["1.009750", "1.009751", "2.000001", "x y", "H00.1"])
DAYS = st.none() | st.dates(date(2018, 1, 1), date(2030, 1, 1))


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    first, term = draw(DAYS), draw(st.none() | st.integers(0, 400))
    return Procedure(
        code=draw(CODES),
        name=draw(NAMES),
        term=term,
        unit=None if term is None else draw(st.sampled_from(TermUnit)),
        online=draw(st.none() | st.sampled_from(OnlineClass)),
        valid_from=first,
        valid_to=None if first is None else first + timedelta(days=draw(st.integers(0, 900))),
    )


@settings(max_examples=100)
@given(st.lists(procedures(), max_size=6, unique_by=lambda line: line.code))
def test_what_was_written_reads_alike(lines: list[Procedure]) -> None:
    assert read_catalogue(PROCEDURES, written(PROCEDURES, lines), name="x") == lines


def test_the_other_catalogues_read_alike_too() -> None:
    agencies = [Agency(code="000.00.22.H00", name="Ban, thử; nghiệm", valid_from=DAY)]
    assert read_catalogue(AGENCIES, written(AGENCIES, agencies), name="x") == agencies
    mapped = [MappedCode(kind="agency", mapping=CodeMapping(old="H00", new="H01", valid_to=DAY))]
    assert read_catalogue(MAPPINGS, written(MAPPINGS, mapped), name="x") == mapped
    days = [Holiday(day=DAY, worked=False, basis="Điều 112"), Holiday(day=DAY + timedelta(9), worked=True)]
    assert read_catalogue(HOLIDAYS, written(HOLIDAYS, days), name="x") == days


def line(code: str, term: int | None = None, **values: object) -> Procedure:
    unit = None if term is None else TermUnit.WORKING_DAY
    return Procedure(code=code, term=term, unit=unit, **values)  # type: ignore[arg-type]


def imported(*lines: Procedure) -> list[tuple[TableLine, Procedure]]:
    found, problems = read_records(PROCEDURES, table_of(written(PROCEDURES, lines)).lines)
    assert problems == []
    return found


def test_lines_of_the_same_code_and_day_change_and_the_others_stay() -> None:
    standing = [line("a", 5), line("b", 5), line("c", 5)]
    told, problems = changes(PROCEDURES, standing, imported(line("b", 7), line("c", 5), line("d", 1)), replace=False)
    assert problems == []
    assert told.added == (line("d", 1),)
    assert told.changed == ((line("b", 5), line("b", 7)),)
    assert told.removed == ()
    assert told.unchanged == 2
    assert told.result == (line("a", 5), line("b", 7), line("c", 5), line("d", 1))


def test_only_a_whole_list_removes_what_it_does_not_name() -> None:
    told, problems = changes(PROCEDURES, [line("a", 5), line("b", 5)], imported(line("b", 5)), replace=True)
    assert problems == []
    assert (told.removed, told.unchanged, told.result) == ((line("a", 5),), 1, (line("b", 5),))
    assert told.any


def test_a_new_version_needs_the_end_of_the_one_before() -> None:
    standing, newer = [line("a", 5)], line("a", 3, valid_from=DAY)
    _, problems = changes(PROCEDURES, standing, imported(line("x"), newer), replace=False)
    (problem,) = problems
    assert problem.line == 3
    assert "valid_to" in problem.why
    ended = line("a", 5, valid_to=DAY - timedelta(days=1))
    told, problems = changes(PROCEDURES, standing, imported(ended, newer), replace=False)
    assert problems == []
    assert (told.changed, told.added) == ((((line("a", 5)), ended),), (newer,))
    assert changes(PROCEDURES, standing, imported(newer), replace=True)[1] == []


@settings(max_examples=60)
@given(
    st.lists(procedures(), max_size=5, unique_by=lambda one: one.code),
    st.lists(procedures(), max_size=5, unique_by=lambda one: one.code),
    st.booleans(),
)
def test_an_import_that_was_done_changes_nothing_when_done_again(
    standing: list[Procedure], new: list[Procedure], replace: bool
) -> None:
    told, problems = changes(PROCEDURES, standing, imported(*new), replace=replace)
    assert set(told.result) == set(new) | (set() if replace else {one for one in standing if one in told.result})
    if not problems:
        again, _ = changes(PROCEDURES, told.result, imported(*new), replace=replace)
        assert not again.any
        assert again.result == told.result


def test_every_form_writes_as_many_cells_as_it_has_columns() -> None:
    for form in FORMS.values():
        assert form.needed <= set(form.columns)
    assert len(PROCEDURES.told(line("a"))) == len(PROCEDURES.columns)
