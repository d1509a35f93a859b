"""`ThreadPoolExecutor`. Progress is one's own queue; a function that runs cannot be cancelled."""

from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

from peers.futures import Futures


def put_all(queue, count):
    for number in range(count):
        queue.put(number)


class Threads(Futures):
    async def report(self, count):
        queue = SimpleQueue()
        self.submit(put_all, queue, count)
        return [queue.get() for _ in range(count)]


async def open(size, jobs):  # noqa: A001, ARG001
    return Threads(ThreadPoolExecutor, size)
