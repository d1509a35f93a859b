"""What a schedule submits, and who keeps the tasks."""

from dataclasses import dataclass
from typing import Any

from backlit import runtime
from backlit.call import Call
from backlit.task import Task
from backlit.task_manager import TaskManager
from backlit.task_settings import TaskSettings


@dataclass(frozen=True)
class Submission:
    """What a schedule submits, and who keeps the tasks.

    Attributes:
        call: What the tasks call.
        settings: How they are run.
        manager: Keeps them.
        latest_task_name: Under which it also has the newest one; None: under no name.
    """

    call: Call
    settings: TaskSettings
    manager: TaskManager
    latest_task_name: str | None

    def __call__(self) -> None:
        """Submits it: for a scheduler that is not backlit's own."""
        self.adopt(runtime.backend().submit(self.call, self.settings))

    def adopt(self, task: Task[Any]) -> None:
        """A task was submitted: gives it to the manager."""
        self.manager.add(task)
        if self.latest_task_name is not None:
            self.manager.register_global(task, self.latest_task_name)
