"""Tasks that wait for the runtime to start."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from backlit.browser.prepared import Prepared
from backlit.browser.task import BrowserTask
from backlit.task_status import TaskStatus

# So long may a task be polled within one turn of the event loop, in which nothing can start.
PATIENCE = 1.0


class Waiting:
    """Tasks that wait for the runtime to start, in their order."""

    def __init__(self) -> None:
        self._tasks: dict[BrowserTask[Any], Prepared] = {}
        self._callbacks: list[tuple[BrowserTask[Any], Callable[[], None]]] = []
        self._polled_since: float | None = None

    def add(self, task: BrowserTask[Any], prepared: Prepared) -> None:
        self._tasks[task] = prepared

    def discard(self, task: BrowserTask[Any]) -> None:
        """Cancels a task."""
        self._tasks.pop(task, None)
        task.end(TaskStatus.CANCELLED, "flag", None)
        self._tell(task)

    def fail(self, error: BaseException) -> None:
        """The runtime could not be started."""
        for task in self.take():
            task.end(TaskStatus.ERROR, None, error)
            self._tell(task)

    def take(self) -> dict[BrowserTask[Any], Prepared]:
        """All of them, which wait no more."""
        tasks, self._tasks = self._tasks, {}
        return tasks

    def call_when_ended(self, task: BrowserTask[Any], callback: Callable[[], None]) -> None:
        self._callbacks.append((task, callback))

    def take_callbacks(self) -> list[tuple[BrowserTask[Any], Callable[[], None]]]:
        """Who waits for the end of one."""
        callbacks, self._callbacks = self._callbacks, []
        return callbacks

    def check_turn(self) -> None:
        """Somebody polls.

        Raises:
            RuntimeError: Somebody polls, and does not let the event loop go on.
        """
        now = time.monotonic()
        if self._polled_since is None:
            self._polled_since = now
            asyncio.get_running_loop().call_soon(self._turn)
        elif now - self._polled_since > PATIENCE:
            raise RuntimeError(
                "backlit has not started, and cannot while this code holds up the event loop: "
                "call `await backlit.start()` before"
            )

    def _turn(self) -> None:
        self._polled_since = None

    def _tell(self, task: BrowserTask[Any]) -> None:
        for each, callback in self._callbacks:
            if each is task:
                callback()
