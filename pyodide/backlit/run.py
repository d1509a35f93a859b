"""Submitting tasks."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar, overload

from backlit.call import Call
from backlit.retry_policy import RetryPolicy
from backlit.task import Task
from backlit.task_manager import TaskManager, get_default_manager
from backlit.task_settings import Executor, Priority, TaskSettings

T = TypeVar("T")


@overload
def run(
    func: Callable[..., Coroutine[Any, Any, T]],
    /,
    *args: Any,
    manager: TaskManager | None = None,
    retry: RetryPolicy | None = None,
    **kwargs: Any,
) -> Task[T]: ...
@overload
def run(
    func: Callable[..., T],
    /,
    *args: Any,
    manager: TaskManager | None = None,
    retry: RetryPolicy | None = None,
    **kwargs: Any,
) -> Task[T]: ...
def run(
    func: Callable[..., Any],
    /,
    *args: Any,
    manager: TaskManager | None = None,
    retry: RetryPolicy | None = None,
    **kwargs: Any,
) -> Task[Any]:
    """Runs a function in the background and goes on at once.

    A parameter named `queue` or `progress_queue` gets the task's progress queue, with
    `queue.async_q.put` for coroutines and `queue.sync_q.put` for any function: if it is the first
    one, `args` go to those after it. A function that is no coroutine function gets it only where
    the parameter has no default and `args` and `kwargs` leave it unfilled.

    Args:
        func: A function, or a coroutine function: those run interleaved on one event loop.
        *args: Its arguments.
        manager: Keeps the task, instead of the default one.
        retry: Which of its errors are retried. Default: none.
        **kwargs: Its keyword arguments.

    Raises:
        TypeError: `func` cannot be called, or `retry` is no `RetryPolicy`.
        QueueFullError: Too many tasks wait. Nothing was submitted.
    """
    chosen = get_default_manager() if manager is None else manager
    return chosen.submit(func, *args, retry=retry, **kwargs)


class Options:
    """How tasks are run: `options()` makes one. It can be used for any number of them."""

    def __init__(self, settings: TaskSettings) -> None:
        self._settings = settings

    @overload
    def run(
        self,
        func: Callable[..., Coroutine[Any, Any, T]],
        /,
        *args: Any,
        manager: TaskManager | None = None,
        retry: RetryPolicy | None = None,
        **kwargs: Any,
    ) -> Task[T]: ...
    @overload
    def run(
        self,
        func: Callable[..., T],
        /,
        *args: Any,
        manager: TaskManager | None = None,
        retry: RetryPolicy | None = None,
        **kwargs: Any,
    ) -> Task[T]: ...
    def run(
        self,
        func: Callable[..., Any],
        /,
        *args: Any,
        manager: TaskManager | None = None,
        retry: RetryPolicy | None = None,
        **kwargs: Any,
    ) -> Task[Any]:
        """As `backlit.run()`, with these options. `retry` takes the place of theirs."""
        chosen = get_default_manager() if manager is None else manager
        settings = self._settings if retry is None else replace(self._settings, retry=retry)
        return chosen.submit_call(Call(func, args, kwargs), settings)


def options(
    *,
    executor: Executor = "worker",
    priority: Priority = "normal",
    timeout: float | None = None,
    cancel_grace: float | None = 1.0,
    retry: RetryPolicy | None = None,
    name: str | None = None,
) -> Options:
    """Says how tasks are run: `options(priority="high").run(func, 1)`.

    Args:
        executor: "worker", or "local": in the caller's own interpreter. On CPython there is no
            other, so there they are the same.
        priority: "high", "normal" or "low": waiting tasks of a higher one start first; every 16th
            start looks at the lowest first, so none waits for ever.
        timeout: Seconds for each attempt. Then it is stopped as by a cancel, and the task ends with
            a `TimeoutError`; an attempt that still returns is DONE. None: no limit.
        cancel_grace: Seconds from the interrupt of a cancel or a timeout to the moment when an
            attempt that goes on is given up: 0 at once, None never.
        retry: Which errors are retried. Default: none.
        name: For people: `task.name`.

    Raises:
        TypeError, ValueError: A value is wrong. The message says what would be right.
    """
    return Options(TaskSettings(executor, priority, timeout, cancel_grace, retry, name))
