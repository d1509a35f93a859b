"""The backend of a plain CPython."""

import threading
from typing import Any

from backlit.backend import Backend, StartOptions
from backlit.call import Call
from backlit.submission import Submission
from backlit.task import Task
from backlit.task_settings import TaskSettings
from backlit.threads.clock import Clock
from backlit.threads.deadlines import Deadlines
from backlit.threads.loop import Loop
from backlit.threads.pool import Pool
from backlit.threads.schedule import ThreadSchedule
from backlit.threads.task import ThreadTask
from backlit.trigger import Trigger

# As many plain functions as asynclit runs at the same time. Threads that wait cost little, and the
# interpreter lets only one of them compute anyway.
WORKERS = 40
MAX_PENDING = 65_536


class ThreadBackend(Backend):
    """Runs plain functions in a pool of threads, and coroutines on one event loop of its own.

    All threads start when they are first needed, and end with the process.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._lock = threading.Lock()
        self._under_way: set[ThreadTask[Any]] = set()
        self._is_closed = False
        self._disowned = 0
        self._deadlines = Deadlines(self._clock)
        self._is_started = False
        self._options = StartOptions(workers=WORKERS, max_pending=MAX_PENDING)
        self._max_pending = MAX_PENDING
        self._pool = Pool(WORKERS, MAX_PENDING, self._clock)
        self._loop = Loop(MAX_PENDING)

    async def start(self, options: StartOptions) -> None:
        with self._lock:
            if not self._is_started:
                self._is_started = True
                self._options = options
                self._max_pending = options.max_pending or MAX_PENDING
                self._pool = Pool(options.workers or WORKERS, self._max_pending, self._clock)
                self._loop = Loop(self._max_pending)
            self._options.check_same(options)

    def submit(self, call: Call, settings: TaskSettings) -> Task[Any]:
        with self._lock:
            if self._is_closed:
                raise RuntimeError("backlit is being shut down: nothing can be submitted")
            self._is_started = True
            executor = self._loop if call.is_async else self._pool
            task: ThreadTask[Any] = ThreadTask(
                call, settings, executor, self._deadlines, self._clock, self._ended
            )
            self._under_way.add(task)
        try:
            executor.put(task)
        except BaseException:
            self._ended(task)
            raise
        return task

    def open_schedule(self, trigger: Trigger, submission: Submission) -> ThreadSchedule:
        def tick() -> None:
            submission.adopt(self.submit(submission.call, submission.settings))

        return ThreadSchedule(trigger, tick, self._deadlines, self._clock)

    def shutdown(self) -> None:
        with self._lock:
            self._is_closed = True
            tasks = list(self._under_way)
        self._deadlines.close()
        self._pool.close()  # first, or those that wait would take the place of those that are cut
        for task in tasks:
            task.cut()
        self._loop.close()

    def diagnose(self) -> dict[str, object]:
        pool, loop = self._pool, self._loop
        pending = len(pool.lanes) + len(loop.lanes)
        return {
            "executor": "threads",
            "started": self._is_started,
            "problem": None,
            "workers": pool.workers,
            "busy": pool.busy,
            "pending": pending,
            "running": max(0, len(self._under_way) - pending),
            "zombies": pool.zombies + loop.zombies,
            "disowned": self._disowned,
            "lost": 0,
        }

    def _ended(self, task: ThreadTask[Any]) -> None:
        self._under_way.discard(task)
        if task.cancelled_by == "disown":
            with self._lock:
                self._disowned += 1
