"""What a session keeps under the key of a task."""

from typing import Any

from backlit import runtime
from backlit.call import Call
from backlit.task import Task
from backlit.task_settings import TaskSettings
from backlit.task_status import TaskStatus

# Seconds on the flag alone before a cancelled function is interrupted, so that its cleanup is not
# torn; and as many again before it is given up.
GRACE = 1.0


class Slot:
    """A call and the newest task that runs it.

    Raises:
        TypeError: What shall be run cannot be called, or cannot be sent to a worker.
        QueueFullError: Too many tasks wait.
    """

    def __init__(self, key: str, call: Call) -> None:
        self.key = key
        self._call = call
        self.run_again()

    def run_again(self) -> None:
        """Submits the call; a task before it that has not ended goes on unseen."""
        settings = TaskSettings(name=self.key, cancel_grace=GRACE, flag_grace=GRACE)
        self.task: Task[Any] = runtime.backend().submit(self._call, settings)
        self._progress: Any = None

    @property
    def status(self) -> str:
        """The status as streamtree names it."""
        return self.task.status.name.lower()

    @property
    def result(self) -> Any:
        """What the function returned; None if it did not."""
        return self.task.result if self.task.status is TaskStatus.DONE else None

    @property
    def error(self) -> str | None:
        """What the function raised, as text."""
        error = self.task.error
        return None if error is None else repr(error)

    @property
    def progress(self) -> Any:
        """The newest progress value; None: there is none, or the task was cancelled."""
        values = self.task.progress
        if values:
            self._progress = values[-1]
        return None if self.task.status is TaskStatus.CANCELLED else self._progress

    @progress.setter
    def progress(self, value: Any) -> None:
        _ = self.task.progress  # those before it
        self._progress = value

    @property
    def cancel_requested(self) -> bool:
        """Whether the task is asked to end, and has not ended."""
        return not self.task.done and self.task.cancel_requested
