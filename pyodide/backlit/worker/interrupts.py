"""The interrupt of a function that runs: `asyncio.CancelledError`, wherever it is just then."""

import asyncio
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from backlit.worker.attempt import Attempt

T = TypeVar("T")

# SIGINT is what Pyodide makes of the interrupt word. That may be left over from another attempt:
# the core is asked.
_interruptible: Attempt | None = None


def run(attempt: Attempt, function: Callable[[], T]) -> T:
    """Calls a function, which the core may have interrupted meanwhile.

    Raises:
        asyncio.CancelledError: It was.
    """
    global _interruptible
    _interruptible = attempt
    try:
        if attempt.is_to_be_interrupted():  # it came before there was anything to interrupt
            raise asyncio.CancelledError
        return function()
    finally:
        _interruptible = None


def install() -> None:
    """Handles interrupts, and lets `time.sleep()` be interrupted too."""
    signal.signal(signal.SIGINT, _interrupt)
    setattr(time, "sleep", _sleep)  # noqa: B010 - the types know of other parameters


def _interrupt(_: int, frame: FrameType | None) -> None:
    global _interruptible
    # In run() itself, the function has returned.
    if _interruptible is None or frame is None or frame.f_code is run.__code__:
        return
    if not _interruptible.sleeps and _interruptible.is_to_be_interrupted():
        _interruptible = None  # once: a cleanup is not to be interrupted as well
        raise asyncio.CancelledError


_original_sleep = time.sleep


def _sleep(seconds: float, /) -> None:
    if _interruptible is None or not seconds > 0:
        _original_sleep(seconds)
    else:
        _interruptible.wait(seconds)
