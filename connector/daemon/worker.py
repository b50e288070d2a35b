"""One thread per link: whatever is asked of a link is done there, one thing at a time."""

from collections.abc import Callable
from enum import IntEnum
from threading import Condition, Thread

from connector.domain.errors import Ending
from connector.observe.log import Log


class Task(IntEnum):
    """What can be asked of a link; the greater does the smaller's work too, so that both are done once."""

    DRAIN = 1  #: Send what has fallen due in the outbox.
    SYNC = 2  #: Read the source, and then the same.
    RECONCILE = 3  #: Compare everything, and then the same. Its own change cursor still needs the sync.


class LinkWorker:
    """Does what is asked of one link. The same thing asked again while it waits is asked once; a failure of one run
    ends neither the thread nor any other link."""

    def __init__(self, link: str, do: Callable[[Task], None], log: Log) -> None:
        self.link = link
        self._do = do
        self._log = log.bind(link=link)
        self._asked: set[Task] = set()
        self._changed = Condition()
        self._busy = False
        self._ending = False
        self._thread = Thread(target=self._work, name=f"link-{link}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def idle(self) -> bool:
        with self._changed:
            return not self._busy and not self._asked

    def ask(self, task: Task) -> None:
        with self._changed:
            self._asked.add(task)
            if Task.SYNC in self._asked:
                self._asked.discard(Task.DRAIN)
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
            except Exception as error:  # noqa: BLE001  # a link that fails in an unforeseen way must not end the others
                self._log.unexpected(error)
            finally:
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()

    def _next(self) -> Task | None:
        with self._changed:
            self._changed.wait_for(lambda: self._asked or self._ending)
            if self._ending:
                return None
            task = min(self._asked)
            self._asked.discard(task)
            self._busy = True
            return task
