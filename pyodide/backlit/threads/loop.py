"""The thread that runs coroutines."""

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from backlit.threads.attempt import Attempt, LoopAttempt
from backlit.threads.executor import Executor
from backlit.threads.lanes import Lanes

if TYPE_CHECKING:
    from backlit.threads.task import ThreadTask


class Loop(Executor):
    """A thread with an event loop of its own, which runs coroutines interleaved."""

    def __init__(self, max_pending: int) -> None:
        self.lanes = Lanes(max_pending)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._attempts: set[Attempt] = set()
        self._abandoned: set[Attempt] = set()
        self._is_closed = False

    @property
    def zombies(self) -> int:
        """The attempts that were given up and still run."""
        return len(self._abandoned & self._attempts)

    def put(self, task: "ThreadTask[Any]", *, always: bool = False) -> None:
        with self._lock:
            self.lanes.put(task, always=always)
            if not self._is_closed:
                loop = self._loop or self._start()
                loop.call_soon_threadsafe(self._take, loop)

    def discard(self, task: "ThreadTask[Any]") -> None:
        with self._lock:
            self.lanes.discard(task)

    def abandon(self, attempt: Attempt) -> None:
        self._abandoned.add(attempt)

    def close(self) -> None:
        """Ends the thread, after what its coroutines do when they are cancelled."""
        with self._lock:
            self._is_closed = True
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)

    def _start(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        self._loop = loop
        threading.Thread(target=self._work, args=(loop,), name="backlit-loop", daemon=True).start()
        return loop

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.get_loop().run_forever()

    def _take(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            task = self.lanes.take()
        if task is None:
            return
        attempt = LoopAttempt(task, loop)
        if task.begin(attempt):
            self._attempts.add(attempt)
            attempt.begin(lambda: self._ended(attempt))

    def _ended(self, attempt: Attempt) -> None:
        self._attempts.discard(attempt)
        self._abandoned.discard(attempt)
