"""The threads that call plain functions."""

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from backlit.threads.attempt import Attempt, ThreadAttempt
from backlit.threads.clock import Clock
from backlit.threads.executor import Executor
from backlit.threads.lanes import Lanes

if TYPE_CHECKING:
    from backlit.threads.task import ThreadTask


class Pool(Executor):
    """Threads that call plain functions, one task a thread. They start when they are needed."""

    def __init__(self, workers: int, max_pending: int, clock: Clock) -> None:
        self.workers = workers
        self.lanes = Lanes(max_pending)
        self._clock = clock
        self._lock = threading.Lock()
        self._threads = 0
        self._idle = 0
        self._wakes: SimpleQueue[None] = SimpleQueue()  # one for each thread that is idle no more
        self._zombies: set[Attempt] = set()
        self._is_closed = False

    @property
    def busy(self) -> int:
        """The threads that have a task."""
        return self._threads - self._idle

    @property
    def zombies(self) -> int:
        """The attempts that were given up and still run."""
        return len(self._zombies)

    def put(self, task: "ThreadTask[Any]", *, always: bool = False) -> None:
        with self._lock:
            self.lanes.put(task, always=always)
            self._need_thread()

    def discard(self, task: "ThreadTask[Any]") -> None:
        with self._lock:
            self.lanes.discard(task)

    def abandon(self, attempt: Attempt) -> None:
        with self._lock:
            self._zombies.add(attempt)
            self._threads -= 1
            if len(self.lanes):
                self._need_thread()

    def close(self) -> None:
        """Ends the threads that are idle; the others end with their functions."""
        with self._lock:
            self._is_closed = True
            while self._idle > 0:
                self._wake()

    def _need_thread(self) -> None:
        if self._idle > 0:
            self._wake()
        elif self._threads < self.workers and not self._is_closed:
            self._threads += 1
            threading.Thread(target=self._work, name="backlit-worker", daemon=True).start()

    def _wake(self) -> None:
        self._idle -= 1
        self._wakes.put(None)

    def _work(self) -> None:
        while True:
            task = self._next()
            if task is None:
                return
            attempt = ThreadAttempt(task, self._clock)
            if task.begin(attempt):
                attempt.run()
                if self._was_abandoned(attempt):
                    return
            del task, attempt  # and what they hold, while there is nothing to do

    def _next(self) -> "ThreadTask[Any] | None":
        while True:
            with self._lock:
                if self._is_closed:
                    self._threads -= 1
                    return None
                task = self.lanes.take()
                if task is not None:
                    return task
                self._idle += 1
            self._wakes.get()

    def _was_abandoned(self, attempt: Attempt) -> bool:
        with self._lock:
            if attempt not in self._zombies:
                return False
            self._zombies.remove(attempt)
            return True
