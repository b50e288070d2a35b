"""A witness that is asked dossier by dossier is asked under the codes it can know them by."""

from dataclasses import replace

from connector.domain.dossier import Dossier
from connector.domain.link import Catalogues, CodeMapping
from connector.ports import Reading
from connector.sync.one_dossier import OneDossier, codes_for_witness

CATALOGUES = Catalogues(agency_mappings=(CodeMapping(old="H30.15", new="H13.22.01"),))
MERGED = OneDossier(key="H13.22.1-250512-0001", code="H30.15-250512-0001")


def test_where_the_one_stop_renumbered_it_the_portal_has_it_by_the_new_number() -> None:
    reading = Reading(dossier=Dossier(code="H13.22.01-250512-0001"), readable=frozenset())
    codes = codes_for_witness(replace(MERGED, readings=(reading,)), CATALOGUES)
    assert codes == ("H13.22.01-250512-0001", "H30.15-250512-0001")
    same = Reading(dossier=Dossier(code=MERGED.code), readable=frozenset())
    assert codes_for_witness(replace(MERGED, readings=(same,)), CATALOGUES) == (MERGED.code,)


def test_where_the_one_stop_has_none_every_writing_is_asked_for() -> None:
    codes = codes_for_witness(MERGED, CATALOGUES)
    assert codes[0] == MERGED.code
    assert {"000.00.15.H30-250512-0001", "H13.22.01-250512-0001"} <= set(codes)
