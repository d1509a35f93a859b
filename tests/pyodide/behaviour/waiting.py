"""Waiting for what must come, and letting the event loop go on meanwhile.

Not too often: in Pyodide up to 0.29 a page's loop crashes after 327,680 turns, if the browser can
switch stacks.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

PATIENCE = 30.0  # seconds; only a test that fails waits so long


async def until(condition: Callable[[], Any]) -> Any:
    """Waits for this to be true, and gives it."""
    give_up = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < give_up, "it did not come true"
        await asyncio.sleep(0.01)
    return value


async def ended(task: Any) -> Any:
    """The task, when it has ended."""
    await until(lambda: task.done)
    # asynclit moves what is left of the progress only after the end, and may be seen at it.
    await until(lambda: getattr(task, "_progress_queue", None) is None)
    return task


async def all_ended(tasks: Any) -> Any:
    """The tasks, when all have ended."""
    return [await ended(task) for task in tasks]


async def running(task: Any) -> Any:
    """The task, when its function has been called."""
    await until(lambda: task.status.name == "RUNNING")
    return task


async def progress_of(task: Any) -> Any:
    """Some progress of a task that gives some before it ends."""
    return await until(lambda: task.progress)
