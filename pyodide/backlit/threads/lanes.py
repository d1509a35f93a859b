"""The tasks that wait for a worker."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from backlit.errors import QueueFullError

if TYPE_CHECKING:
    from backlit.threads.task import ThreadTask

PRIORITIES = ("high", "normal", "low")

# Every so many takes, the lowest lane comes first.
TURN = 16


class Lanes:
    """The tasks that wait for a worker: a queue for each priority, bounded together.

    Its owner's lock is held while one is put, taken or discarded.
    """

    def __init__(self, max_pending: int) -> None:
        self._max_pending = max_pending
        self._lanes: dict[str, OrderedDict[ThreadTask[Any], None]] = {
            priority: OrderedDict() for priority in PRIORITIES
        }
        self._takes = 0

    def __len__(self) -> int:
        return sum(map(len, self._lanes.values()))

    def put(self, task: "ThreadTask[Any]", *, always: bool = False) -> None:
        """Adds a task at the end of its lane.

        Raises:
            QueueFullError: Too many wait already, and it is not `always` to be added.
        """
        if not always and len(self) >= self._max_pending:
            raise QueueFullError(
                f"{len(self)} tasks wait for a worker: wait for some to end, or raise "
                "start(max_pending=...)"
            )
        self._lanes[task.settings.priority][task] = None

    def take(self) -> "ThreadTask[Any] | None":
        """The task that is to run next, or None."""
        order = PRIORITIES
        if self._takes % TURN == TURN - 1:
            order = PRIORITIES[::-1]
        for priority in order:
            if self._lanes[priority]:
                self._takes += 1
                return self._lanes[priority].popitem(last=False)[0]
        return None

    def discard(self, task: "ThreadTask[Any]") -> None:
        """Lets go of a task, if it waits here."""
        self._lanes[task.settings.priority].pop(task, None)
