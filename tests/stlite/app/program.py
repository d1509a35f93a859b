"""A program for streamtree and asynclit, as it is."""

import time

import asynclit
from streamtree.asyncio import (
    complete_cancelled,
    is_task_cancel_requested,
    set_task_progress,
    submit,
)
from streamtree.loading import match_task


def load():
    seen = 0
    while not is_task_cancel_requested(key="load"):
        seen += 1
        set_task_progress(key="load", value=seen)
        time.sleep(0.02)
    complete_cancelled(key="load")


def divide(a, b):
    return a / b


async def squares(queue, count):
    for n in range(count):
        await queue.async_q.put(n * n)
    return count


def start(session_state):
    tasks = asynclit.session_tasks(session_state)
    if "squares" not in tasks:
        tasks["squares"] = asynclit.run(squares, 4)
    return submit(load, key="load")


def text(handle):
    return match_task(handle, loading="loading", ready=str, error="failed", cancelled="given up")
