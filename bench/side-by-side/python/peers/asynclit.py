"""asynclit. It takes progress from coroutines only, and no cancel ends a function."""

import asynclit
from anyio.to_thread import current_default_thread_limiter
from both import finish
from peers.polled import Polled


async def limit_threads(size):
    """asynclit leaves the number to anyio, whose default is 40."""
    current_default_thread_limiter().total_tokens = size


async def open(size, jobs):  # noqa: A001
    finish(asynclit.run(limit_threads, size))
    return Polled(asynclit, jobs.report_to_queue)
