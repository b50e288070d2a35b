"""One thread per link: whatever is asked of a link is done there, one thing at a time."""

from collections.abc import Callable
from enum import StrEnum
from threading import Condition, Thread

from connector.domain.errors import ConnectorError, Ending
from connector.observe.events import Event
from connector.observe.log import Log


class Task(StrEnum):
    """What can be asked of a link."""

    DRAIN = "drain"  #: Send what has fallen due in the outbox.
    SYNC = "sync"  #: Read the source, and then the same.
    RECONCILE = "reconcile"  #: Compare everything, and then the same; the change cursor still needs its sync.
    PURGE = "purge"  #: Let go of what is past its days: the daemon's own, of no link.


class Worker:
    """Does what is asked, in the order of asking. The same thing asked again while it waits is asked once; a failure of
    one run ends neither the thread nor any other link."""

    def __init__(self, name: str, do: Callable[[Task], None], log: Log) -> None:
        self.name = name
        self._do = do
        self._log = log
        self._asked: dict[Task, None] = {}
        self._changed = Condition()
        self._busy = False
        self._ending = False
        self._thread = Thread(target=self._work, name=f"work-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def idle(self) -> bool:
        with self._changed:
            return not self._busy and not self._asked

    def ask(self, task: Task) -> None:
        with self._changed:
            if self._ending or (task is Task.DRAIN and Task.SYNC in self._asked):
                return
            if task is Task.SYNC:
                self._asked.pop(Task.DRAIN, None)
            self._asked.setdefault(task)
            self._changed.notify_all()

    def end(self) -> None:
        """Begin nothing more. What is under way ends by itself or is told to by the clock it sleeps on."""
        with self._changed:
            self._ending = True
            self._asked.clear()
            self._changed.notify_all()

    def join(self, seconds: float) -> bool:
        """Whether the thread ended within so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (task := self._next()) is not None:
            try:
                self._do(task)
            except Ending:
                return
            except ConnectorError as error:  # before the run could begin; a run's own trouble is in its summary
                self._log.say(Event.RUN_FAILED, kind=str(task), error=error.what, where=error.where, do=error.do)
            except Exception as error:  # noqa: BLE001  # a link that fails in an unforeseen way must not end the others
                self._log.unexpected(error)
            finally:
                with self._changed:
                    self._busy = False

    def _next(self) -> Task | None:
        with self._changed:
            self._changed.wait_for(lambda: self._asked or self._ending)
            if self._ending:
                return None
            task = next(iter(self._asked))
            del self._asked[task]
            self._busy = True
            return task
