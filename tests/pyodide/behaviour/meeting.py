"""Coroutines that wait for each other. They are found by their module's name, and so share it."""

import asyncio

arrived: dict[str, int] = {}


async def meet(name: str, count: int) -> None:
    """Returns when so many have arrived under this name."""
    arrived[name] = arrived.get(name, 0) + 1
    while arrived[name] < count:
        await asyncio.sleep(0.1)
