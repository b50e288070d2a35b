"""The daemon's book: one living daemon, its signs of life, and what is asked of it."""

import socket
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.errors import LinkBusyError
from connector.ports import Heartbeat, Wish
from connector.store import open_memory_store, open_store
from support.store_story import LINK, START

HOST = socket.gethostname()
SOON = START + timedelta(seconds=20)
LATER = START + timedelta(seconds=61)
FIRST = Heartbeat(id="first", host=HOST, pid=101, version="1.0", started_at=START, beat_at=START)
ELSEWHERE = replace(FIRST, id="third", host="may-khac", pid=103)


def second(at):
    """Another daemon of this host, beginning then."""
    return replace(FIRST, id="second", pid=102, started_at=at, beat_at=at)


@pytest.fixture
def stores(url, tmp_path):
    """Opens the same store as often as asked, as so many processes would."""
    opened = []

    def another(folder="var"):
        opened.append(open_store(url, data=tmp_path / folder))
        return opened[-1]

    yield another
    for store in opened:
        store.close()


def begun(store, beat=FIRST):
    book = store.daemon()
    book.start(beat)
    return book


def test_a_second_daemon_on_this_host_is_told_of_the_first_at_once(stores):
    begun(stores())
    with pytest.raises(LinkBusyError) as busy:
        begun(stores(), second(LATER))
    assert HOST in busy.value.what
    assert "101" in busy.value.what
    assert "connector daemon stop" in busy.value.do


def test_the_same_process_does_not_become_two_daemons(stores):
    store = stores()
    begun(store)
    with pytest.raises(LinkBusyError):
        begun(store, second(SOON))


def test_a_daemon_that_died_on_this_host_is_replaced_at_once(stores):
    first = stores()
    begun(first)
    first.close()  # the operating system lets go of what a dead process held
    assert begun(stores(), second(SOON)).last() == second(SOON)


def test_a_daemon_elsewhere_counts_until_it_gave_no_sign_of_life_for_a_minute(stores):
    begun(stores("var-b"), ELSEWHERE)
    other = stores()
    with pytest.raises(LinkBusyError):
        begun(other, second(SOON))
    assert begun(other, second(LATER)).last().id == "second"


def test_one_that_was_replaced_is_told_at_its_next_beat_and_ends_nothing(stores):
    first = begun(stores("var-b"), ELSEWHERE)
    book = begun(stores(), second(LATER))
    with pytest.raises(LinkBusyError):
        first.beat(ELSEWHERE)
    first.end(ELSEWHERE)
    assert book.living(LATER).id == "second"


def test_a_daemon_that_ended_makes_room_at_once_and_lives_no_more(stores):
    book = begun(stores())
    book.end(replace(FIRST, beat_at=SOON))
    assert book.living(SOON) is None
    assert book.last().beat_at == SOON
    assert begun(stores(), second(SOON)).living(SOON).id == "second"


def test_a_daemon_elsewhere_that_ended_lives_no_more(stores):
    begun(stores("var-b"), ELSEWHERE).end(ELSEWHERE)
    assert stores().daemon().living(START) is None


def test_a_beat_tells_what_will_run_next(stores):
    book = begun(stores())
    beat = replace(FIRST, beat_at=SOON, next_runs={f"{LINK} sync": LATER, f"{LINK} reconcile": LATER})
    book.beat(beat)
    assert stores().daemon().last() == beat


def test_there_is_no_sign_of_life_before_the_first_daemon(stores):
    book = stores().daemon()
    assert book.last() is None
    assert book.living(START) is None


def test_a_living_daemon_of_this_host_is_known_by_its_lock_however_old_its_beat(stores):
    first = stores()
    begun(first)
    book = stores().daemon()
    assert book.living(START + timedelta(days=1)) == FIRST
    first.close()
    assert book.living(START) is None


