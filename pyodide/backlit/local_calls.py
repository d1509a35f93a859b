"""Calls that run in the interpreter that submits them: nothing of them is copied."""

from itertools import count
from typing import Any

from backlit.call import Call
from backlit.retry_policy import RetryPolicy

# By number, for as long as the task or the schedule lives that owns one.
calls: dict[int, tuple[Call, RetryPolicy | None]] = {}

# What they returned or raised, by the handle of the task, until it is looked at.
outcomes: dict[float, Any] = {}

_numbers = count(1)


def add(call: Call, retry: RetryPolicy | None) -> int:
    """Keeps a call, and gives its number."""
    number = next(_numbers)
    calls[number] = call, retry
    return number
