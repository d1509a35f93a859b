"""What is to be done at a certain time."""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable

from backlit.threads.clock import Clock

# So many entries may lie in the heap for nothing before it is cleaned.
FEW = 64


class Deadline:
    """Something that is done at a certain time, unless it is disarmed before."""

    def __init__(self, deadlines: "Deadlines", time: float, order: int) -> None:
        self._deadlines = deadlines
        self._key = (time, order)
        self.action: Callable[[], None] | None = None

    def __lt__(self, other: "Deadline") -> bool:
        return self._key < other._key

    @property
    def time(self) -> float:
        return self._key[0]

    def disarm(self) -> None:
        """Does nothing if it is over, or just being done."""
        self._deadlines.disarm(self)


class Deadlines:
    """A thread that does things when they are due. What it does must not block."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._condition = threading.Condition()
        self._heap: list[Deadline] = []
        self._disarmed = 0
        self._orders = itertools.count()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def arm(self, time: float, action: Callable[[], None]) -> Deadline:
        """Does this at this time on the clock, or soon after."""
        deadline = Deadline(self, time, next(self._orders))
        deadline.action = action
        with self._condition:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, name="backlit-deadlines", daemon=True
                )
                self._thread.start()
            heapq.heappush(self._heap, deadline)
            if self._heap[0] is deadline:
                self._condition.notify_all()
        return deadline

    def disarm(self, deadline: Deadline) -> None:
        with self._condition:
            if deadline.action is None:
                return
            deadline.action = None
            self._disarmed += 1
            if self._disarmed > FEW and self._disarmed * 2 > len(self._heap):
                self._heap = [entry for entry in self._heap if entry.action is not None]
                heapq.heapify(self._heap)
                self._disarmed = 0

    def close(self) -> None:
        with self._condition:
            self._is_closed = True
            self._heap.clear()
            self._condition.notify_all()

    def _work(self) -> None:
        while True:
            action = self._next()
            if action is None:
                return
            try:
                action()
            except Exception:
                logging.getLogger("backlit").exception("what was due has failed")
            del action  # and what it holds, while nothing is due

    def _next(self) -> Callable[[], None] | None:
        with self._condition:
            while not self._is_closed:
                if not self._heap or self._heap[0].time > self._clock.now():
                    until = self._heap[0].time if self._heap else None
                    self._clock.wait(self._condition, until)
                    continue
                deadline = heapq.heappop(self._heap)
                if deadline.action is None:
                    self._disarmed -= 1
                    continue
                action, deadline.action = deadline.action, None
                return action
            return None
