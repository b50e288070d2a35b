"""A store put back from a backup knows nothing of what was sent since: nothing of it is sent a second time."""

from datetime import timedelta

import pytest

from connector.adapters.memory.knobs import Knobs
from connector.domain.errors import InDoubtError, SystemDownError
from connector.domain.link import Policy
from connector.domain.run import Outcome
from connector.ports import Decision
from connector.store import open_store, restore
from support.memory_link import LINK, OFF, MemoryLink, memory_link, row

PROPOSE = Policy(mode="propose", create="push", brakes=OFF)

ONE_STOPS = {
    "tells all": Knobs(),
    "hides steps": Knobs(steps_readable=False),
    "obeys mistakes": Knobs(mistaken="obey"),
    "shows late": Knobs(lag=timedelta(seconds=4)),
    "tells only that it stands there": Knobs(look_up="existence", steps_readable=False),
}


class Office:
    """A link whose store is a file that can be lost."""

    def __init__(self, folder, knobs):
        self.folder = folder
        self.url = f"sqlite:///{folder}/connector.db"
        self.link: MemoryLink = memory_link([row(number) for number in range(1, 6)], knobs=knobs)
        self.link.store.close()
        self.open()

    def open(self):
        self.link.store = open_store(self.url, data=self.folder)

    def backs_up(self):
        self.link.store.back_up(self.folder / "backup.db")

    def loses_the_store(self):
        self.link.store.close()
        self.link.clock.pass_(timedelta(hours=2))
        restore(self.url, self.folder / "backup.db", data=self.folder, links=[LINK], now=self.link.clock.now())
        self.open()

    def releases_all(self):
        desk, word = self.link.store.desk(), Decision(by="Lãnh đạo A", reason="đã xem", at=self.link.clock.now())
        desk.release_holds([hold["id"] for hold in desk.holds([LINK])], word)


@pytest.fixture(params=ONE_STOPS.values(), ids=ONE_STOPS.keys())
def office(tmp_path, request):
    office = Office(tmp_path, request.param)
    yield office
    office.link.store.close()


def test_what_waited_and_was_sent_after_the_backup_is_not_sent_again(office):
    link = office.link
    link.target.faults.always("write_record", SystemDownError("bảo trì"))
    link.sync()
    link.target.faults.clear()
    office.backs_up()
    link.clock.pass_(timedelta(hours=1))
    link.sync(wait=timedelta(hours=1))
    arrived = link.target.snapshot()
    office.loses_the_store()
    summary = link.sync(wait=timedelta(hours=1))
    assert link.target.wrongs() == ()
    for code, record in arrived.items():
        assert len(link.target.snapshot()[code].steps or ()) == len(record.steps or ())
    assert summary.broken_sums() == ()


def test_steps_of_a_dossier_of_ours_that_went_out_after_the_backup_do_not_go_out_again(office):
    """Where steps cannot be read, only what is remembered keeps those of a dossier that we created from going twice."""
    link = office.link
    link.sync(wait=timedelta(hours=1))
    link.clock.pass_(timedelta(hours=1))
    for number in range(1, 6):
        link.source.put(row(number, state="xong", updated=f"2026-03-04T09:{number:02}:00+07:00"))
    link.target.faults.always("write_record", SystemDownError("bảo trì"))
    link.sync()
    link.target.faults.clear()
    office.backs_up()
    link.clock.pass_(timedelta(hours=1))
    link.sync(wait=timedelta(hours=1))
    office.loses_the_store()
    link.sync(wait=timedelta(hours=1))
    assert link.target.wrongs() == ()


def test_what_was_in_doubt_then_is_settled_by_a_look(office):
    link = office.link
    link.target.faults.script("write_record", InDoubtError("hết giờ"))
    link.sync(wait=timedelta(0))
    office.backs_up()
    link.clock.pass_(timedelta(hours=1))
    link.sync(wait=timedelta(hours=1))
    office.loses_the_store()
    link.sync(wait=timedelta(hours=1))
    assert link.target.wrongs() == ()


def test_what_a_person_let_out_after_the_backup_is_not_sent_again(office):
    link = office.link
    link.policy = PROPOSE
    link.sync()
    office.backs_up()
    office.releases_all()
    link.sync(wait=timedelta(hours=1))
    office.loses_the_store()
    office.releases_all()
    link.sync(wait=timedelta(hours=1))
    assert link.target.wrongs() == ()


def test_what_was_not_sent_after_the_backup_is_sent(tmp_path):
    office = Office(tmp_path, Knobs())
    link = office.link
    link.target.faults.always("write_record", SystemDownError("bảo trì"))
    link.sync()
    link.target.faults.clear()
    office.backs_up()
    office.loses_the_store()
    summary = link.sync(wait=timedelta(hours=1))
    link.store.close()
    assert (summary.outcome, summary.verified) == (Outcome.VERIFIED, 5)
    assert all(len(record.steps or ()) == 2 for record in link.target.snapshot().values())
    assert link.target.wrongs() == ()
