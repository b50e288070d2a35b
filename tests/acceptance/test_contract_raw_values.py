"""The contract's words on updates: what is not changed is repeated as the target wrote it, understood or not."""

import pytest

from support.office import Office


@pytest.mark.parametrize(("key", "odd"), [("LoaiDoiTuong", "02"), ("KenhThucHien", "0"), ("NgayNopHoSo", "01/06/2026")])
@pytest.mark.parametrize("write", ["unknown", "replace"])
def test_a_value_nobody_here_understands_is_repeated_as_it_stands(tmp_path, write, key, odd):
    with Office(tmp_path, number=1) as office:
        office.write_config(onestop={"write": write})
        office.onestop.turn(write="replace")
        assert office.sync().run["verified"] == 1
        (code,) = office.onestop.books.records
        office.onestop.books.records[code][key] = odd
        office.rest.store.move(code)
        run = office.sync().run
        assert (run["queued"], run["verified"]) == (1, 1)
        assert office.onestop.books.records[code][key] == odd
