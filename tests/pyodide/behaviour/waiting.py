"""Waiting for what must come, and letting the event loop go on meanwhile."""

import asyncio
import time
from collections.abc import Callable
from itertools import chain, repeat
from typing import Any

# Most comes soon. What does not is not looked for too often: in Pyodide up to 0.29 a page's loop
# crashes after 327,680 turns, if the browser can switch stacks.
SOON, LATER = 0.001, 0.01
PATIENCE = 30.0  # seconds; only a test that fails waits so long


async def until(condition: Callable[[], Any]) -> Any:
    """Waits for this to be true, and gives it."""
    give_up = time.monotonic() + PATIENCE
    pauses = chain(repeat(SOON, 5), repeat(LATER))
    while not (value := condition()):
        assert time.monotonic() < give_up, "it did not come true"
        await asyncio.sleep(next(pauses))
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