def test_a_living_daemon_elsewhere_is_known_by_its_beats(stores):
    begun(stores("var-b"), ELSEWHERE)
    book = stores().daemon()
    assert book.living(SOON) == ELSEWHERE
    assert book.living(LATER) is None


def test_asking_whether_it_lives_takes_nothing_from_it(stores):
    first = stores()
    book = begun(first)
    assert book.living(SOON) == FIRST
    assert stores().daemon().living(SOON) == FIRST
    with pytest.raises(LinkBusyError):
        begun(stores(), second(SOON))


def test_what_is_asked_is_heard_and_its_answer_comes_back(stores):
    book, asking = begun(stores()), stores().daemon()
    reload = asking.ask(Wish.RELOAD, START)
    run = asking.ask(Wish.RUN, SOON, link=LINK)
    assert [(one.id, one.wish, one.link, one.asked_at) for one in book.asked()] == [
        (reload, Wish.RELOAD, None, START),
        (run, Wish.RUN, LINK, SOON),
    ]
    book.answer(reload, "Cấu hình mới có lỗi.", SOON)
    assert [one.id for one in book.asked()] == [run]
    assert asking.answered(reload) == "Cấu hình mới có lỗi."
    assert asking.answered(run) is None
    assert asking.answered(999) is None


def test_the_same_wish_is_one_request_until_it_is_answered(stores):
    book = begun(stores())
    first = book.ask(Wish.RUN, START, link=LINK)
    assert book.ask(Wish.RUN, SOON, link=LINK) == first
    assert book.ask(Wish.RUN, SOON, link="other") != first
    assert book.ask(Wish.RELOAD, SOON) == book.ask(Wish.RELOAD, SOON)
    book.answer(first, "đã chạy", SOON)
    assert book.ask(Wish.RUN, LATER, link=LINK) != first


def test_an_answer_is_given_once(stores):
    book = begun(stores())
    number = book.ask(Wish.STOP, START)
    book.answer(number, "đã dừng", SOON)
    book.answer(number, "lần nữa", LATER)
    assert book.answered(number) == "đã dừng"


def test_what_is_still_asked_when_it_ends_is_answered(stores):
    book = begun(stores())
    number = book.ask(Wish.STOP, START)
    book.end(FIRST)
    assert book.answered(number) == "ended"


def test_what_nobody_was_there_to_do_is_not_done_by_a_daemon_that_begins_later(stores):
    number = stores().daemon().ask(Wish.STOP, START)
    book = begun(stores(), second(SOON))
    assert book.asked() == []
    assert book.answered(number)


def test_a_store_in_memory_has_a_book_too():
    store = open_memory_store()
    begun(store)
    with pytest.raises(LinkBusyError):
        begun(store, second(SOON))
    assert store.daemon().living(SOON) == FIRST
    assert begun(store, second(LATER)).last().id == "second"
    store.close()


BEGINS = """
import sys
from datetime import datetime
from pathlib import Path
from connector.domain.errors import LinkBusyError
from connector.ports import Heartbeat
from connector.store import open_store

url, data, host, now = sys.argv[1:]
store = open_store(url, data=Path(data))
at = datetime.fromisoformat(now)
try:
    store.daemon().start(Heartbeat(id="x", host=host, pid=1, version="1.0", started_at=at, beat_at=at))
    print("begun", flush=True)
    sys.stdin.read()
except LinkBusyError:
    print("busy", flush=True)
"""


def test_of_two_processes_one_becomes_the_daemon_until_it_is_killed(tmp_path):
    def begins():
        command = [sys.executable, "-c", BEGINS, f"sqlite:///{tmp_path}/c.db", str(tmp_path), HOST, START.isoformat()]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def said(process):
        return process.stdout.readline().strip()

    with begins() as first:
        assert said(first) == "begun"
        with begins() as second:
            assert said(second) == "busy"
        first.kill()
    with begins() as third:
        assert said(third) == "begun"
        third.kill()
