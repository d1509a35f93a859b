"""Registries of tasks: what was submitted can be found again by its id."""

import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, overload

from backlit import runtime
from backlit.call import Call
from backlit.retry_policy import RetryPolicy
from backlit.task import Task
from backlit.task_settings import DEFAULT_SETTINGS, TaskSettings

T = TypeVar("T")

# With no more tasks under way, each submission looks which of them have ended; with more, one does
# now and then, so that a submission looks at this many of them on average.
FEW = 16
LOOKS = 4


class TaskManager:
    """Keeps the tasks that were submitted through it, to be found again by their ids.

    Args:
        max_completed: How many completed tasks it keeps. Of more, the oldest go first, at the next
            submission or `cleanup()`. Tasks under way always stay. Who holds a task that has gone
            can still read it.

    Raises:
        ValueError: `max_completed` is negative.
    """

    def __init__(self, *, max_completed: int = 256) -> None:
        if not max_completed >= 0:
            raise ValueError(f"TaskManager(max_completed={max_completed!r}): give 0 or more")
        self._max_completed = max_completed
        self._lock = threading.Lock()
        self._tasks: dict[str, Task[Any]] = {}
        self._under_way: dict[str, Task[Any]] = {}  # those of them not seen ended yet
        self._unseen = 0  # submissions since that was last looked at
        self._sources: list[Callable[[], object]] = []

    @overload
    def submit(
        self,
        func: Callable[..., Coroutine[Any, Any, T]],
        /,
        *args: Any,
        retry: RetryPolicy | None = None,
        **kwargs: Any,
    ) -> Task[T]: ...
    @overload
    def submit(
        self,
        func: Callable[..., T],
        /,
        *args: Any,
        retry: RetryPolicy | None = None,
        **kwargs: Any,
    ) -> Task[T]: ...
    def submit(
        self,
        func: Callable[..., Any],
        /,
        *args: Any,
        retry: RetryPolicy | None = None,
        **kwargs: Any,
    ) -> Task[Any]:
        """Runs a function in the background, as `run()` does, and keeps its task.

        Args:
            func: A function or a coroutine function.
            *args: Its arguments, after the progress queue, if that is its first parameter.
            retry: Which of its errors are retried.
            **kwargs: Its keyword arguments.

        Raises:
            TypeError: `func` cannot be called, or `retry` is no `RetryPolicy`.
            QueueFullError: Too many tasks wait. Nothing was submitted.
        """
        settings = DEFAULT_SETTINGS if retry is None else TaskSettings(retry=retry)
        return self.submit_call(Call(func, args, kwargs), settings)

    def submit_call(self, call: Call, settings: TaskSettings) -> Task[Any]:
        """The same with settings: `options(...).run()` is the way to it."""
        with self._lock:  # before, as a quick task might be counted that was just submitted
            self._unseen += 1
            under_way = len(self._under_way)
            if under_way <= FEW or self._unseen * LOOKS >= under_way:
                self._sweep()
        task = runtime.backend().submit(call, settings)
        self.add(task)
        return task

    def add(self, task: Task[Any]) -> None:
        """Keeps a task that was submitted in another way."""
        with self._lock:
            self._add(task.id, task)

    def follow(self, source: Callable[[], object]) -> None:
        """Calls this whenever it is asked for tasks: it may `add()` some that are new."""
        self._sources.append(source)

    def unfollow(self, source: Callable[[], object]) -> None:
        """Does not call it any more."""
        self._sources.remove(source)

    def get(self, task_id: str) -> Task[Any] | None:
        """The task with this id, or the one that is registered as `global:` and a name, or None."""
        self._ask_sources()
        with self._lock:
            return self._tasks.get(task_id)

    def cleanup(self) -> int:
        """Lets go of the oldest completed tasks beyond `max_completed`.

        A name of `register_global()` counts as a task of its own.

        Returns:
            How many have gone.
        """
        self._ask_sources()
        with self._lock:
            return self._sweep()

    def register_global(self, task: Task[Any], name: str) -> None:
        """Registers a task under a name: `get(f"global:{name}")` gives it from now on."""
        with self._lock:
            self._add(f"global:{name}", task)

    def clear(self) -> None:
        """Lets go of all tasks and names. No task is cancelled."""
        with self._lock:
            self._tasks.clear()
            self._under_way.clear()

    def _ask_sources(self) -> None:
        for source in self._sources:
            source()

    def _add(self, key: str, task: Task[Any]) -> None:
        self._tasks[key] = task
        self._under_way[key] = task

    def _sweep(self) -> int:
        self._unseen = 0
        for key in [key for key, task in self._under_way.items() if task._has_ended()]:
            del self._under_way[key]
        overflow = len(self._tasks) - len(self._under_way) - self._max_completed
        if overflow <= 0:
            return 0
        completed = (key for key in self._tasks if key not in self._under_way)
        for key in [key for key, _ in zip(completed, range(overflow), strict=False)]:
            del self._tasks[key]
        return overflow


_default_manager = TaskManager()
runtime.on_shutdown(_default_manager.clear)


def get_default_manager() -> TaskManager:
    """The manager of tasks that are run without naming one. `shutdown()` empties it."""
    return _default_manager
