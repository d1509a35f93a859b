"""What runs the tasks: the one interface that all ways of running them have."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from backlit.call import Call
from backlit.task import Task
from backlit.task_settings import TaskSettings
from backlit.trigger import Trigger

if TYPE_CHECKING:
    from backlit.submission import Submission


@dataclass(frozen=True)
class StartOptions:
    """What `backlit.start()` was given; None stands for the default, or for what it was before.

    Raises:
        TypeError, ValueError: A value is wrong.
    """

    workers: int | None = None
    max_pending: int | None = None
    asset_url: str | None = None
    index_url: str | None = None
    lock_file_url: str | None = None

    def __post_init__(self) -> None:
        for name in ("workers", "max_pending"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, int):
                raise TypeError(f"start({name}={value!r}): give a whole number")
            if value is not None and value < 1:
                raise ValueError(f"start({name}={value!r}): give 1 or more")
        for name in ("asset_url", "index_url", "lock_file_url"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise TypeError(f"start({name}={value!r}): give an address")

    def check_same(self, given: "StartOptions") -> None:
        """Raises RuntimeError if others are given than these."""
        for field in fields(self):
            value, before = getattr(given, field.name), getattr(self, field.name)
            if value is not None and value != before:
                raise RuntimeError(
                    f"start({field.name}={value!r}): backlit was started with {before!r}. "
                    "Call shutdown() before it is started otherwise"
                )


class Schedule(ABC):
    """Submits a task whenever its trigger says so, until it is closed."""

    @property
    @abstractmethod
    def due(self) -> float | None:
        """When it is due next, in seconds since 1970; None: it is paused or closed."""

    @abstractmethod
    def pause(self) -> None:
        """Submits nothing until `resume()`."""

    @abstractmethod
    def resume(self) -> None:
        """Goes on at the next time at which it would have been due without the pause."""

    @abstractmethod
    def close(self) -> None:
        """Ends it for good, after a submission that is under way."""


class Backend(ABC):
    """Runs tasks. There is one for the whole process: see `backlit.runtime`.

    It makes itself ready at the first call that needs it. While a function runs, its backend keeps
    a `CurrentTask` in `backlit.current.current`.
    """

    @abstractmethod
    async def start(self, options: StartOptions) -> None:
        """Makes itself ready; returns when a first worker is.

        Raises:
            RuntimeError: It was started with other values.
        """

    @abstractmethod
    def submit(self, call: Call, settings: TaskSettings) -> Task[Any]:
        """Takes a call to be run, and gives its task at once.

        Raises:
            QueueFullError: Too many tasks wait. Nothing was submitted.
        """

    @abstractmethod
    def open_schedule(self, trigger: Trigger, submission: "Submission") -> Schedule:
        """Submits it whenever the trigger says so, from now on."""

    @abstractmethod
    def shutdown(self) -> None:
        """Cancels all tasks and ends all threads. What tasks have left can still be read."""

    @abstractmethod
    def diagnose(self) -> dict[str, object]:
        """What can be said about it, as plain data: see `backlit.diagnose()`."""
