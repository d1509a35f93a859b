"""A task, as those see it who wait for it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from concurrent import futures
from typing import Any, Generic, Literal, NoReturn, TypeVar

from backlit.task_status import TaskStatus
from backlit.timings import Timings

T = TypeVar("T")

Rung = Literal["flag", "interrupt", "disown"]

ENDED = (TaskStatus.DONE, TaskStatus.ERROR, TaskStatus.CANCELLED)


class Task(ABC, Generic[T]):
    """A function that runs in the background. `run()` returns one.

    Everything here can be read at any time, from any thread, and makes nobody wait.
    Awaiting a task gives what `result` gives; of a cancelled one it raises
    `asyncio.CancelledError`. To stop awaiting does not cancel the task.

    Attributes:
        id: A UUID, version 4, as text.
        name: The name that `options(name=...)` gave it, or None.
    """

    id: str
    name: str | None

    @property
    @abstractmethod
    def status(self) -> TaskStatus:
        """Where the task stands. It never goes back."""

    @property
    def done(self) -> bool:
        """Whether the task has ended: with a result, an error or a cancel."""
        return self.status in ENDED

    def _has_ended(self) -> bool:
        """The same, asked by backlit itself: who waits for the task does not wait here."""
        return self.done

    @property
    def result(self) -> T:
        """What the function returned.

        Raises:
            RuntimeError: The task has not ended.
            BaseException: What the function raised, if it failed.
            concurrent.futures.CancelledError: The task was cancelled.
        """
        status = self.status
        if status is TaskStatus.DONE:
            return self._value()
        if status is TaskStatus.CANCELLED:
            raise futures.CancelledError(f"Task {self.id} was cancelled")
        if self.error is not None:
            raise self.error
        raise RuntimeError(
            f"Task is not complete: it is {status.value}. Read `done` first, or await the task"
        )

    @property
    @abstractmethod
    def error(self) -> BaseException | None:
        """What the function raised, if `status` is ERROR, else None."""

    @property
    @abstractmethod
    def progress(self) -> list[Any]:
        """The progress values since this was last read, oldest first: each is given once.

        What is left can still be read after the task's end.
        """

    @property
    @abstractmethod
    def latest(self) -> Any:
        """The newest progress value, whether `progress` gave it already or not; None if none."""

    @property
    @abstractmethod
    def progress_dropped(self) -> int:
        """How many progress values were dropped unread: of too many the oldest go."""

    @property
    @abstractmethod
    def attempts(self) -> int:
        """How often the function was called. More than once only with a `RetryPolicy`."""

    @property
    @abstractmethod
    def timings(self) -> Timings:
        """When it was submitted, when its first attempt began and when it ended."""

    @property
    @abstractmethod
    def cancel_requested(self) -> bool:
        """Whether a cancel was accepted."""

    @property
    @abstractmethod
    def cancelled_by(self) -> Rung | None:
        """How a cancelled task ended.

        "flag": it was not running, or its function gave up by itself. "interrupt": its function was
        interrupted. "disown": it was given up, as it went on for `cancel_grace` seconds. None: it
        is not CANCELLED, or its function raised `asyncio.CancelledError` unasked.
        """

    @abstractmethod
    def cancel(self) -> bool:
        """Asks for the task's end, retries included.

        A pending task is CANCELLED at once. A running one is asked, then interrupted, then given up
        after `cancel_grace` seconds. A function that still returns is DONE.

        Returns:
            Whether the request was accepted: False only if the task has ended.
        """

    @abstractmethod
    def _value(self) -> T:
        """What the function returned. Called when `status` is DONE."""

    @abstractmethod
    def _when_ended(self, callback: Callable[[], None]) -> None:
        """Calls this once, on the loop that runs now, when it ends; at once if it has ended."""

    def __await__(self) -> Generator[Any, None, T]:
        if not self.done:
            yield from self._ended().__await__()
        if self.status is TaskStatus.CANCELLED:
            raise asyncio.CancelledError
        return self.result

    def _ended(self) -> asyncio.Future[None]:
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def settle() -> None:
            if not ended.done():
                ended.set_result(None)

        self._when_ended(settle)
        return ended

    def __repr__(self) -> str:
        name = "" if self.name is None else f" {self.name!r}"
        return f"<Task{name} {self.id} {self.status.value}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Task cannot be pickled: keep its id, and ask its manager for it by get()"
        )
