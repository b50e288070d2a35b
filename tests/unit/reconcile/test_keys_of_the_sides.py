"""What the scales take for equal, the judgement takes for no difference, whatever the fields, sides and target."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from connector.domain.dossier import Dossier, Step
from connector.domain.link import Catalogues, CodeMapping, Notifies, Policy, Rules, Scope
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.ports import Capabilities, Reading
from connector.reconcile.compare import Relation, compare
from connector.reconcile.match import matching_key, numbers
from connector.reconcile.side_keys import source_keys, target_keys, weighed_fields

MOMENTS = st.sampled_from(
    [
        None,
        datetime(2026, 3, 2, 8, 15, tzinfo=ZONE),
        datetime(2026, 3, 2, tzinfo=ZONE),
        datetime(2026, 3, 3, tzinfo=ZONE),
    ]
)
STEPS = st.sampled_from(
    [
        None,
        (),
        (Step(at=datetime(2026, 3, 2, 9, tzinfo=ZONE), status=Status.RECEIVED),),
        (
            Step(at=datetime(2026, 3, 2, 9, tzinfo=ZONE), status=Status.RECEIVED),
            Step(at=datetime(2026, 3, 3, 9, tzinfo=ZONE), status=Status.PROCESSING),
        ),
        (Step(at=datetime(2026, 3, 2, 9, tzinfo=ZONE)),),
    ]
)
DOSSIERS = st.builds(
    Dossier,
    code=st.just("H13.22-260302-0001"),
    procedure_code=st.sampled_from([None, "1.009748", "1.009749"]),
    agency_code=st.sampled_from([None, "H13.22", "000.00.22.H13"]),
    applicant_name=st.sampled_from([None, "Nguyễn Thị Thử", "NGUYỄN THỊ THỬ", "Trần Giả", " "]),
    applicant_id=st.sampled_from([None, "000299000001", "000000000", "0002 9900 0001"]),
    status=st.sampled_from([None, *Status]),
    received_at=MOMENTS,
    due_at=MOMENTS,
    finished_at=MOMENTS,
    returned_at=MOMENTS,
    steps=STEPS,
    unknown=st.sampled_from([{}, {"status": "lạ"}, {"applicant_name": "?"}]),
)
FIELDS = frozenset(Policy().compare)
CAPABILITIES = st.builds(
    Capabilities,
    fields=st.sets(st.sampled_from(sorted(FIELDS))).map(frozenset),
    told_only=st.sets(st.sampled_from(sorted(FIELDS)), max_size=2).map(frozenset),
    lengths=st.sampled_from([{}, {"applicant_name": 6}]),
    words=st.sampled_from([{}, {"status": frozenset({Status.RECEIVED, Status.PROCESSING})}]),
)
CATALOGUES = st.sampled_from([Catalogues(), Catalogues(procedures=frozenset({"1009748"}), agencies=frozenset({"h13"}))])


def rules(catalogues: Catalogues = Catalogues(), **policy: Any) -> Rules:  # noqa: B008 - frozen
    return Rules(
        link="l", scope=Scope(), policy=replace(Policy(), **policy), notifies=Notifies(), catalogues=catalogues
    )


@settings(max_examples=400, deadline=None)
@given(
    source=DOSSIERS,
    target=DOSSIERS,
    readable=st.sets(st.sampled_from(sorted(FIELDS))).map(frozenset),
    capabilities=CAPABILITIES,
    catalogues=CATALOGUES,
)
def test_sides_whose_shared_keys_are_equal_show_no_difference(
    source: Dossier, target: Dossier, readable: frozenset[str], capabilities: Capabilities, catalogues: Catalogues
) -> None:
    law, reading = rules(catalogues), Reading(dossier=target, readable=readable)
    mine, theirs = source_keys(source, law, capabilities), target_keys(reading, law, capabilities)
    relations = {name: field.relation for name, field in compare(source, reading, law, capabilities).items()}
    shared = mine.keys() & theirs.keys()
    for name in law.policy.compare:
        if name not in shared:
            assert relations[name] is Relation.NOT_COMPARABLE, name
        elif mine[name] == theirs[name]:
            assert relations[name] is Relation.EQUAL, name
        elif name != "steps":  # a further step on the target is no difference
            assert relations[name] is Relation.DIFFERS, name


def test_state_and_steps_are_weighed_whatever_is_compared() -> None:
    assert weighed_fields(Policy(compare={"due_at": "day"})) == ("due_at", "status", "steps")


def test_every_writing_of_a_code_and_every_code_mapped_to_it_has_one_key() -> None:
    mapped = Catalogues(
        agency_mappings=(CodeMapping(old="H30.12", new="H13.40"), CodeMapping(old="H51.7", new="H30.12")),
        dossier_mappings=(CodeMapping(old="CŨ-1", new="H13.40-260302-0009"),),
    )
    keys = {matching_key(code, mapped) for code in ("H30.12-260302-0001", "H13.40-260302-0001", "H51.07-260302-0001")}
    assert len(keys) == 1
    assert matching_key("CŨ-1", mapped) == matching_key("000.00.40.H13-260302-0009", mapped)
    assert matching_key("H13.40-260302-0002", mapped) not in keys
    assert matching_key("H30.12-260302-0001", Catalogues()) != matching_key("H13.40-260302-0001", Catalogues())


def test_the_other_numbers_of_a_dossier_are_told_with_their_scheme() -> None:
    dossier = Dossier(code="CN/1", receipt_number="BN-1", aliases={"source": "17", "book": "01/2026-15"})
    assert {scheme for scheme, _ in numbers(dossier)} == {"receipt", "source", "book"}
    assert numbers(Dossier(code="CN/1")) == frozenset()
