"""Calls that run in the interpreter that submits them: nothing of them is copied."""

from collections.abc import Callable
from itertools import count
from typing import Any

from backlit.work import Work

# By number, for as long as the task or the schedule lives that owns one.
calls: dict[int, Work] = {}

# What they returned or raised, by the handle of the task, until it is looked at.
outcomes: dict[float, Any] = {}

# The calls of tasks that still run although nobody holds them, by the handle of the task.
left: dict[float, int] = {}

FEW = 64

_numbers = count(1)
_most = FEW


def add(work: Work) -> int:
    """Keeps a call, and gives its number."""
    number = next(_numbers)
    calls[number] = work
    return number


def forget_gone(status: Callable[[float], int]) -> None:
    """Lets go of what belonged to tasks that are gone, if it may be much.

    Args:
        status: The core's status of a task, by its handle; negative: there is none any more.
    """
    global _most
    if len(outcomes) + len(left) <= _most:
        return
    for handle in [handle for handle in outcomes if status(handle) < 0]:
        del outcomes[handle]
    for handle in [handle for handle in left if status(handle) < 0]:
        calls.pop(left.pop(handle), None)
    _most = FEW + 2 * (len(outcomes) + len(left))
