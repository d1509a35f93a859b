"""What calls the functions of tasks."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlit.threads.attempt import Attempt
    from backlit.threads.task import ThreadTask


class Executor(ABC):
    """Calls the functions of the tasks that are put into it."""

    @abstractmethod
    def put(self, task: "ThreadTask[Any]", *, always: bool = False) -> None:
        """Takes a task that is to run.

        Raises:
            QueueFullError: Too many tasks wait, and it is not `always` to be taken.
        """

    @abstractmethod
    def discard(self, task: "ThreadTask[Any]") -> None:
        """Lets go of a task that waits here, if it does."""

    @abstractmethod
    def abandon(self, attempt: "Attempt") -> None:
        """An attempt was given up: what it occupies is to be replaced."""
