"""Waiting for what must come."""

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 20.0  # seconds; only a test that fails waits so long


def wait_for(condition: Callable[[], Any]) -> Any:
    """Waits for this to be true, and gives it."""
    give_up = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < give_up, "it did not come true"
        time.sleep(0.001)
    return value


def ended(task: Any) -> Any:
    """The task, when it has ended."""
    wait_for(lambda: task.done)
    # asynclit moves what is left of the progress only after the end, and may be seen at it.
    wait_for(lambda: getattr(task, "_progress_queue", None) is None)
    return task


def running(task: Any) -> Any:
    """The task, when its function has been called."""
    wait_for(lambda: task.status.name == "RUNNING")
    return task
