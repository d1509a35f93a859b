"""A task as its own function sees it."""

from abc import ABC, abstractmethod
from contextvars import ContextVar
from typing import Any


class CurrentTask(ABC):
    """The attempt of a task that is under way: what its function can say and ask.

    Attributes:
        name: The task's name, if it has one.
        completes_cancelled: Its function says that it has given up: returning makes it CANCELLED.
    """

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.completes_cancelled = False

    @abstractmethod
    def progress(self, value: Any) -> None:
        """See `backlit.progress()`."""

    @abstractmethod
    def cancel_requested(self) -> bool:
        """See `backlit.cancel_requested()`."""

    @abstractmethod
    def sleep(self, seconds: float) -> None:
        """See `backlit.sleep()`."""


current: ContextVar[CurrentTask] = ContextVar("backlit_current")


def _current(asked: str) -> CurrentTask:
    try:
        return current.get()
    except LookupError:
        raise RuntimeError(
            f"backlit.{asked} is only for functions that backlit.run() runs, "
            "and in threads that such a function starts with its context"
        ) from None


def progress(value: Any) -> None:
    """Adds a value to the progress of the task that calls this.

    Raises:
        RuntimeError: No task calls this.
    """
    _current("progress()").progress(value)


def cancel_requested() -> bool:
    """Whether the task that calls this shall end: it was cancelled, or its timeout is over.

    Raises:
        RuntimeError: No task calls this.
    """
    return _current("cancel_requested()").cancel_requested()


def sleep(seconds: float) -> None:
    """Blocks for so many seconds. Coroutines have `asyncio.sleep()`.

    Raises:
        asyncio.CancelledError: The task was cancelled, or its timeout is over.
        RuntimeError: No task calls this, or a coroutine, which would hold up all others.
    """
    _current("sleep()").sleep(seconds)
