"""`ProcessPoolExecutor`. Progress is a queue that the processes start with.

A function that runs cannot be cancelled. What one does then is to kill the processes, which breaks
the executor, and to open another one; `kill_workers()` of Python 3.14 is the first half of that.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import SimpleQueue, active_children

from peers.futures import Futures

queue = SimpleQueue()


def receive_queue(inherited):
    global queue
    queue = inherited


def put_all(count):
    for number in range(count):
        queue.put(number)


def open_executor(size):
    return ProcessPoolExecutor(size, initializer=receive_queue, initargs=(queue,))


class Processes(Futures):
    def __init__(self, size):
        super().__init__(open_executor, size)
        self._size = size

    async def report(self, count):
        self.submit(put_all, count)
        return [queue.get() for _ in range(count)]

    async def cancel(self, future):
        for process in active_children():
            process.kill()
        future.exception()
        self._executor = open_executor(self._size)


async def open(size, jobs):  # noqa: A001, ARG001
    return Processes(size)
